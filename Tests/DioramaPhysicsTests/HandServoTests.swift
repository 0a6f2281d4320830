// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import Testing

struct HandServoTests {
  /// A hand of 0.5 kg without weight, welded to a target that touches nothing.
  private static func rig(
    settings: String = "", others: String = "",
    weld: String = "<weld body1='hand' body2='target'/>"
  ) -> String {
    """
    <option timestep='0.005'/><custom>\(settings)</custom>
    <worldbody>
      <body name='hand' gravcomp='1'><freejoint/><geom type='box' size='0.05 0.05 0.05' mass='0.5'/></body>
      <body name='target' mocap='true'/>
      \(others)
    </worldbody>
    <equality>\(weld)</equality>
    """
  }

  @Test(arguments: ["body1='hand' body2='target'", "body1='target' body2='hand'"])
  func `the hand goes to its target, whichever the weld names first`(bodies: String) throws {
    let world = try makeWorld(Self.rig(weld: "<weld \(bodies)/>"))
    let target = Pose(Vector3(0.1, -0.2, 0.3), Quaternion(angle: 0.8, axis: Vector3(1, 2, -1)))
    world.place(try world.body("target"), at: target)
    try world.run(seconds: 2)
    let hand = try world.pose(of: world.body("hand"))
    // the error shrinks by 1 - 20 · 0.005 a step: 0.9^400 is left
    expect(hand.position, near: target.position, within: 1e-9)
    let error = (hand.orientation * target.orientation.conjugate).rotationVector
    expect(error, near: .zero, within: 1e-9)
  }

  @Test func `a relative pose holds the hand beside its target`() throws {
    // of the second body in the first one's frame
    let beside = "relpose='0.2 0 0 0.7071067811865476 0 0 0.7071067811865476'"
    for (bodies, expected) in [
      ("body1='hand' body2='target'", Pose(Vector3(0, 0.2, 0), Quaternion(yaw: -.pi / 2))),
      ("body1='target' body2='hand'", Pose(Vector3(0.2, 0, 0), Quaternion(yaw: .pi / 2))),
    ] {
      let world = try makeWorld(Self.rig(weld: "<weld \(bodies) \(beside)/>"))
      try world.run(seconds: 2)
      let hand = try world.pose(of: world.body("hand"))
      expect(hand.position, near: expected.position, within: 1e-9)
      expect(hand.orientation.yaw, near: expected.orientation.yaw, within: 1e-9)
    }
  }

  @Test func `a moving target is followed without lag`() throws {
    let world = try makeWorld(Self.rig())
    world.setVelocity(of: try world.body("target"), linear: Vector3(0.2, -0.1, 0))
    try world.run(seconds: 2)
    let hand = try world.body("hand")
    expect(world.linearVelocity(of: hand), near: Vector3(0.2, -0.1, 0), within: 1e-9)
    expect(world.pose(of: hand).position, near: try world.position("target"), within: 1e-9)
  }

  @Test func `a wall stops the hand, which pushes with the force that it has`() throws {
    // the wall is a plate on a spring, so that its travel tells the force
    let world = try makeWorld(
      Self.rig(
        settings: "<numeric name='servo_force' data='8'/>",
        others: """
          <body name='plate' pos='0.1 0 0' gravcomp='1'>
            <joint name='j' type='slide' axis='1 0 0' stiffness='400' damping='40'/>
            <geom type='box' size='0.05 0.2 0.2' mass='1'/>
          </body>
          """))
    world.place(try world.body("target"), at: Pose(Vector3(0.5, 0, 0)))
    try world.run(seconds: 3)
    expect(try world.position(of: world.joint("j")), near: 8.0 / 400, within: 1e-6)
    // four contacts of softness 1e-5 creep by 2 N each
    expect(try world.linearVelocity(of: world.body("hand")), near: .zero, within: 2.1e-5)
    #expect(world.telemetry.messageCount == 0)
  }

  @Test(arguments: [(0.9, false), (1.1, true)])
  func `a block moves when the servo is stronger than its friction`(
    share: Double, moves: Bool
  ) throws {
    // µ m g = 0.5 · 2 · 9.81 N
    let force = share * 0.5 * 2 * 9.81
    let world = try makeWorld(
      Self.rig(
        settings: "<numeric name='servo_force' data='\(force)'/>",
        others: """
          <geom type='box' size='2 2 0.1' pos='0 0 -0.16' friction='0'/>
          <body name='block' pos='0.1 0 -0.01'><freejoint/>
            <geom type='box' size='0.05 0.05 0.05' mass='2' friction='0.5' priority='1'/></body>
          """))
    // the hand slides along the block's side without friction of its own
    world.place(try world.body("target"), at: Pose(Vector3(0.5, 0, 0)))
    try world.run(seconds: 2)
    let travel = try world.position("block").x - 0.1
    // while it sticks it creeps at µ's own softness: a millimetre in two seconds is none
    #expect((travel > 0.1) == moves, "\(travel) m")
    if !moves { #expect(abs(travel) < 2e-3, "\(travel) m") }
  }

  @Test func `a hand with weight hangs below its target by nothing`() throws {
    // the servo is a motor towards a velocity: its force is the solver's, up to servo_force
    let world = try makeWorld(Self.rig().replacing("gravcomp='1'", with: ""))
    try world.run(seconds: 2)
    expect(try world.position("hand"), near: .zero, within: 1e-8)
  }

  @Test func `a servo without a stated limit is as strong as it takes`() throws {
    // 4.2 t with an arm of 1 m beside the target: 41 kN and 41 kN m
    let world = try makeWorld(
      Self.rig().replacing("gravcomp='1'", with: "")
        .replacing("mass='0.5'", with: "mass='4200' pos='1 0 0'"))
    try world.run(seconds: 1)
    let hand = try world.pose(of: world.body("hand"))
    expect(hand.position, near: .zero, within: 1e-5)
    expect(hand.orientation.rotationVector, near: .zero, within: 1e-5)
  }

  @Test(arguments: [0.05, 0.2])
  func `a spin is braked with the torque that the servo has`(torque: Double) throws {
    let world = try makeWorld(
      Self.rig(settings: "<numeric name='servo_torque' data='\(torque)'/>")
        .replacing(
          "gravcomp='1'>",
          with: "gravcomp='1'><inertial pos='0 0 0' mass='0.5' diaginertia='1e-3 1e-3 1e-3'/>"))
    let hand = try world.body("hand")
    world.setVelocity(of: hand, linear: .zero, angular: Vector3(0, 30, 0))
    try world.run(seconds: 0.1)
    expect(world.angularVelocity(of: hand).y, near: 30 - torque / 1e-3 * 0.1, within: 1e-6)
  }
}
