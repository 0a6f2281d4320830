// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import DioramaSceneFiles
import Foundation
import Testing

struct SlopeTests {
  @Test(arguments: [0, 22.5, 45, 67.5, 90])
  func `a box at rest on a slope starts to slide in any heading as Coulomb has it`(
    heading: Double
  ) throws {
    let friction = 0.4
    let (lean, steps, step) = (25 * Double.pi / 180, 100, 0.005)
    let angle = heading * .pi / 180
    let pull = 9.81 * sin(lean)
    let xml = """
      <mujoco>
        <option timestep="\(step)" gravity="\(pull * cos(angle)) \(pull * sin(angle)) \(-9.81 * cos(lean))"/>
        <worldbody>
          <geom type="box" size="5 5 0.5" pos="0 0 -0.5" friction="0.4"/>
          <body name="box" pos="0 0 0.02">
            <freejoint/>
            <geom type="box" size="0.05 0.05 0.02" friction="0.4"/>
          </body>
        </worldbody>
      </mujoco>
      """
    let world = try RigidWorld(Scene(xml: xml, name: "slope", baseDirectory: nil))
    for _ in 0..<steps { try world.step() }
    let box = try #require(world.scene.body(named: "box"))
    let end = world.pose(of: box).position
    // the velocity is updated before the position: n (n + 1) / 2 steps
    let acceleration = pull - friction * 9.81 * cos(lean)
    let expected = acceleration * step * step * Double(steps * (steps + 1)) / 2
    #expect(abs(hypot(end.x, end.y) / expected - 1) < 0.01)
    #expect(abs(atan2(end.y, end.x) - angle) < 0.5 * .pi / 180)
  }
}
