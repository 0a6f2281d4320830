// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import Foundation
import Testing

struct TurnsTests {
  private static func rig(_ joint: String, actuator: String = "") -> String {
    "<compiler angle='radian'/>" + JointTests.rig("type='hinge' \(joint)", actuator: actuator)
  }

  @Test(arguments: [1.0, -1])
  func `an angle is told beyond two turns`(sign: Double) throws {
    let world = try makeWorld(Self.rig(""))
    world.setVelocity(
      of: try world.body("it"), linear: .zero, angular: Vector3(0, 0, 20 * sign))
    try world.run(seconds: 1)
    // a step of ODE turns by 2 atan(ω h / 2)
    expect(
      try world.position(of: world.joint("j")), near: 1000 * atan(0.02) * sign, within: 1e-9)
  }

  @Test(arguments: [4.0, -14])
  func `a servo goes to an angle of any size and holds it`(target: Double) throws {
    let world = try makeWorld(
      Self.rig("", actuator: "<position joint='j' kp='2' kv='0.2'/>"))
    world.controls[0] = target
    try world.run(seconds: 6)
    expect(try world.position(of: world.joint("j")), near: target, within: 1e-6)
    expect(try world.velocity(of: world.joint("j")), near: 0, within: 1e-5)
  }

  @Test func `a spring pulls back over two turns`() throws {
    let world = try makeWorld(Self.rig("stiffness='0.1' springref='14' damping='0.05'"))
    try world.run(seconds: 20)
    expect(try world.position(of: world.joint("j")), near: 14, within: 1e-6)
  }

  @Test(arguments: ["-2 3.5", "-9 8", "-3.1415 3.1415", "-0.5 12"])
  func `a limit stops wherever it is, and on neither side before`(range: String) throws {
    let world = try makeWorld(Self.rig("range='\(range)'", actuator: "<motor joint='j'/>"))
    let joint = try world.joint("j")
    let limits = try #require(world.scene[joint].range)
    for (torque, limit) in [(0.02, limits.upperBound), (-0.02, limits.lowerBound)] {
      world.controls[0] = torque
      try world.run(seconds: 6)
      expect(world.position(of: joint), near: limit, within: 1e-6)
      expect(world.velocity(of: joint), near: 0, within: 1e-6)
    }
  }

  @Test func `turns are in the state, and end with a reset`() throws {
    let xml = Self.rig("range='-20 20'", actuator: "<position joint='j' kp='2' kv='0.2'/>")
    let world = try makeWorld(xml)
    world.controls[0] = 19
    try world.run(seconds: 0.8)
    let joint = try world.joint("j")
    let angle = world.position(of: joint)
    #expect(angle > 7)
    let saved = world.state
    try world.run(steps: 300)

    let fresh = try makeWorld(xml)
    try fresh.restore(saved)
    #expect(fresh.position(of: joint) == angle)
    try fresh.run(steps: 300)
    #expect(fresh.state == world.state)
    fresh.reset()
    #expect(fresh.position(of: joint) == 0)

    var damaged = saved
    damaged[damaged.count - 1] = 0.5.bitPattern
    #expect(throws: PhysicsError.damagedState(word: saved.count - 1)) {
      try world.restore(damaged)
    }
  }
}
