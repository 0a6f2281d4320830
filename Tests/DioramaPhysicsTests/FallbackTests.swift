// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import DioramaSceneFiles
import Testing

struct FallbackTests {
  /// Three books that a strong hand shoves against a wall, with hard contacts.
  private static let shove = """
    <mujoco>
      <option timestep="0.005" gravity="0 0 -9.81"/>
      <custom>
        <numeric name="contact_softness" data="0"/>
        <numeric name="servo_force" data="40"/>
      </custom>
      <default><geom friction="0.4"/></default>
      <worldbody>
        <geom type="box" size="1 1 0.1" pos="0 0 -0.1"/>
        <geom type="box" size="0.1 1 0.3" pos="0.1 0 0.3"/>
        <body name="a" pos="-0.015 0 0.1"><freejoint/><geom type="box" size="0.015 0.07 0.1" mass="0.4"/></body>
        <body name="b" pos="-0.045 0 0.1"><freejoint/><geom type="box" size="0.015 0.07 0.1" mass="0.4"/></body>
        <body name="c" pos="-0.075 0 0.1"><freejoint/><geom type="box" size="0.015 0.07 0.1" mass="0.4"/></body>
        <body name="hand" pos="-0.12 0 0.1"><freejoint/><geom type="box" size="0.015 0.03 0.03" mass="0.4"/></body>
        <body name="target" mocap="true" pos="0.05 0 0.1"/>
      </worldbody>
      <equality><weld body1="hand" body2="target" relpose="0 0 0 1 0 0 0"/></equality>
    </mujoco>
    """

  private static func world() throws -> RigidWorld {
    try RigidWorld(Scene(xml: shove, name: "shove", baseDirectory: nil))
  }

  @Test func `where the direct solver gives up, the iterative one does the step`() throws {
    let world = try Self.world()
    var fastest = 0.0
    for _ in 0..<800 {
      try world.step()
      for name in ["a", "b", "c"] {
        let body = try #require(world.scene.body(named: name))
        fastest = max(fastest, world.linearVelocity(of: body).length)
        // nobody is thrown through the table or the wall
        let position = world.pose(of: body).position
        #expect(position.z > 0.09 && position.x < 0)
      }
    }
    #expect(world.telemetry.fallbackCount > 0, "the scene no longer provokes the solver")
    #expect(world.telemetry.messageCount == 0)
    #expect(fastest < 2)  // the hand itself comes at most 3 m/s fast
  }

  @Test func `steps done again are reproducible, and go on from a saved state with the same bits`()
    throws
  {
    let world = try Self.world()
    while world.telemetry.fallbackCount == 0 { try world.step() }
    let saved = world.state
    for _ in 0..<200 { try world.step() }
    let end = world.state
    #expect(world.telemetry.fallbackCount > 1)

    let again = try Self.world()
    for _ in 0..<world.stepCount { try again.step() }
    #expect(again.state == end)

    let other = try Self.world()
    try other.restore(saved)
    for _ in 0..<200 { try other.step() }
    #expect(other.state == end)
  }
}
