// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import Testing

struct AnyEnvironmentTests {
  let environment = RolloutTests.environment(horizon: 2)

  @Test func `what is asked of it is asked of the one inside`() throws {
    #expect(environment.id.description == "Miniature-v1")
    #expect(environment.horizon == 2)
    #expect(environment.observationSpace == Miniature().observationSpace)
    #expect(environment.actionSpace == Miniature().actionSpace)
    #expect(environment.cameras == ["front", "top"])
    #expect(try environment.reset(seed: 4).state == [4, 0])
    let step = try environment.step(.vector([0.5, 0]))
    #expect(step == Step(observation: TaskObservation(state: [4, 1]), reward: 0.5))
    #expect(environment.metrics == Metrics(names: ["success", "count"], values: [1, 1]))
    #expect(environment.goalReward?.single([1], [1]) == 1)
    #expect(try environment.expertAction() == .vector([1, 1]))
    #expect(try environment.stage(.success, seed: 8))
    #expect(try !environment.stage(.mishap, seed: 9))
    #expect(environment.snapshot.words == [9, 0])
  }

  @Test func `pictures come from the one inside`() throws {
    let view = View(width: 16, height: 17)
    _ = try environment.reset(seed: 0)
    _ = try environment.step(.nothing)
    #expect(try environment.rendererName() == "by hand")
    #expect(try environment.image(view) == Image(width: 16, height: 17, red: 1, green: 7))
    #expect(try environment.depth(view)[column: 0, row: 16] == 1)
    #expect(try environment.segmentation(view)[column: 15, row: 0] == 1)
  }

  @Test func `snapshots and errors pass through`() throws {
    _ = try environment.reset(seed: 4)
    _ = try environment.step(.nothing)
    let snapshot = environment.snapshot
    #expect(try environment.step(.nothing).ending == .truncated)
    #expect(try environment.restore(snapshot).state == [4, 1])
    expectThrow(
      "the snapshot is of B-v1, not of Miniature-v1; restore it in an environment of its own kind"
    ) {
      () throws(SimulationError) in
      _ = try environment.restore(Snapshot(environment: "B-v1", words: []))
    }
    expectThrow(
      "the action is of the wrong kind; this environment takes Box([-1.0, 0.0], [1.0, 4.0], (2,), float32)"
    ) {
      () throws(SimulationError) in _ = try environment.step(.index(0))
    }
  }

  @Test func `the kinds of examples, observations and rewards have names for the command line`() {
    #expect(
      ExampleKind.allCases.map(\.rawValue) == ["success", "near_miss", "mishap", "elsewhere"])
    #expect(ExampleKind.negatives == [.nearMiss, .mishap, .elsewhere])
    #expect(ObservationKind.allCases.map(\.rawValue) == ["state", "pixels", "both"])
    #expect(RewardKind.allCases.map(\.rawValue) == ["sparse", "dense"])
    let options = EnvironmentOptions()
    #expect(options.observation == .state && options.reward == .dense && options.horizon == nil)
  }
}
