// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import Testing

struct LostWorldTests {
  /// Spheres so small that their inertia underflows, in one place: ODE's own assertion fails.
  private static let grains = (0..<5).map {
    "<body name='b\($0)' pos='0 0 0.3'><freejoint/><geom size='1e-5'/></body>"
  }.joined()
  private static let xml = """
    <worldbody><geom type='plane' size='1 1 1'/>\(grains)
      <body name='arm'><joint name='j' damping='0.1' armature='1' range='-10 900'/>
        <geom type='capsule' size='0.05' fromto='3 0 0 3 0.5 0'/></body>
      <body name='target' mocap='true' pos='9 0 0'/><body name='hand' pos='9 0 0'><freejoint/><geom size='.1'/></body>
    </worldbody>
    <equality><weld body1='hand' body2='target'/></equality>
    """

  @Test func `a failed assertion of ODE is an error of the step, and a reset makes good`() throws {
    let world = try makeWorld(Self.xml)
    let initial = world.state
    var message = ""
    do {
      try world.run(steps: 400)
    } catch {
      message = "\(error)"
    }
    #expect(message.contains("diverged") || message.contains("gave up"), "\(message)")
    let steps = world.stepCount
    #expect(throws: PhysicsError.lost(time: world.time)) { try world.step() }
    world.reset()
    #expect(world.state == initial)
    #expect(throws: PhysicsError.self) { try world.run(steps: 400) }
    // it goes wrong at the same step again
    #expect(world.stepCount == steps)
  }

  @Test func `a restore makes good too, to the bit, and other worlds are not touched`() throws {
    let other = try makeWorld(Worlds.pile())
    try other.run(steps: 50)
    let world = try makeWorld(Self.xml)
    world.place(try world.body("target"), at: Pose(Vector3(9, 0.2, 0)))
    try world.run(steps: 1)
    let saved = world.state
    #expect(throws: PhysicsError.self) { try world.run(steps: 400) }
    try world.restore(saved)
    let twin = try makeWorld(Self.xml)
    try twin.restore(saved)
    for _ in 0..<3 {
      try? world.step()
      try? twin.step()
      #expect(world.state == twin.state)
    }
    try other.run(steps: 50)
    let fresh = try makeWorld(Worlds.pile())
    try fresh.run(steps: 100)
    #expect(other.state == fresh.state)
  }

  @Test func `more constraints than a step can solve are refused, and who has them is said`() throws
  {
    let plates = (0..<30).map {
      "<body name='b\($0)' pos='0 0 0.3'><freejoint/><geom type='box' size='1e-4 1 1'/></body>"
    }.joined()
    let xml = "<worldbody><geom type='plane' size='1 1 1'/>\(plates)</worldbody>"
    let world = try makeWorld(xml)
    let initial = world.state
    let error = #expect(throws: PhysicsError.self) { try world.run(steps: 5) }
    guard case .tooManyRows(let count, let limit, let bodies) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(count > limit && bodies.count == 2)
    #expect(world.state == initial)  // nothing has moved
    let quick = try makeWorld(
      "<custom><numeric name='quick_step_iterations' data='8'/></custom>" + xml)
    try quick.run(steps: 5)
  }

  @Test func `many bodies that do not hold each other are not too many`() throws {
    let boxes = (0..<120).map {
      "<body pos='\($0) 0 0.1'><freejoint/><geom type='box' size='0.1 0.1 0.1'/></body>"
    }.joined()
    let world = try makeWorld(
      "<worldbody><geom type='box' size='200 1 1' pos='100 0 -1'/>\(boxes)</worldbody>")
    try world.run(steps: 3)
    #expect(world.telemetry.contactCount == 480)
  }
}
