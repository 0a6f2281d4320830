// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks
import TestSupport
import Testing

@Suite struct DrapingTests {
  static let catalog = EnvironmentSuite.catalog

  @Test(.golden) func `three steps hash as ever, in debug and in release`() throws {
    let environment = try Self.catalog.make("Draping-v1")
    var hash = TrajectoryHash()
    hash.combine(try environment.reset(seed: 3).state)
    for action in [[1, 0.5, 0.25], [1, -1, 1], [-0.5, 0, -1]] as [[Float]] {
      hash.combine(try environment.step(.vector(action)).observation.state)
    }
    #expect(hash.description == "e50913d46090f785")
  }

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

  @Test(arguments: [false, true])
  func `a straight line to where the expert ends fails`(isClippedByAxis: Bool) throws {
    let environment = try Self.catalog.make("Draping-v1")
    var successes = 0
    for seed: UInt64 in 0..<30 {
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
    #expect(successes <= 3)
  }

  @Test func `a draped towel looks solved before it rests`() throws {
    let environment = try Self.catalog.make("Draping-v1")
    _ = try environment.reset(seed: 0)
    var swinging = 0
    for _ in 0..<60 {
      _ = try environment.step(environment.expertAction())
      let metrics = environment.metrics
      let measures = try ["coverage", "hem_difference", "crumpling", "cloth_speed"].map {
        try #require(metrics[$0])
      }
      #expect(
        metrics.looksSolved
          == (measures[0] >= 0.9 && measures[1] <= 0.03 && measures[2] <= 0.02))
      #expect(metrics.isSuccess == (metrics.looksSolved && measures[3] <= 0.02))
      if metrics.looksSolved && !metrics.isSuccess { swinging += 1 }
    }
    #expect(swinging > 0)
    #expect(environment.metrics.isSuccess)
  }

  @Test func `the reward is that of the documentation`() throws {
    try expectReward(of: "Draping-v1", episodes: 2, steps: 50) { metric in
      guard try metric("crumpling") <= 0.02 else { return 0 }
      let cover = try metric("coverage")
      let near = tolerance(try metric("middle_distance"), bounds: 0...0.02, margin: 0.3)
      let level = tolerance(try metric("hem_difference"), bounds: 0...0.03, margin: 0.1)
      return 0.2 * near + 0.4 * cover + 0.4 * cover * level
    }
  }

  @Test func `three thousand random steps neither diverge nor tear the cloth`() throws {
    let environment = try Self.catalog.make("Draping-v1")
    var stream = RandomStream("test", seed: 0)
    var worst = 0.0
    for seed: UInt64 in 0..<50 {
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
