// SPDX-License-Identifier: Apache-2.0

import Testing

struct BodyErrorTests {
  private static let mistakes: [Mistake] = [
    .world(
      #"<geom size="1" class="glas"/>"#,
      ":3: class of <geom>: no default class is called 'glas'; there is: main"),
    .world(
      #"<geom size="1" material="glas"/>"#,
      ":3: material of <geom>: no material is called 'glas'; there is: none"),
    .world(
      #"<body childclass="seen"/>"#,
      ":3: childclass of <body>: no default class is called 'seen'; there is: main"),
    .world(
      #"<geom name="a" size="1"/>\#n<geom name="a" size="1"/>"#,
      ":4: name of <geom>: another geom is called 'a', at bad.xml:3; rename one"),
    .world(
      #"<body name="world"/>"#,
      ":3: name of <body>: another body is called 'world' already; rename one"),
    .body(
      #"<joint range="10 5"/>"#,
      ":4: range of <joint> goes from 10.0 to 5.0; the first must be smaller than the second"),
    .body(
      #"<joint limited="true"/>"#,
      ":4: <joint> is limited but has no range; add it"),
    .body(
      #"<joint type="ball" range="5 10"/>"#,
      ":4: range of <joint> starts at 5.0; a ball joint's range is 0 and the largest angle"),
    .body(
      #"<joint axis="0 0 0"/>"#,
      ":4: axis of <joint> has length 0; it must point somewhere"),
    Mistake(
      #"<mujoco>\#n<compiler autolimits="false"/>\#n<worldbody><body>\#n<joint range="0 1"/><geom size="1"/></body></worldbody></mujoco>"#,
      #":4: <joint> has a range, but autolimits is false in <compiler>; add limited="true" or "false""#
    ),
    .world(
      #"<body name="ghost">\#n<freejoint/>\#n</body>"#,
      ":3: the body 'ghost' can move but has no mass; give it a geom with mass or an <inertial>"),
    .world(
      #"<body name="ghost"><freejoint/><geom type="box" size="1 1 1" mass="0"/></body>"#,
      ":3: the body 'ghost' can move but has no mass; give it a geom with mass or an <inertial>"),
    .body(
      #"<freejoint/>\#n<geom name="ground" type="plane" size="1 1 1"/>"#,
      ":5: the plane 'ground' is on the body 'cart', which can move; use a box, or put it in <worldbody>"
    ),
    .world(
      #"<body name="a"><body name="b"><freejoint/><geom size="1"/></body></body>"#,
      ":3: the body 'b' has a free joint inside another body; put it in <worldbody> itself"),
    .body(
      #"<freejoint/><joint type="ball"/>"#,
      ":3: the body 'cart' has a free joint and others; keep the free joint alone"),
    .body(
      #"<joint type="ball"/><joint/>"#,
      ":3: the body 'cart' has another rotation after its ball joint; the ball turns every way already, so remove it"
    ),
    .body(
      #"<joint type="slide"/><joint type="slide"/><joint type="slide"/><joint type="slide"/><joint/><joint/><joint/>"#,
      ":3: the body 'cart' has more than 6 degrees of freedom; remove joints"),
    .world(
      #"<body name="a"><body name="b" mocap="true"/></body>"#,
      ":3: the mocap body 'b' is inside another body; put it in <worldbody> itself"),
    .world(
      #"<body name="a" mocap="true"><joint/><geom size="1"/></body>"#,
      ":3: the mocap body 'a' has a joint, but the program poses it; remove the one or the other"),
    .body(
      #"<inertial mass="1" diaginertia="1 1 1"/>"#,
      ":4: <inertial> needs the attribute 'pos'; add it"),
    .body(
      #"<inertial pos="0 0 0" mass="1"/>"#,
      ":4: <inertial> needs the attribute 'diaginertia' or 'fullinertia'; add one"),
    .body(
      #"<inertial pos="0 0 0" mass="-1" diaginertia="1 1 1"/>"#,
      ":4: mass of <inertial> has -1.0; it must not be negative"),
    .body(
      #"<freejoint/><inertial pos="0 0 0" mass="0" diaginertia="0 0 0"/>"#,
      ":3: the body 'cart' can move but has no mass; give it a geom with mass or an <inertial>"),
    .body(
      #"<freejoint/><inertial pos="0 0 0" mass="1" diaginertia="0 0 0"/>"#,
      ":4: diaginertia of <inertial> has the moments 0.0 0.0 0.0; all must be greater than 0, and no two together smaller than the third"
    ),
    .body(
      #"<inertial pos="0 0 0" mass="1" diaginertia="1 1 3"/>"#,
      ":4: diaginertia of <inertial> has the moments 1.0 1.0 3.0; all must be greater than 0, and no two together smaller than the third"
    ),
    .body(
      #"<inertial pos="0 0 0" mass="1" fullinertia="1 1 1 0 0 0" quat="1 0 0 0"/>"#,
      ":4: <inertial> has a 'fullinertia', which sets the axes too; remove 'diaginertia', 'quat' and the other orientations"
    ),
  ]

  @Test(arguments: mistakes)
  func `names and bodies that do not fit are refused with their line`(mistake: Mistake) {
    mistake.expect()
  }
}
