// SPDX-License-Identifier: Apache-2.0

import CAllocations
import DioramaCore
import DioramaGridworlds
import DioramaMath
import DioramaPainting
import DioramaPhysics
import DioramaRender
import DioramaScene
import DioramaSceneFiles
import DioramaTasks
import Testing

/// What is said to allocate nothing does so: every request of the thread for memory is counted.
///
/// Without optimisation a literal is an allocation, so only the counter itself is tested there.
@Suite struct AllocationTests {
  /// A towel over a box on a floor, and a cube that falls on them.
  private static let towel = """
    <mujoco>
      <option timestep="0.002"/>
      <custom><numeric name="cloth_substeps" data="2"/></custom>
      <worldbody>
        <geom type="plane" size="1 1 1" friction="0.5"/>
        <geom type="box" size="0.04 0.04 0.04" pos="0 0 0.04" friction="0.5"/>
        <body pos="0 0.3 0.3"><freejoint/><geom type="box" size="0.03 0.03 0.03"/></body>
        <flexcomp name="towel" type="grid" count="9 9 1" spacing="0.02 0.02 0.02" mass="0.01"
          radius="0.005" pos="0 0 0.12">
          <elasticity young="2e4" poisson="0.3" thickness="1e-3" damping="1e-4"
            elastic2d="stretch"/>
          <contact friction="0.3" selfcollide="auto"/>
        </flexcomp>
      </worldbody>
    </mujoco>
    """

  /// Returns how often `body` asks for memory.
  private func allocations(_ body: () throws -> Void) rethrows -> Int {
    let before = allocation_count()
    try body()
    return Int(allocation_count() - before)
  }

  @Test func `the counter sees an allocation, and none where there is none`() {
    var stream = RandomStream("test", seed: 0)
    var numbers: [Double] = []
    #expect(allocations { numbers.reserveCapacity(1000) } == 1)
    #expect(allocations { numbers.append(stream.uniform()) } == 0)
    #expect(numbers.count == 1)
  }

  #if !DEBUG
  @Test func `a step of bodies and cloth allocates nothing`() throws {
    let world = try RigidWorld(Scene(xml: Self.towel, name: "towel.xml"))
    // until everything has touched and every store is as large as it gets
    for _ in 0..<500 { try world.step() }
    let count = try allocations { for _ in 0..<1000 { try world.step() } }
    #expect(count == 0)
    #expect(world.telemetry.contactCount >= 4)
    #expect(world.cloths[0].deepestContact > 0)
  }

  @Test(arguments: ["pushing", "bookshelf", "draping", "door", "push-t"])
  func `a step of a shipped scene allocates nothing`(name: String) throws {
    let world = try RigidWorld(SceneLibrary.scene(name).scene)
    for _ in 0..<100 { try world.step() }
    let count = try allocations { for _ in 0..<200 { try world.step() } }
    #expect(count == 0)
  }

  @Test func `a step of a grid allocates nothing`() throws {
    var environment = GridworldEnvironment(try EnvironmentSuite.gridworld("KeyDoor-v1"))
    _ = try environment.reset(seed: 0)
    var steps = 0
    let count = try allocations {
      while try environment.step(steps % 4).ending == nil { steps += 1 }
    }
    #expect(count == 0)
    #expect(steps == 99)
  }

  @Test func `poses are written into room that is there`() throws {
    let world = try RigidWorld(SceneLibrary.scene("pushing").scene)
    var poses = world.poses
    #expect(allocations { world.writePoses(to: &poses) } == 0)
  }
  #endif
}
