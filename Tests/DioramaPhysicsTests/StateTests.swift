// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import Testing

struct StateTests {
  static let quick = "<numeric name='quick_step_iterations' data='8'/>"

  @Test(arguments: ["", quick])
  func `restoring continues bit for bit, in place, afresh and over another history`(
    settings: String
  ) throws {
    let xml = Worlds.pile(settings: settings)
    let world = try makeWorld(xml)
    try world.run(steps: 60)
    let saved = world.state
    // the boxes are in the middle of it
    #expect(!world.isAtRest && world.telemetry.contactCount > 0)
    try world.run(steps: 200)
    let expected = world.state

    try world.restore(saved)
    #expect(world.state == saved)
    try world.run(steps: 200)
    #expect(world.state == expected)

    let fresh = try makeWorld(xml)
    try fresh.restore(saved)
    try fresh.run(steps: 200)
    #expect(fresh.state == expected)

    let other = try makeWorld(xml)
    other.place(try other.body("box_3"), at: Pose(Vector3(1, 1, 0.05)))
    other.setVelocity(of: try other.body("box_0"), linear: Vector3(3, 0, 1))
    try other.run(steps: 333)
    try other.restore(saved)
    try other.run(steps: 200)
    #expect(other.state == expected)
  }

  @Test(arguments: ["", quick])
  func `resetting is as good as a fresh world`(settings: String) throws {
    let xml = Worlds.pile(settings: settings)
    let world = try makeWorld(xml)
    let initial = world.state
    try world.run(steps: 100)
    let expected = world.state
    #expect(expected != initial)
    world.reset()
    #expect(world.state == initial)
    #expect(world.stepCount == 0 && world.time == 0)
    try world.run(steps: 100)
    #expect(world.state == expected)
  }

  @Test func `controls, mocap bodies and joints are in the state`() throws {
    let xml = """
      <worldbody>
        <body name='arm'><joint name='j' damping='0.1' range='-60 60'/>
          <geom type='capsule' size='0.05' fromto='0 0 0 0 0.5 0'/></body>
        <body name='hand' pos='1 0 0'><freejoint/><geom size='0.1'/></body>
        <body name='target' mocap='true' pos='1 0 0'/>
      </worldbody>
      <equality><weld body1='hand' body2='target'/></equality>
      <actuator><motor joint='j'/></actuator>
      """
    let world = try makeWorld(xml)
    // the count of steps, bodies, mocap bodies, controls; the scales of friction and masses; turns
    #expect(world.stateCount == 1 + 2 * 25 + 10 + 1 + 1 + 2 + 1)
    world.controls[0] = 0.7
    world.setVelocity(of: try world.body("target"), linear: Vector3(0, 0.3, 0))
    try world.run(steps: 50)
    let saved = world.state
    #expect(saved.count == world.stateCount)
    try world.run(steps: 150)

    let fresh = try makeWorld(xml)
    try fresh.restore(saved)
    #expect(fresh.controls == [0.7])
    #expect(fresh.stepCount == 50)
    try fresh.run(steps: 150)
    #expect(fresh.state == world.state)
  }

  @Test func `scales of masses and friction are in the state and end with a reset`() throws {
    let world = try makeWorld(Worlds.pile())
    let plain = try makeWorld(Worlds.pile())
    let body = try #require(world.freeBodies.first)
    let mass = world.mass(of: body)
    world.scaleMass(of: body, by: 1.7)
    world.scaleFriction(by: 0.4)
    #expect(abs(world.mass(of: body) / mass - 1.7) < 1e-12)
    try world.run(steps: 100)
    let saved = world.state
    try world.run(steps: 100)
    try plain.run(steps: 200)
    #expect(plain.state.prefix(100) != world.state.prefix(100))

    try plain.restore(saved)
    try plain.run(steps: 100)
    #expect(plain.state == world.state)
    world.reset()
    #expect(world.mass(of: body) == mass && world.frictionScale == 1)
    #expect(world.state == (try makeWorld(Worlds.pile())).state)
  }

  @Test func `a state of another length is refused`() throws {
    let world = try makeWorld(Worlds.pile(count: 1))
    let state = world.state
    for count in [0, 27, 29] {
      let words = Array((state + [0]).prefix(count))
      let error = #expect(throws: PhysicsError.self) { try world.restore(words) }
      #expect(error?.description == "the state has \(count) words; this world's has 28")
    }
    #expect(world.state == state)
  }

  @Test(arguments: [
    // steps that cannot be counted, a position that is no number, a rotation of no length
    (0, UInt64.max, 0), (1, Double.nan.bitPattern, 1), (9, Double.infinity.bitPattern, 9),
    (4, 0 as UInt64, 4),
    // friction of less than none, a mass of none
    (26, (-1.0).bitPattern, 26), (27, 0, 27),
  ])
  func `a state that no world was ever in is refused`(
    word: Int, bits: UInt64, named: Int
  ) throws {
    let world = try makeWorld(
      "<worldbody><body><freejoint/><geom size='0.1'/></body></worldbody>")
    let state = world.state
    var damaged = state
    damaged[word] = bits
    let error = #expect(throws: PhysicsError.self) { try world.restore(damaged) }
    #expect(error?.description == "word \(named) of the state is damaged; take a new one")
    #expect(world.state == state)
    try world.run(steps: 10)
  }

  @Test func `writing the poses again needs no more room`() throws {
    let world = try makeWorld(Worlds.pile())
    var poses = world.poses
    let capacity = poses.capacity
    try world.run(steps: 10)
    world.writePoses(to: &poses)
    #expect(poses == world.poses)
    #expect(poses.capacity == capacity)
  }
}
