// SPDX-License-Identifier: Apache-2.0

import Testing

struct ValueErrorTests {
  private static let mistakes: [Mistake] = [
    .world(
      #"<geom size="1" pos="1 2"/>"#,
      ":3: pos of <geom> needs 3 numbers; there are 2"),
    .world(
      #"<geom size="1 2 3 4"/>"#,
      ":3: size of <geom> takes 1 to 3 numbers; there are 4"),
    .world(
      #"<geom size="1" pos="1 2 x"/>"#,
      ":3: pos of <geom> has 'x' where a number is needed"),
    .world(
      #"<geom size="1" pos="0 0 0x10"/>"#,
      ":3: pos of <geom> has '0x10' where a number is needed"),
    .world(
      #"<geom size="1" pos="1e308 0 0"/>"#,
      ":3: pos of <geom> has 1e+308, outside -1000000.0...1000000.0; choose a value within"),
    .world(
      #"<geom size="1" pos="nan 0 0"/>"#,
      ":3: pos of <geom> has 'nan'; only finite numbers are allowed here"),
    .world(
      #"<geom size="1" pos="0 inf 0"/>"#,
      ":3: pos of <geom> has 'inf'; only finite numbers are allowed here"),
    .world(
      #"<geom size="1" pos="0 1e999 0"/>"#,
      ":3: pos of <geom> has '1e999'; only finite numbers are allowed here"),
    .world(
      #"<geom size="1" mass="-1"/>"#,
      ":3: mass of <geom> has -1.0; it must not be negative"),
    .world(
      #"<geom size="-1"/>"#,
      ":3: size of <geom> has -1.0; it must not be negative"),
    .world(
      #"<geom size="0"/>"#,
      ":3: size of <geom> has 0.0; it must be greater than 0"),
    .section(
      #"<option timestep="0"/>"#,
      ":2: timestep of <option> has 0.0; it must be greater than 0"),
    .section(
      #"<option timestep="5"/>"#,
      ":2: timestep of <option> has 5.0, outside 0.0...1.0; choose a value within"),
    .world(
      #"<geom size="1" group="1.5"/>"#,
      ":3: group of <geom> has '1.5' where a whole number is needed"),
    .world(
      #"<geom size="1" type="Box"/>"#,
      ":3: type of <geom> is 'Box'; did you mean 'box'?"),
    .world(
      #"<geom size="1" name=""/>"#,
      ":3: name of <geom> is empty; write something or remove it"),
    .world(
      #"<geom size="1" rgba="1 0 0 2"/>"#,
      ":3: rgba of <geom> has 2.0, outside 0.0...1.0; choose a value within"),
    .world(
      #"<geom size="1" quat="0 0 0 0"/>"#,
      ":3: quat of <geom> is 0 0 0 0, which is not a rotation; use 1 0 0 0 for none"),
    .world(
      #"<geom size="1" zaxis="0 0 0"/>"#,
      ":3: zaxis of <geom> has length 0; it must point somewhere"),
    .world(
      #"<geom size="1" xyaxes="1 0 0 2 0 0"/>"#,
      ":3: xyaxes of <geom> has parallel axes; the y axis must differ from the x axis"),
    .world(
      #"<geom size="1" euler="0 0 1" quat="1 0 0 0"/>"#,
      ":3: <geom> has two orientations, 'euler' and 'quat'; keep one"),
    .world(
      #"<geom type="capsule" size="1" pos="0 0 0" fromto="0 0 0 1 0 0"/>"#,
      ":3: <geom> has both 'pos' and 'fromto'; keep one"),
    .world(
      #"<geom type="capsule" size="1" fromto="1 0 0 1 0 0"/>"#,
      ":3: fromto of <geom> starts where it ends; move one of its ends"),
    .world(
      #"<geom size="1" fromto="0 0 0 1 0 0"/>"#,
      ":3: fromto of <geom> is for capsules, cylinders and boxes; a sphere has no ends"),
    .world(
      #"<geom type="box" size="1 1"/>"#,
      ":3: size of <geom> has 2 numbers; a box needs 3"),
    .world(
      #"<geom type="box"/>"#,
      ":3: <geom> needs the attribute 'size'; add it"),
    .world(
      #"<geom type="mesh"/>"#,
      ":3: <geom> needs the attribute 'mesh'; add it"),
    .world(
      #"<geom type="sdf" size="1 1 1"/>"#,
      ":3: type of <geom> is 'sdf', which is not supported; use plane, sphere, capsule, cylinder, ellipsoid, box or mesh"
    ),
    .world(
      #"<geom type="box" size="1 1 1" mesh="x"/>"#,
      #":3: mesh of <geom> is 'x', which is not supported; type is box, which would be fitted to the mesh; set type="mesh""#
    ),
  ]

  @Test(arguments: mistakes)
  func `a value that means nothing is refused with its line`(mistake: Mistake) {
    mistake.expect()
  }
}
