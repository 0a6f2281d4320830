// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import Testing

struct JointResistanceTests {
  @Test(arguments: [0.5, 20, 1000])
  func `a damped slide slows down as the implicit rule says`(damping: Double) throws {
    let world = try makeWorld(JointTests.rig("type='slide' damping='\(damping)'"))
    let body = try world.body("it")
    world.setVelocity(of: body, linear: Vector3(0, 0, 3))
    try world.run(steps: 50)
    let (h, m) = (0.002, 2.0)
    var expected = 3.0
    for _ in 0..<50 { expected /= 1 + damping * h / m }
    // ODE adds a mixing of its own to none of the rows; only rounding is left
    expect(world.linearVelocity(of: body).z, near: expected, within: 1e-9)
    if damping == 0.5 {
      // against v0 exp(-c t / m) the rule is late by c² h t / 2m² in the exponent
      let exact = 3 * 0.97530991202833262
      expect(world.linearVelocity(of: body).z, near: exact, within: 3 * 0.1 * h * 0.25 / 8 * 1.1)
    }
  }

  @Test func `a damped hinge slows down as the implicit rule says`() throws {
    let world = try makeWorld(JointTests.rig("type='hinge' damping='0.01'"))
    let body = try world.body("it")
    world.setVelocity(of: body, linear: .zero, angular: Vector3(0, 0, 3))
    try world.run(steps: 50)
    var expected = 3.0
    for _ in 0..<50 { expected /= 1 + 0.01 * 0.002 / JointTests.inertia }
    expect(world.angularVelocity(of: body).z, near: expected, within: 1e-8)
  }

  @Test(arguments: ["slide", "hinge"])
  func `a damped joint stops at its limit and leaves it again`(kind: String) throws {
    // ODE alone pushes a body at a limit by all the force that its damper has: without bound
    let world = try makeWorld(
      "<compiler angle='radian'/>"
        + JointTests.rig(
          "type='\(kind)' damping='0.5' range='-0.2 0.3'", actuator: "<motor joint='j'/>"))
    let joint = try world.joint("j")
    world.controls[0] = 1
    try world.run(seconds: 3)
    expect(world.position(of: joint), near: 0.3, within: 1e-6)
    world.controls[0] = -1
    try world.run(seconds: 0.05)
    #expect(world.position(of: joint) < 0.3 - 1e-4)
    try world.run(seconds: 3)
    expect(world.position(of: joint), near: -0.2, within: 1e-6)
    expect(world.velocity(of: joint), near: 0, within: 1e-6)
  }

  @Test func `a spring swings as the semi-implicit rule says`() throws {
    let world = try makeWorld(JointTests.rig("type='slide' stiffness='50' springref='0.1'"))
    let (h, k, m) = (0.002, 50.0, 2.0)
    var (x, v) = (0.0, 0.0)
    for _ in 0..<1000 {
      try world.step()
      v += h * k * (0.1 - x) / m
      x += h * v
    }
    // the solver's own mixing of 1e-10 in the other directions is all that differs
    expect(try world.position(of: world.joint("j")), near: x, within: 1e-8)
    expect(try world.velocity(of: world.joint("j")), near: v, within: 1e-8)
  }

  @Test func `dry friction holds below its force and gives way above`() throws {
    let world = try makeWorld(
      JointTests.rig("type='slide' frictionloss='5'", actuator: "<motor joint='j'/>"))
    let joint = try world.joint("j")
    world.controls[0] = 4.9
    try world.run(seconds: 1)
    expect(world.position(of: joint), near: 0, within: 1e-8)
    world.controls[0] = 7
    try world.run(seconds: 1)
    // (7 - 5) / 2 for a second
    expect(world.velocity(of: joint), near: 1, within: 1e-6)
    world.controls[0] = 0
    try world.run(seconds: 0.4)
    // it stops after 0.4 s at 2.5 m/s²
    try world.run(seconds: 0.1)
    expect(world.velocity(of: joint), near: 0, within: 1e-8)
  }
}
