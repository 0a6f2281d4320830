// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import Testing

struct ConstraintTests {
  private static let pair = """
    <worldbody>
      <body name='a' pos='0 0 1'><freejoint/><geom size='0.05' mass='1'/></body>
      <body name='b' pos='0.3 0 1'><freejoint/><geom size='0.05' mass='2'/></body>
    </worldbody>
    """

  @Test func `a weld keeps the pose that two bodies start with`() throws {
    let world = try makeWorld(Self.pair + "<equality><weld body1='a' body2='b'/></equality>")
    let (a, b) = try (world.body("a"), world.body("b"))
    world.setVelocity(of: b, linear: Vector3(0, 0.5, 0))
    try world.run(seconds: 0.5)
    let relative = world.pose(of: a).inverse * world.pose(of: b)
    // they turn at about 1.5 rad/s; drift is (h ω)² r / 2 a step, five times that at balance
    expect(relative.position, near: Vector3(0.3, 0, 0), within: 1e-5)
    expect(relative.orientation.rotationVector, near: .zero, within: 1e-5)
    #expect(world.angularVelocity(of: a).length > 0.5)
  }

  @Test(arguments: [
    "body1='a' body2='b'", "body1='b' body2='a'", "body1='a'", "body1='part' body2='b'",
  ])
  func `a weld brings two bodies to the pose that it states`(bodies: String) throws {
    let held = Pose(Vector3(0.3, 0.1, 0.2), Quaternion(yaw: .pi / 2))
    let world = try makeWorld(
      """
      <option gravity='0 0 0'/>
      <worldbody>
        <body name='a' pos='0.2 0 0' euler='10 0 0'><freejoint/><geom size='0.05' mass='1'/>
          <body name='part' pos='0.1 0.2 0' euler='0 0 30'/></body>
        <body name='b' pos='0.5 0 0' euler='0 20 0'><freejoint/><geom pos='0 0.1 0' size='0.05'/></body>
      </worldbody>
      <equality><weld \(bodies) relpose='0.3 0.1 0.2 0.70710678118654757 0 0 0.70710678118654757'/></equality>
      """)
    let start = try (world.position("a"), world.position("b"))
    #expect(start == (Vector3(0.2, 0, 0), Vector3(0.5, 0, 0)))  // not by a jump
    try world.run(seconds: 1)
    let equality = world.scene.equalities[0]
    let relative = world.pose(of: equality.first).inverse * world.pose(of: equality.second)
    expect(relative.position, near: held.position, within: 1e-8)
    let error = (relative.orientation * held.orientation.conjugate).rotationVector
    expect(error, near: .zero, within: 1e-8)
    #expect(world.isAtRest)
  }

  @Test func `a connection keeps a point and lets the rest turn`() throws {
    let world = try makeWorld(
      Self.pair + "<equality><connect body1='a' body2='b' anchor='0.1 0 0'/></equality>")
    let (a, b) = try (world.body("a"), world.body("b"))
    world.setVelocity(of: b, linear: .zero, angular: Vector3(0, 0, 3))
    try world.run(seconds: 0.2)
    let ofA = world.pose(of: a).transform(Vector3(0.1, 0, 0))
    let ofB = world.pose(of: b).transform(Vector3(-0.2, 0, 0))
    expect(ofA, near: ofB, within: 1e-4)
    #expect(abs(world.angularVelocity(of: a).z - world.angularVelocity(of: b).z) > 0.1)
  }

  @Test func `a weld to the world holds a body up`() throws {
    let world = try makeWorld(Self.pair + "<equality><weld body1='a'/></equality>")
    try world.run(seconds: 1)
    // 9.81 N on a row that is soft by ODE's mixing of 1e-10
    expect(try world.position("a"), near: Vector3(0, 0, 1), within: 1e-8)
    #expect(try world.position("b").z < -3)
  }

  @Test func `a connection to a mocap body follows it`() throws {
    let world = try makeWorld(
      """
      <option gravity='0 0 0'/>
      <worldbody>
        <body name='hook' mocap='true'/>
        <body name='load' pos='0 0 -0.5'><freejoint/><geom size='0.05'/></body>
      </worldbody>
      <equality><connect body1='hook' body2='load' anchor='0 0 0'/></equality>
      """)
    let (hook, load) = try (world.body("hook"), world.body("load"))
    world.setVelocity(of: hook, linear: Vector3(0, 0, 0.5))
    try world.run(seconds: 2)
    expect(world.pose(of: hook).position, near: Vector3(0, 0, 1), within: 1e-9)
    expect(
      world.pose(of: load).transform(Vector3(0, 0, 0.5)), near: Vector3(0, 0, 1), within: 1e-6)
  }

  @Test func `what hangs on a mocap body by a joint follows it`() throws {
    let world = try makeWorld(
      """
      <option gravity='0 0 0'/>
      <worldbody><body name='rail' mocap='true'>
        <body name='cart'><joint name='j' type='slide' axis='1 0 0'/><geom size='0.05'/></body>
      </body></worldbody>
      """)
    let rail = try world.body("rail")
    world.setVelocity(of: rail, linear: Vector3(0.3, 0, 0.5))
    try world.run(seconds: 1)
    // it is lifted, but not pushed along its own axis
    expect(try world.position("cart"), near: Vector3(0, 0, 0.5), within: 1e-6)
    expect(try world.position(of: world.joint("j")), near: -0.3, within: 1e-6)
  }
}
