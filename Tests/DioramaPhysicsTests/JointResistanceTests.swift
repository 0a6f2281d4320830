// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import Foundation
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

  @Test func `dry friction and damping act together`() throws {
    let world = try makeWorld(
      JointTests.rig(
        "type='slide' frictionloss='5' damping='4'", actuator: "<motor joint='j'/>"))
    let joint = try world.joint("j")
    world.controls[0] = 4.9
    try world.run(seconds: 1)
    expect(world.position(of: joint), near: 0, within: 1e-8)
    world.controls[0] = 13
    try world.run(seconds: 5)
    var speed = 0.0
    for _ in 0..<2500 { speed = (2 * speed + 0.002 * (13 - 5)) / (2 + 0.002 * 4) }
    expect(world.velocity(of: joint), near: speed, within: 1e-7)
  }

  @Test(arguments: ["slide", "hinge"], [0.0, 0.7])
  func `a rotor adds its inertia along the axis, and damping acts on both`(
    kind: String, damping: Double
  ) throws {
    let world = try makeWorld(
      JointTests.rig(
        "type='\(kind)' armature='3' damping='\(damping)'", actuator: "<motor joint='j'/>"))
    world.controls[0] = 2
    let inertia = 3 + (kind == "slide" ? 2 : JointTests.inertia)
    var speed = 0.0
    for _ in 0..<200 {
      try world.step()
      speed = (inertia * speed + 0.002 * 2) / (inertia + 0.002 * damping)
    }
    // a rotor of 3 kg m² is held by a row that is soft by ODE's mixing of 1e-10
    expect(try world.velocity(of: world.joint("j")), near: speed, within: 1e-7)
  }

  @Test func `a rotor turns against its parent, not against the world`() throws {
    // two balls on one axle in free fall: a = τ / (armature + 1 / (1 / I + 1 / I'))
    let world = try makeWorld(
      """
      <option gravity='0 0 0'/>
      <worldbody>
        <body name='a'><freejoint/><geom size='0.1' mass='2'/>
          <body name='b'><joint name='j' armature='0.02'/><geom size='0.1' mass='6'/></body>
        </body>
      </worldbody>
      <actuator><motor joint='j'/></actuator>
      """)
    world.controls[0] = 0.01
    try world.run(steps: 100)
    let (a, b) = (0.4 * 2 * 0.01, 0.4 * 6 * 0.01)
    let rate = 0.01 / (0.02 + 1 / (1 / a + 1 / b)) * 0.2
    expect(try world.velocity(of: world.joint("j")), near: rate, within: 1e-8)
    expect(
      try world.angularVelocity(of: world.body("a")).z, near: -rate * b / (a + b), within: 1e-8)
  }

  @Test func `a ball joint's spring and damper swing as a torsion pendulum`() throws {
    // about a diagonal axis, without gravity: I q'' + c q' + k q = 0 from a turn of 1 rad
    let world = try makeWorld(
      JointTests.rig("type='ball' stiffness='0.3' damping='0.01' armature='0.01'"))
    let it = try world.body("it")
    let axis = Vector3(1, 2, -1).normalized
    world.place(it, at: Pose(.zero, Quaternion(angle: 1, axis: axis)))
    let (h, inertia) = (0.002, JointTests.inertia + 0.01)
    var (angle, rate) = (1.0, 0.0)
    for _ in 0..<400 {
      try world.step()
      rate = (inertia * rate - h * 0.3 * angle) / (inertia + h * 0.01)
      angle += 2 * atan(h * rate / 2)  // what a step of ODE turns by
    }
    #expect(abs(rate) > 0.3)
    expect(
      world.pose(of: it).orientation.rotationVector, near: angle * axis, within: 1e-5)
    expect(world.angularVelocity(of: it), near: rate * axis, within: 1e-5)
  }

  @Test func `a ball joint stops at its range, about any axis`() throws {
    for axis in [Vector3.unitX, .unitZ, Vector3(1, -2, 1).normalized] {
      let world = try makeWorld(JointTests.rig("type='ball' range='0 40' damping='0.001'"))
      let it = try world.body("it")
      world.setVelocity(of: it, linear: .zero, angular: 3 * axis)
      var largest = 0.0
      for _ in 0..<1000 {
        try world.step()
        largest = max(largest, world.pose(of: it).orientation.rotationVector.length)
      }
      // it runs in by one step at 3 rad/s and is put back
      expect(largest, near: 40 * .pi / 180, within: 3 * 0.002)
      expect(world.angularVelocity(of: it), near: .zero, within: 1e-6)
    }
  }

  @Test func `a free joint is damped too`() throws {
    let world = try makeWorld(JointTests.rig("type='free' damping='0.01'"))
    let it = try world.body("it")
    world.setVelocity(of: it, linear: Vector3(1, 2, 3), angular: Vector3(3, 0, 0))
    try world.run(steps: 50)
    var (linear, angular) = (1.0, 3.0)
    for _ in 0..<50 {
      linear /= 1 + 0.01 * 0.002 / 2
      angular /= 1 + 0.01 * 0.002 / JointTests.inertia
    }
    expect(world.linearVelocity(of: it), near: linear * Vector3(1, 2, 3), within: 1e-8)
    expect(world.angularVelocity(of: it), near: Vector3(angular, 0, 0), within: 1e-8)
  }
}
