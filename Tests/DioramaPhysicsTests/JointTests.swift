// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import Testing

struct JointTests {
  /// A ball of 2 kg on a joint, without gravity; the inertia about the hinge is that of the ball.
  static func rig(_ joint: String, actuator: String = "") -> String {
    """
    <option gravity='0 0 0'/>
    <worldbody><body name='it'><joint name='j' \(joint)/><geom size='0.1' mass='2'/></body></worldbody>
    <actuator>\(actuator)</actuator>
    """
  }
  static let inertia = 0.4 * 2 * 0.01

  @Test(arguments: ["1 0 0", "0 1 0", "0 0 -1", "1 1 0"])
  func `a positive force moves a slide along its axis`(axis: String) throws {
    let world = try makeWorld(
      Self.rig("type='slide' axis='\(axis)'", actuator: "<motor joint='j'/>"))
    world.controls[0] = 4
    try world.run(steps: 100)
    let joint = try world.joint("j")
    // n (n + 1) / 2 h² F / m; the direct solver leaves its constraint mixing of 1e-10
    let travel = 100.0 * 101 / 2 * 4e-6 * 4 / 2
    expect(world.position(of: joint), near: travel, within: 1e-9)
    expect(world.velocity(of: joint), near: 0.2 * 4 / 2, within: 1e-9)
    expect(try world.position("it"), near: travel * world.scene[joint].axis, within: 1e-9)
  }

  @Test(arguments: ["1 0 0", "0 -1 0", "0 0 1"])
  func `a positive torque turns a hinge by the right hand`(axis: String) throws {
    let world = try makeWorld(
      Self.rig("type='hinge' axis='\(axis)'", actuator: "<motor joint='j'/>"))
    world.controls[0] = Self.inertia
    try world.run(steps: 250)
    let joint = try world.joint("j")
    // 1 rad/s² for half a second
    let angle = 250.0 * 251 / 2 * 4e-6
    expect(world.velocity(of: joint), near: 0.5, within: 1e-8)
    expect(world.position(of: joint), near: angle, within: 1e-6)
    let turned = try world.pose(of: world.body("it")).orientation.rotationVector
    expect(turned, near: angle * world.scene[joint].axis, within: 1e-6)
  }

  @Test func `a hinge turns about its anchor`() throws {
    let world = try makeWorld(
      Self.rig("type='hinge' axis='0 0 1' pos='1 0 0'", actuator: "<motor joint='j'/>"))
    world.controls[0] = 10
    try world.run(steps: 200)
    let pose = try world.pose(of: world.body("it"))
    #expect(try world.position(of: world.joint("j")) > 0.1)
    // a step along the tangent drifts off by (h ω)² r / 2, here at 2 rad/s; a fifth of what there is
    // is pulled back by each
    expect(pose.transform(Vector3(1, 0, 0)), near: Vector3(1, 0, 0), within: 4.1e-5)
  }

  @Test func `a ball joint holds its point and nothing else`() throws {
    let world = try makeWorld(Self.rig("type='ball' pos='0 0 0.3'"))
    let body = try world.body("it")
    world.setVelocity(
      of: body, linear: Vector3(-0.3, 0.6, 0), angular: Vector3(2, 1, 3))
    try world.run(steps: 500)
    expect(
      world.pose(of: body).transform(Vector3(0, 0, 0.3)), near: Vector3(0, 0, 0.3), within: 1e-4)
    #expect(world.angularVelocity(of: body).length > 2)
    #expect(try world.position(of: world.joint("j")) == 0)
    #expect(try world.velocity(of: world.joint("j")) == 0)
  }

  @Test(arguments: ["slide", "hinge"], [-1.0, 1])
  func `a limit stops what moves against it`(kind: String, sign: Double) throws {
    let world = try makeWorld(
      "<compiler angle='radian'/>"
        + Self.rig("type='\(kind)' range='-0.2 0.3'", actuator: "<motor joint='j'/>"))
    world.controls[0] = sign
    try world.run(seconds: 2)
    // stops are soft by ODE's constraint mixing of 1e-10, and 1 N or N·m is little
    let limit = sign < 0 ? -0.2 : 0.3
    expect(try world.position(of: world.joint("j")), near: limit, within: 1e-6)
    expect(try world.velocity(of: world.joint("j")), near: 0, within: 1e-6)
  }
}
