// SPDX-License-Identifier: Apache-2.0

import Testing

struct SectionErrorTests {
  private static let mistakes: [Mistake] = [
    .world(
      #"<camera fovy="180"/>"#,
      ":3: fovy of <camera> has 180.0, outside 0.0...179.0; choose a value within"),
    .world(
      #"<camera mode="targetbody"/>"#,
      ":3: <camera> needs the attribute 'target'; add it"),
    .world(
      #"<camera mode="targetbody" target="mugg"/>\#n<body name="mug"/>"#,
      ":3: target of <camera>: no body is called 'mugg'; did you mean 'mug'?"),
    .world(
      #"<light dir="0 0 0"/>"#,
      ":3: dir of <light> has length 0; it must point somewhere"),
    .world(
      #"<light type="spot" directional="true"/>"#,
      ":3: <light> has both 'type' and 'directional'; keep 'type'"),
    .section(
      #"<asset><texture name="t" builtin="flat"/></asset>"#,
      ":2: <texture> needs the attribute 'width'; add it"),
    .section(
      #"<asset><texture name="t" type="2d" builtin="flat" width="0" height="8"/></asset>"#,
      ":2: width of <texture> has 0.0; it must be greater than 0"),
    .section(
      #"<asset><texture name="t"/></asset>"#,
      ":2: <texture> needs the attribute 'file' or 'builtin'; add one"),
    .section(
      #"<asset><material rgba="1 1 1 1"/></asset>"#,
      ":2: <material> needs the attribute 'name'; add it"),
    .section(
      #"<asset><mesh name="m" vertex="0 0 0"/></asset>"#,
      ":2: vertex of <mesh> is '0 0 0', which is not supported; write the mesh to an OBJ file and name it with file"
    ),
    .section(
      #"<asset><mesh name="m" file="mug.dae"/></asset>"#,
      ":2: file of <mesh>: '/nowhere/mug.dae' is not an OBJ, STL or MSH file; convert the mesh to OBJ"
    ),
    .section(
      #"<asset><mesh name="m" file="none.obj"/></asset>"#,
      ":2: file of <mesh>: there is no file '/nowhere/none.obj'; check the path and the directories in <compiler>"
    ),
    .section(
      #"<asset><texture name="t" file="none.png"/></asset>"#,
      ":2: file of <texture>: there is no file '/nowhere/none.png'; check the path and the directories in <compiler>"
    ),
    .section(
      #"<default class="x"/>"#,
      ":2: class of <default> is 'x', which is not supported; the outermost class is main; put this one inside it"
    ),
    .section(
      "<default><default/></default>",
      ":2: <default> needs the attribute 'class'; add it"),
    .section(
      #"<default><default class="a"/><default class="a"/></default>"#,
      ":2: class of <default>: another default class is called 'a', at bad.xml:2; rename one"),
    .section(
      #"<default>\#n<geom/>\#n<geom/>\#n</default>"#,
      ":4: <default> has a second <geom>; there is one already on line 3; merge them"),
    .section(
      #"<default><geom name="x"/></default>"#,
      ":2: <geom> has no attribute 'name'; it may have: axisangle, conaffinity, condim, contype, density, euler, friction, fromto, group, mass, material, mesh, pos, priority, quat, rgba, size, type, xyaxes, zaxis"
    ),
    .section(
      #"<compiler eulerseq="zz"/>"#,
      ":2: eulerseq of <compiler> is 'zz', which is not supported; give three of the letters xyzXYZ"
    ),
    .section(
      #"<visual><map znear="2" zfar="1"/></visual>"#,
      ":2: <map> ends at zfar 1.0, before it starts at znear 2.0; swap them"),
    .section(
      #"<custom><numeric name="a"/></custom>"#,
      ":2: <numeric> needs the attribute 'data' or 'size'; add one"),
    .section(
      #"<custom><numeric data="1"/></custom>"#,
      ":2: <numeric> needs the attribute 'name'; add it"),
    .section(
      #"<custom><numeric name="a" data="1 2 3" size="2"/></custom>"#,
      ":2: data of <numeric> takes 1 to 2 numbers; there are 3"),
    .section(
      #"<contact><exclude body1="world" body2="world"/></contact>"#,
      ":2: <exclude> names the body 'world' twice; name two"),
    .section(
      "<equality><weld/></equality>",
      ":2: <weld> needs the attribute 'body1'; add it"),
    .section(
      #"<equality><weld body1="world"/></equality>"#,
      ":2: <weld> names the body 'world' twice; name two"),
    .section(
      #"<equality><joint joint1="a"/></equality>"#,
      ":2: <joint> is not supported; use weld or connect"),
    .section(
      #"<equality><connect body1="world" anchor="0 0 0" active="maybe"/></equality>"#,
      ":2: active of <connect> is 'maybe'; it may be: false, true"),
    Mistake(
      #"<mujoco>\#n<worldbody><body><freejoint name="j"/><geom size="1"/></body></worldbody>\#n<actuator><motor joint="j"/></actuator></mujoco>"#,
      ":3: joint of <motor> is 'j', a free joint; only hinges and slides can be driven"),
    .section(
      #"<actuator><general joint="j"/></actuator>"#,
      ":2: joint of <general>: no joint is called 'j'; there is: none"
    ),
    .section(
      "<actuator><motor/></actuator>",
      ":2: <motor> needs the attribute 'joint'; add it"),
    Mistake(
      #"<mujoco>\#n<worldbody><body><joint name="j"/><geom size="1"/></body></worldbody>\#n<actuator><position joint="j" inheritrange="1"/></actuator></mujoco>"#,
      ":3: inheritrange of <position> is '1', which is not supported; the joint has no range; give ctrlrange"
    ),
    Mistake(
      #"<mujoco>\#n<worldbody><body><joint name="j" range="0 1"/><geom size="1"/></body></worldbody>\#n<actuator><position joint="j" inheritrange="1" ctrlrange="0 1"/></actuator></mujoco>"#,
      ":3: inheritrange of <position> is '1', which is not supported; ctrlrange is given already; keep one"
    ),
    Mistake(
      #"<mujoco>\#n<worldbody><body><freejoint/><geom size="1"/></body></worldbody>\#n<keyframe><key qpos="0 0 0"/></keyframe></mujoco>"#,
      ":3: qpos of <key> has 3 numbers; the scene needs 7, as its joints say"),
    Mistake(
      #"<mujoco>\#n<worldbody><body><freejoint/><geom size="1"/></body></worldbody>\#n<keyframe><key qvel="0 0 0"/></keyframe></mujoco>"#,
      ":3: qvel of <key> has 3 numbers; the scene needs 6, one a degree of freedom"),
    Mistake(
      #"<mujoco>\#n<keyframe><key ctrl="1"/></keyframe></mujoco>"#,
      ":2: ctrl of <key> has 1 number; the scene needs 0, one an actuator"),
    .section(
      #"<keyframe><key act="1"/></keyframe>"#,
      ":2: act of <key> is '1', which is not supported; actuators have no state of their own"),
  ]

  @Test(arguments: mistakes)
  func `what a section cannot say is refused with its line`(mistake: Mistake) {
    mistake.expect()
  }
}
