// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks
import Testing

@Suite struct DrapingTests {
  static let catalog = EnvironmentSuite.catalog

  #if arch(x86_64)
  @Test func `three steps hash as ever, in debug and in release`() throws {
    let environment = try Self.catalog.make("Draping-v1")
    var hash = TrajectoryHash()
    hash.combine(try environment.reset(seed: 3).state)
    for action in [[1, 0.5, 0.25], [1, -1, 1], [-0.5, 0, -1]] as [[Float]] {
      hash.combine(try environment.step(.vector(action)).observation.state)
    }
    #expect(hash.description == "e50913d46090f785")
  }
  #endif

  @Test func `an episode starts as the page says`() throws {
    let environment = try Self.catalog.make("Draping-v1")
    for seed: UInt64 in 0..<50 {
      let state = try environment.reset(seed: seed).state
      #expect(state.count == 40)
      #expect(abs(state[0] + 0.24) <= 0.0201 && abs(state[1]) <= 0.0201)
      #expect(abs(state[2] - 0.34) <= 0.0201)
      #expect(abs(state[36] - 0.12) <= 0.0201 && abs(state[37]) <= 0.0201)
      #expect(abs(state[39]) <= 0.1495)  // the sine of 0.15 rad
      #expect(environment.metrics["coverage"] == 0)
      #expect(environment.metrics["cloth_speed"] == 0)
    }
  }

  #if !DEBUG
  // without optimisation a step of the cloth takes half a second

  @Test func `the catalogue tells the measured success of expert and random acts`() throws {
    let entry = try Self.catalog.entry("Draping-v1")
    let environment = try entry.make()
    var expert = ExpertPolicy()
    let best = try environment.rollout(&expert, name: "expert", episodes: 60, seed: 0)
    #expect(best.successRate == entry.expertSuccess)
    #expect(best.successRate >= 0.95)
    var random = RandomPolicy()
    let worst = try environment.rollout(&random, name: "random", episodes: 60, seed: 0)
    #expect(worst.successRate == entry.randomSuccess)
    #expect(worst.successRate <= 0.05)
  }

  @Test(arguments: [false, true])
  func `a straight line to where the expert ends fails`(isClippedByAxis: Bool) throws {
    let environment = try Self.catalog.make("Draping-v1")
    var successes = 0
    for seed: UInt64 in 0..<60 {
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
    #expect(successes <= 6)
  }

  @Test func `the reward is that of the documentation`() throws {
    let environment = try Self.catalog.make("Draping-v1")
    _ = try environment.reset(seed: 1)
    for _ in 0..<50 {
      let step = try environment.step(environment.expertAction())
      let metrics = environment.metrics
      let cover = try #require(metrics["coverage"])
      let near = tolerance(
        try #require(metrics["middle_distance"]), bounds: 0...0.02, margin: 0.3)
      let level = tolerance(
        try #require(metrics["hem_difference"]), bounds: 0...0.03, margin: 0.1)
      let smooth = try #require(metrics["crumpling"]) <= 0.01
      let expected = smooth ? 0.2 * near + 0.4 * cover + 0.4 * cover * level : 0
      #expect(abs(Double(step.reward) - expected) < 1e-6)  // rounded to a float
    }
  }

  @Test func `ten thousand random steps neither diverge nor tear the cloth`() throws {
    let environment = try Self.catalog.make("Draping-v1")
    var stream = RandomStream("test", seed: 0)
    var worst = 0.0
    for seed: UInt64 in 0..<167 {
      _ = try environment.reset(seed: seed)
      for _ in 0..<60 {
        _ = try environment.step(environment.actionSpace.sample(from: &stream))
        worst = max(worst, try #require(environment.metrics["strain"]))
        #expect(environment.metrics["solver_messages"] == 0)
      }
    }
    // an edge pulled round the box by the hand, whose force the cloth does not resist
    #expect(worst < 0.5)
  }
  #endif
}
