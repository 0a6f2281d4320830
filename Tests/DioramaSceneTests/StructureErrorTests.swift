// SPDX-License-Identifier: Apache-2.0

import Testing

struct StructureErrorTests {
  private static let mistakes: [Mistake] = [
    .section(
      "<worldboddy/>",
      ":2: <mujoco> has no element <worldboddy>; did you mean 'worldbody'?"),
    .section(
      #"<geom size="1"/>"#,
      ":2: <geom> does not belong in <mujoco>; put it in <body> or <default> or <worldbody>"),
    .section(
      #"<tendon><fixed stiffness="0 1"/></tendon>"#,
      ":2: stiffness of <fixed> is '0 1', which is not supported; remove it; hinges and slides can have springs and limits"
    ),
    .section(
      #"<default><tendon range="0 1"/></default>\#n<tendon><spatial/></tendon>"#,
      ":2: range of <spatial> is '0 1', which is not supported; remove it; hinges and slides can have springs and limits"
    ),
    .section(
      "<deformable><flex/></deformable>",
      ":2: <flex> is not supported; write a <flexcomp> of type grid in the worldbody"),
    .world(
      #"<flexcomp name="cloth"/>"#,
      ":3: <flexcomp> needs the attribute 'type'; add it"),
    .world(
      "<joint/>",
      ":3: <joint> does not belong in <worldbody>; put it in <body> or <default>"),
    .world(
      "<hfield/>",
      ":3: <hfield> is not supported; use boxes or a mesh"),
    .section(
      #"<visual>\#n<map/>\#n<map/>\#n</visual>"#,
      ":4: <visual> has a second <map>; there is one already on line 3; merge them"),
    .world(
      #"<geom size="1" colour="1 0 0 1"/>"#,
      ":3: <geom> has no attribute 'colour'; it may have: axisangle, class, conaffinity, condim, contype, density, euler, friction, fromto, group, mass, material, mesh, name, pos, priority, quat, rgba, size, type, xyaxes, zaxis"
    ),
    .world(
      #"<geom size="1" hfield="x"/>"#,
      ":3: hfield of <geom> is 'x', which is not supported; use boxes or a mesh"),
    .section(
      #"<compiler coordinate="global"/>"#,
      ":2: coordinate of <compiler> is 'global', which is not supported; give positions relative to the parent"
    ),
    .body(
      #"<joint springdamper="1 1"/>"#,
      ":4: springdamper of <joint> is '1 1', which is not supported; give stiffness and damping themselves"
    ),
    .section(
      "<include/>",
      ":2: <include> needs the attribute 'file'; add it"),
    .section(
      #"<contact>\#n<exclude body1="world"/>\#n</contact>"#,
      ":3: <exclude> needs the attribute 'body2'; add it"),
  ]

  @Test(arguments: mistakes)
  func `what does not belong is refused with its line`(mistake: Mistake) {
    mistake.expect()
  }
}
