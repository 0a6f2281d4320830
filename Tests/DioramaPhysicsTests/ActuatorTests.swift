// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import Testing

struct ActuatorTests {
  @Test(arguments: [
    // the force on the 2 kg slide at rest at 0, and what the control is
    ("<motor joint='j' gear='3'/>", 2, 6),
    ("<motor joint='j' gear='-3'/>", 2, -6),
    ("<motor joint='j' ctrlrange='-1 1'/>", 2, 1),
    ("<motor joint='j' ctrlrange='-1 1'/>", -2, -1),
    ("<motor joint='j' forcerange='-0.5 0.7'/>", 2, 0.7),
    ("<motor joint='j' forcerange='-0.5 0.7' gear='10'/>", -2, -5),
    ("<position joint='j' kp='30'/>", 0.2, 6),
    ("<position joint='j' kp='30' gear='2'/>", 0.2, 12),
    ("<position joint='j' kp='30' forcerange='-1 1'/>", 0.2, 1),
    ("<velocity joint='j' kv='5'/>", 0.4, 2),
    ("<velocity joint='j' kv='5' gear='2' ctrlrange='-0.1 0.1'/>", 0.4, 1),
  ])
  func `the first step has the force that the control asks for`(
    actuator: String, control: Double, force: Double
  ) throws {
    let world = try makeWorld(JointTests.rig("type='slide'", actuator: actuator))
    #expect(world.controls == [0])
    world.controls[0] = control
    try world.step()
    // one step of F / m; rounding and the solver's own mixing are far below
    expect(try world.velocity(of: world.joint("j")), near: 0.002 * force / 2, within: 1e-12)
  }

  @Test func `a position actuator comes to rest at its control, in joint units by gear`() throws {
    let world = try makeWorld(
      JointTests.rig("type='slide'", actuator: "<position joint='j' kp='50' kv='20' gear='2'/>"))
    world.controls[0] = 0.4
    try world.run(seconds: 8)
    // critically damped at 10 /s: e^-80 is left
    expect(try world.position(of: world.joint("j")), near: 0.2, within: 1e-9)
  }

  @Test func `a velocity actuator comes to its speed`() throws {
    let world = try makeWorld(
      JointTests.rig("type='hinge'", actuator: "<velocity joint='j' kv='0.1'/>"))
    world.controls[0] = 2
    try world.run(seconds: 3)
    expect(try world.velocity(of: world.joint("j")), near: 2, within: 1e-7)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `a control that is not finite is refused before anything moves`(value: Double) throws {
    let world = try makeWorld(
      JointTests.rig("type='hinge'", actuator: "<motor name='drive' joint='j'/>"))
    world.controls[0] = value
    let state = world.state
    let error = #expect(throws: PhysicsError.self) { try world.step() }
    #expect(
      error?.description
        == "the control of actuator 'drive' is \(value); controls must be finite")
    #expect(world.state == state)
    world.controls[0] = 1
    try world.step()
  }
}
