// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks
import Testing

@Suite struct DrapingTests {
  static let catalog = EnvironmentSuite.catalog

  #if !DEBUG
  // without optimisation a step of the cloth takes half a second

  @Test func `the catalogue tells the measured success of expert and random acts`() throws {
    let entry = try Self.catalog.entry("Draping-v1")
    let environment = try entry.make()
    var expert = ExpertPolicy()
    let best = try environment.rollout(&expert, name: "expert", episodes: 200, seed: 0)
    #expect(best.successRate == entry.expertSuccess)
    #expect(best.successRate >= 0.95)
    var random = RandomPolicy()
    let worst = try environment.rollout(&random, name: "random", episodes: 200, seed: 0)
    #expect(worst.successRate == entry.randomSuccess)
    #expect(worst.successRate <= 0.05)
  }

  @Test(arguments: [false, true])
  func `a straight line to where the expert ends fails`(isClippedByAxis: Bool) throws {
    let environment = try Self.catalog.make("Draping-v1")
    var successes = 0
    for seed: UInt64 in 0..<200 {
      _ = try environment.reset(seed: seed)
      var goal: [Float] = []
      for _ in 0..<60 { goal = try environment.step(environment.expertAction()).observation.state }
      var state = try environment.reset(seed: seed).state
      for _ in 0..<60 {
        // what the target must still move: the rest of the way, less what it is ahead
        var move = (0..<3).map { (goal[$0] - state[$0] - state[6 + $0]) / 0.02 }
        let longest = max(1, move.map(abs).max() ?? 1)
        move = move.map { isClippedByAxis ? min(max($0, -1), 1) : $0 / longest }
        state = try environment.step(.vector(move)).observation.state
      }
      if environment.metrics.isSuccess { successes += 1 }
    }
    print("straight \(isClippedByAxis): \(successes)")
    #expect(successes <= 20)
  }
  #endif
}
