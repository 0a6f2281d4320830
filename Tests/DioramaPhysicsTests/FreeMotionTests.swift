// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import Testing

struct FreeMotionTests {
  @Test func `a body falls as the integrator says, to rounding`() throws {
    let world = try makeWorld(
      "<worldbody><body name='it' pos='1 2 3'><freejoint/><geom size='0.1'/></body></worldbody>")
    let body = try world.body("it")
    world.setVelocity(of: body, linear: Vector3(1, -2, 0.5))
    try world.run(steps: 1000)
    // semi-implicit: v_n = v_0 + n g h and x_n = x_0 + n h v_0 + n (n + 1) / 2 g h²
    let (h, n, g) = (0.002, 1000.0, Vector3(0, 0, -9.81))
    let velocity = Vector3(1, -2, 0.5) + n * h * g
    let position = Vector3(1, 2, 3) + n * h * Vector3(1, -2, 0.5) + n * (n + 1) / 2 * h * h * g
    // a thousand sums of numbers up to 20 round by 2^-53 of them each
    expect(world.linearVelocity(of: body), near: velocity, within: 1e-11)
    expect(world.pose(of: body).position, near: position, within: 1e-11)
    #expect(world.time == 2)
    #expect(world.stepCount == 1000)
  }

  @Test(arguments: [1, 0.25])
  func `gravity compensation takes its part of the weight off`(fraction: Double) throws {
    let world = try makeWorld(
      """
      <worldbody><body name='it' gravcomp='\(fraction)'><freejoint/><geom size='0.1' mass='3'/></body>
      </worldbody>
      """)
    try world.run(seconds: 1)
    let speed = try world.linearVelocity(of: world.body("it")).z
    expect(speed, near: -(1 - fraction) * 9.81, within: 1e-12)
  }

  @Test func `a body turns about its centre of mass, not about its frame`() throws {
    let world = try makeWorld(
      """
      <option gravity='0 0 0'/>
      <worldbody><body name='it' pos='1 0 0'><freejoint/>
        <geom size='0.1' pos='0.5 0 0'/><site name='s'/></body></worldbody>
      """)
    let body = try world.body("it")
    expect(world.centerOfMass(of: body), near: Vector3(0.5, 0, 0), within: 1e-15)
    world.setVelocity(of: body, linear: .zero, angular: Vector3(0, 0, 2))
    try world.run(seconds: 1)
    // the centre stays at (1.5, 0, 0); the frame goes around it by 2 rad
    let turned = Quaternion(yaw: 2)
    let pose = world.pose(of: body)
    expect(pose.transform(Vector3(0.5, 0, 0)), near: Vector3(1.5, 0, 0), within: 1e-12)
    // ODE turns by q += h/2 ω q and normalises: atan(h ω / 2) short of h ω / 2 by its cube / 3
    let lag = 500 * 2 * 0.002 * 0.002 * 0.002 / 3
    expect(pose.orientation.yaw, near: 2, within: 1.01 * lag)
    expect(
      pose.position, near: Vector3(1.5, 0, 0) - turned.rotate(Vector3(0.5, 0, 0)), within: lag)
    expect(world.angularVelocity(of: body), near: Vector3(0, 0, 2), within: 1e-12)
  }

  @Test func `placing a body puts its frame there, at rest`() throws {
    let world = try makeWorld(
      """
      <worldbody><body name='it'><freejoint/><geom size='0.1' pos='0.5 0 0'/></body></worldbody>
      """)
    let body = try world.body("it")
    try world.run(seconds: 0.1)
    let pose = Pose(Vector3(1, 2, 3), Quaternion(angle: 1, axis: Vector3(1, 1, 0)))
    world.place(body, at: pose)
    expect(world.pose(of: body).position, near: pose.position, within: 1e-15)
    #expect(world.linearVelocity(of: body) == .zero)
    #expect(world.isAtRest)
    world.setVelocity(of: body, linear: Vector3(0, 0, 2e-3))
    #expect(!world.isAtRest)
  }

  @Test func `a body that is attached moves with its carrier`() throws {
    let world = try makeWorld(
      """
      <worldbody><body name='it'><freejoint/><geom size='0.1'/>
        <body name='horn' pos='0 0 0.2' euler='0 90 0'><geom size='0.01' mass='0'/></body>
      </body><body name='shelf' pos='5 0 0'/></worldbody>
      """)
    try world.run(seconds: 0.5)
    let (body, horn) = try (world.body("it"), world.body("horn"))
    #expect(world.pose(of: horn) == world.pose(of: body) * world.scene[horn].pose)
    #expect(world.linearVelocity(of: horn) == world.linearVelocity(of: body))
    #expect(try world.position("shelf") == Vector3(5, 0, 0))
    #expect(world.poses == world.scene.bodies.indices.map { world.pose(of: BodyID($0)) })
    #expect(world.mass(of: horn) == 0)
  }
}
