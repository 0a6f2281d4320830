// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
internal import DioramaScene
import Testing

@Suite("Attachments") struct AttachmentTests {
  private func make() throws -> RigidWorld {
    try makeWorld(
      """
      <worldbody>
        <geom type='plane' size='1 1 1'/>
        <body name='gripper' mocap='true' pos='0 0 0.3'/>
        <body name='cube' pos='0 0 0.2'><freejoint/><geom type='box' size='0.02 0.02 0.02' mass='0.1'/>
          <body name='part' pos='0 0 0.03'><geom size='0.01' mass='0.01'/></body></body>
        <body name='other' pos='0.03 0 0.2'><freejoint/><geom type='box' size='0.02 0.02 0.02' mass='0.2'/></body>
      </worldbody>
      """)
  }

  @Test func `a held body goes where its holder goes, and falls when it is let go`() throws {
    let world = try make()
    let (cube, gripper) = try (world.body("cube"), world.body("gripper"))
    try world.attach(cube, to: gripper)
    #expect(world.holder(of: cube) == gripper)
    try #expect(world.holder(of: world.body("part")) == gripper)
    world.setVelocity(of: gripper, linear: Vector3(0, 0.5, 0))
    try world.run(seconds: 0.4)
    world.setVelocity(of: gripper, linear: .zero)
    try world.run(seconds: 0.2)
    expect(world.pose(of: cube).position, near: Vector3(0, 0.2, 0.2), within: 1e-6)
    world.detach(cube)
    #expect(world.holder(of: cube) == nil)
    try world.run(seconds: 0.1)
    // 0.1 s of free fall, by symplectic Euler: g t (t + h) / 2
    let fallen = 9.81 * 0.1 * (0.1 + world.scene.options.timeStep) / 2
    expect(world.pose(of: cube).position.z, near: 0.2 - fallen, within: 1e-5)
  }

  @Test func `bodies that overlap do not collide while one holds the other`() throws {
    let world = try make()
    let (cube, other) = try (world.body("cube"), world.body("other"))
    try world.attach(cube, to: other)
    try world.step()
    #expect(world.telemetry.contactCount == 0)
    let before = world.pose(of: other).inverse * world.pose(of: cube)
    try world.run(seconds: 0.5)  // they fall and lie on the floor as one
    let after = world.pose(of: other).inverse * world.pose(of: cube)
    expect(after.position, near: before.position, within: 1e-5)
    #expect(world.isAtRest)
  }

  @Test func `momentum is kept when a moving body takes hold of one at rest`() throws {
    let world = try makeWorld(
      """
      <option gravity='0 0 0'/><worldbody>
        <body name='a'><freejoint/><geom size='0.05' mass='1'/></body>
        <body name='b' pos='0.2 0 0'><freejoint/><geom size='0.05' mass='3'/></body>
      </worldbody>
      """)
    let (a, b) = try (world.body("a"), world.body("b"))
    world.setVelocity(of: a, linear: Vector3(1, 0, 0))
    try world.attach(b, to: a)
    try world.run(steps: 10)
    expect(world.linearVelocity(of: a), near: Vector3(0.25, 0, 0), within: 1e-6)
    expect(world.linearVelocity(of: b), near: Vector3(0.25, 0, 0), within: 1e-6)
  }

  @Test func `a world goes on from a state with attachments with the same bits`() throws {
    let world = try make()
    let (cube, other, gripper) = try (
      world.body("cube"), world.body("other"), world.body("gripper")
    )
    world.place(gripper, at: Pose(Vector3(0.01, 0, 0.3), Quaternion(angle: 0.3, axis: .unitY)))
    try world.run(steps: 7)
    try world.attach(other, to: cube)
    try world.attach(cube, to: gripper)
    world.setVelocity(of: gripper, linear: Vector3(0.1, 0.2, 0))
    try world.run(steps: 20)
    let state = world.state
    try world.run(steps: 50)
    let expected = world.state
    for fresh in [world, try make()] {
      fresh.reset()
      #expect(fresh.attachments.isEmpty)
      try fresh.run(steps: 3)
      try fresh.restore(state)
      #expect(fresh.state == state)
      try fresh.run(steps: 50)
      #expect(fresh.state == expected)
    }
    var circle = state
    let (first, second) = (state.count - 18, state.count - 9)
    (circle[first + 1], circle[second + 1]) = (state[second], state[first])
    #expect(throws: PhysicsError.damagedState(word: world.stateCount)) {
      try world.restore(circle)
    }
    var damaged = state
    damaged[state.count - 9] = 99
    #expect(throws: PhysicsError.damagedState(word: state.count - 9)) {
      try world.restore(damaged)
    }
    #expect(throws: PhysicsError.self) { try world.restore(state.dropLast()) }
    #expect(world.state == expected)  // nothing has changed
  }

  @Test func `what is held goes along when its holder is placed, and no circle can be made`() throws
  {
    let world = try make()
    let (cube, other) = try (world.body("cube"), world.body("other"))
    try world.attach(other, to: cube)
    let turn = Quaternion(yaw: .pi / 2)
    world.place(cube, at: Pose(Vector3(0, 0, 0.5), turn))
    expect(world.pose(of: other).position, near: Vector3(0, 0.03, 0.5), within: 1e-12)
    let part = try world.body("part")
    for (body, holder) in [(cube, other), (cube, cube), (cube, part)] {
      #expect(throws: PhysicsError.self) { try world.attach(body, to: holder) }
    }
    let gripper = try world.body("gripper")
    #expect(
      throws: PhysicsError.cannotAttach(body: "gripper", holder: "cube")
    ) { try world.attach(gripper, to: cube) }
    world.place(joints: world.scene.initialPositions)
    #expect(world.attachments.isEmpty)
  }
}
