// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaPhysics
import DioramaScene
import DioramaSceneFiles
import DioramaTasks
import Foundation
import TestSupport
import Testing

/// What tasks outside of this package stand on; `tools/examples/own-task` is one with all parts.
@Suite struct OwnTaskTests {
  /// A cart that is to be driven to the right; it leaves out all that can be left out.
  struct CartTask: ControlTask {
    let horizon = 5
    let actionCount = 1
    var stateElements = [StateElement("cart", "m", -1...1)]
    let cart: BodyID

    init(_ scene: Scene) throws { cart = try scene.requiredBody("cart") }

    func begin(in world: RigidWorld, layout: inout RandomStream) {}

    func act(_ action: [Float], in world: RigidWorld, period: Double) {
      world.controls = [Double(action[0])]
    }

    func observe(_ world: RigidWorld) -> [Double] { [world.pose(of: cart).position.x] }

    struct Measures: TaskMeasures {
      let isSuccess: Bool
      var metrics: Metrics { Metrics([("success", isSuccess ? 1 : 0)]) }
    }

    func measure(_ world: RigidWorld) -> Measures {
      Measures(isSuccess: world.pose(of: cart).position.x > 0.2)
    }

    func denseReward(_ measures: Measures) -> Double { measures.isSuccess ? 1 : 0 }

    func arrange(
      _ kind: ExampleKind, in world: RigidWorld, stream: inout RandomStream
    ) -> Staging { .rest }

    func isExample(of kind: ExampleKind, _ measures: Measures) -> Bool { kind == .elsewhere }
  }

  static let scene = """
    <mujoco model="rail">
      <worldbody>
        <body name="cart">
          <joint name="rail" type="slide" axis="1 0 0"/>
          <geom type="box" size="0.1 0.1 0.1" mass="1"/>
        </body>
      </worldbody>
      <actuator><velocity joint="rail" kv="200" ctrlrange="-1 1"/></actuator>
    </mujoco>
    """

  static func entry(
    of folder: TemporaryFolder, elements: Int = 1
  ) throws -> Catalog.Entry {
    try Catalog.Entry(
      EnvironmentID("Cart", version: 0), "Drive.", scene: folder.path("rail.xml"), startCount: 1
    ) { scene in
      var task = try CartTask(scene)
      task.stateElements = Array(repeating: task.stateElements[0], count: elements)
      return task
    }
  }

  @Test func `a task without expert, goals, hand and cameras is an environment`() throws {
    let entry = try Self.entry(of: TemporaryFolder(["rail.xml": Self.scene]))
    #expect(!entry.isExpertScripted && !entry.isGoalConditioned && entry.randomSuccess.isNaN)
    let environment = try entry.make()
    #expect(environment.cameras == ["overview"] && environment.hand == nil)
    _ = try environment.reset(seed: 0)
    var step = try environment.step(.vector([1]))
    while step.ending == nil { step = try environment.step(.vector([1])) }
    // five control steps of 0.1 s at 1 m/s, less what it takes to get there: 1 kg by 200 N·s/m
    #expect(abs(step.observation.state[0] - 0.5) < 0.02)
    #expect(step.ending == .truncated && environment.metrics.isSuccess && step.reward == 1)
    #expect(throws: SimulationError.noExpert(entry.id)) { _ = try environment.expertAction() }
  }

  @Test func `what is wrong with its scene is told with the place`() throws {
    let folder = try TemporaryFolder([
      "rail.xml": Self.scene.replacing("name=\"cart\"", with: "name=\"car\"")
    ])
    let error = #expect(throws: TaskError.self) { _ = try Self.entry(of: folder) }
    #expect(
      error?.description
        == "\(folder.path("rail.xml")):1: scene 'rail' has no body 'cart', which its task needs")
    try FileManager.default.removeItem(atPath: folder.path("rail.xml"))
    #expect(throws: SceneError.self) { _ = try Self.entry(of: folder) }
  }

  @Test func `its entry knows when the scene was edited`() throws {
    let folder = try TemporaryFolder(["rail.xml": Self.scene])
    let before = try Self.entry(of: folder).sourceChecksum
    try folder.write(Self.scene + "\n", to: "rail.xml")
    #expect(try before != nil && Self.entry(of: folder).sourceChecksum != before)
  }

  @Test func `a state of another length than its elements traps`() async throws {
    await #expect(processExitsWith: .failure) {
      // an error would not end the process: only the trap does
      _ = try? Self.entry(of: TemporaryFolder(["rail.xml": Self.scene]), elements: 2)
    }
  }
}
