// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene
import DioramaSceneFiles
import Testing

@Suite struct ClothErrorTests {
  private static func cloth(
    _ attributes: String = #"count="3 4 1" spacing="0.1 0.1 0.1""#,
    parts: String = #"<elasticity young="1e4" thickness="1e-3" elastic2d="stretch"/>"#,
    _ message: String
  ) -> Mistake {
    .world(
      "<flexcomp name=\"c\" type=\"grid\" \(attributes)>\n\(parts)\n</flexcomp>", message)
  }

  static let mistakes: [Mistake] = [
    cloth(
      parts: #"<elasticity young="0" thickness="1e-3" elastic2d="stretch"/>"#,
      ":4: young of <elasticity> has 0.0; it must be greater than 0"),
    cloth(
      parts: #"<elasticity young="-5" thickness="1e-3" elastic2d="stretch"/>"#,
      ":4: young of <elasticity> has -5.0; it must be greater than 0"),
    cloth(
      parts: "",
      ":3: the cloth 'c' has no stiffness; give it an <elasticity> with young, thickness and"
        + " elastic2d=\"stretch\""),
    cloth(
      #"count="1 1 1""#,
      ":3: count of <flexcomp> makes 1 particle; a cloth needs 2 at least along x and y"),
    cloth(
      #"count="3 3 3""#,
      ":3: count of <flexcomp> has 3 along z; with dim=\"2\" it must be 1"),
    cloth(
      #"dim="1" count="1 1 1""#,
      ":3: count of <flexcomp> makes 1 particle; a cord needs 2 at least along x"),
    cloth(
      #"dim="1" count="5 1 1""#,
      ":3: the cord 'c' has no stiffness; give it an <edge> with stiffness"),
    cloth(
      #"count="200 200 1""#,
      ":3: count of <flexcomp> makes 40000 particles, more than the 10000 that a cloth may have;"
        + " use fewer"),
    cloth(
      parts: #"<elasticity young="1e4" thickness="1e-3" elastic2d="stretch"/><pin id="3 12"/>"#,
      ":4: id of <pin> pins the particle 12; there are 0 to 11"),
    cloth(
      parts: #"<elasticity young="1e4" thickness="1e-3" elastic2d="stretch"/><pin grid="0 4"/>"#,
      ":4: grid of <pin> pins the particle at 0 4; the grid goes from 0 0 to 2 3"),
    cloth(
      parts: #"<elasticity young="1e4" thickness="1e-3" elastic2d="stretch"/><pin grid="0 1 2"/>"#,
      ":4: grid of <pin> has 3 numbers; they come in groups of 2"),
    cloth(
      parts: #"<elasticity young="1e4" thickness="1e-3" elastic2d="bend"/>"#,
      ":4: elastic2d of <elasticity> is 'bend', which is not supported; a cloth resists stretching;"
        + " use stretch or both"),
    cloth(
      #"count="3 4 1" spacing="0.1 0.01 0.1""#,
      ":4: <elasticity> finds cells of 0.1 by 0.01 m, too oblong for springs; make the spacing along"
        + " x and y more alike"),
    .world(
      "<flexcomp type=\"grid\" count=\"2 2 1\"/>",
      ":3: <flexcomp> needs the attribute 'name'; add it"),
    .world(
      "<flexcomp name=\"c\" type=\"mesh\" count=\"2 2 1\"/>",
      ":3: type of <flexcomp> is 'mesh', which is not supported; use grid"),
  ]

  @Test(arguments: mistakes)
  func `a mistake in a cloth gets one clear line`(mistake: Mistake) { mistake.expect() }

  @Test func `springs follow from the elasticity as documented`() throws {
    let scene = try Scene(
      xml: """
        <mujoco><worldbody>
          <flexcomp name="c" type="grid" count="3 4 1" spacing="0.1 0.1 0.1" mass="0.12">
            <elasticity young="1e4" poisson="0.25" thickness="1e-3" damping="0.01" elastic2d="both"/>
            <edge damping="0.5"/>
            <pin gridrange="0 1 1 2" id="11"/>
          </flexcomp>
        </worldbody></mujoco>
        """)
    let sheet = scene.cloths[0]
    // E t = 10 N/m: structural E t / (2 (1 - ν)), shear E t / (2 (1 + ν)) in square cells
    let structural = 10 / (2 * 0.75)
    let shear = 10 / (2 * 1.25)
    let rigidity = 1e4 * 1e-9 / (12 * (1 - 0.0625))
    #expect(abs(sheet.stiffness.structural.x - structural) < 1e-12)
    #expect(abs(sheet.stiffness.structural.y - structural) < 1e-12)
    #expect(abs(sheet.stiffness.shear - shear) < 1e-12)
    #expect(abs(sheet.stiffness.bend.x / (16 * rigidity / 0.01) - 1) < 1e-12)
    #expect(abs(sheet.damping.structural.x - (0.01 * structural + 0.5)) < 1e-12)
    #expect(abs(sheet.damping.shear - 0.01 * shear) < 1e-12)
    #expect(sheet.pins == [1, 2, 5, 6, 11])
    #expect(sheet.restPositions[1] == Vector3(-0.1, -0.05, 0))
  }
}
