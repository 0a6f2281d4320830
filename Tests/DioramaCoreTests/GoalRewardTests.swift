// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import Testing

struct GoalRewardTests {
  /// Minus the distance along both axes.
  static let reward = GoalReward(count: 2) { achieved, desired in
    -zip(achieved, desired).reduce(0) { $0 + abs($1.0 - $1.1) }
  }

  @Test func `each pair of goals of a batch is rewarded by itself`() throws {
    #expect(
      try Self.reward(achieved: [0, 0, 1, 2, 3, 4], desired: [0, 0, 1, 1, 0, 0]) == [0, -1, -7])
    #expect(try Self.reward(achieved: [], desired: []).isEmpty)
    #expect(Self.reward.single([1, 2], [1, 5]) == -3)
  }

  @Test(arguments: [(4, 2), (2, 4), (3, 3), (0, 2), (1, 1)])
  func `batches that do not match are refused`(achieved: Int, desired: Int) {
    expectThrow(
      "\(achieved) achieved and \(desired) desired numbers are not two batches of goals with 2 numbers each"
    ) { () throws(SimulationError) in
      _ = try Self.reward(
        achieved: Array(repeating: 0, count: achieved),
        desired: Array(repeating: 0, count: desired))
    }
  }

  @Test func `a goal without numbers is a mistake of the program`() async {
    await #expect(processExitsWith: .failure) { _ = GoalReward(count: 0) { _, _ in 0 } }
  }

  @Test func `metrics are found by name`() {
    let metrics = Metrics(names: ["success", "distance"], values: [1, 0.25])
    #expect(metrics.isSuccess)
    #expect(metrics["distance"] == 0.25)
    #expect(metrics["nothing"] == nil)
    #expect(!Metrics(names: ["success"], values: [0]).isSuccess)
    #expect(!Metrics(names: [], values: []).isSuccess)
    #expect(metrics.looksSolved)
    let moving = Metrics(names: ["success", "looks_solved"], values: [0, 1])
    #expect(moving.looksSolved && !moving.isSuccess)
    #expect(!Metrics(names: ["success", "looks_solved"], values: [1, 0]).looksSolved)
  }

  @Test func `more names than numbers are a mistake of the program`() async {
    await #expect(processExitsWith: .failure) { _ = Metrics(names: ["a", "b"], values: [1]) }
  }
}
