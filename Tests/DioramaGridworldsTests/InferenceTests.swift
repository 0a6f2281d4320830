// SPDX-License-Identifier: Apache-2.0

import DioramaGridworlds
import Foundation
import Testing

/// Control as inference, and rewards that are inferred.
@Suite struct InferenceTests {
  /// A room with a goal and a hole, with and without noise: with it, each move slips to the sides.
  static func room(slip: Double, goal: Double = 0, hole: Double = -2) throws -> MarkovModel {
    try Gridworld(
      GridMap(
        text: """
          living reward: -1
          goal reward: \(goal)
          hole reward: \(hole)
          slip: \(slip)
          actions: N E S W

          map:
          ..HG
          .#..
          S...
          """, file: "room")
    ).model
  }

  static let temperature = 0.5

  private func difference(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).map { abs($0 - $1) }.max() ?? 0
  }

  @Test func `without noise the backward messages are soft values, and the posterior their policy`()
    throws
  {
    let model = try Self.room(slip: 0)
    let soft = try model.softValueIteration(
      discount: 1, temperature: Self.temperature, tolerance: 1e-12)
    let messages = try ControlMessages(model, stepCount: 200, temperature: Self.temperature)
    #expect(difference(messages.values(stepsLeft: 200), soft.values) < 1e-9)
    #expect(difference(messages.policy(stepsLeft: 200), soft.policy) < 1e-9)
  }

  @Test func `with noise the messages hope for luck, which soft values do not`() throws {
    let model = try Self.room(slip: 0.2)
    let soft = try model.softValueIteration(discount: 1, temperature: Self.temperature)
    let messages = try ControlMessages(model, stepCount: 400, temperature: Self.temperature)
    for state in 0..<model.stateCount where !model.isTerminal[state] {
      // by Jensen's inequality, and by far more than rounding
      #expect(messages.values(stepsLeft: 400)[state] > soft.values[state] + 0.05)
    }
  }

  @Test(arguments: [0, 0.2])
  func `both messages agree on how likely it is that all goes well`(slip: Double) throws {
    let model = try Self.room(slip: slip)
    let messages = try ControlMessages(model, stepCount: 12, temperature: Self.temperature)
    for steps in 0...12 {
      let both = zip(messages.forward[steps], messages.backward[12 - steps]).map { $0 + $1 }
      let largest = both.max() ?? 0
      let sum = largest + log(both.reduce(0) { $0 + exp($1 - largest) })
      #expect(abs(sum - messages.evidence) < 1e-9)
      #expect(abs(messages.marginals(after: steps).reduce(0, +) - 1) < 1e-12)
    }
  }

  @Test func `without noise the marginals are where the posterior policy goes`() throws {
    let model = try Self.room(slip: 0)
    let messages = try ControlMessages(model, stepCount: 12, temperature: Self.temperature)
    var here = model.starts
    for steps in 0..<12 {
      let policy = messages.policy(stepsLeft: 12 - steps)
      var next = zip(here, model.isTerminal).map { $1 ? $0 : 0 }
      for state in 0..<model.stateCount {
        for action in 0..<model.actionCount {
          for outcome in model[state, action] {
            next[outcome.state] +=
              here[state] * policy[state * model.actionCount + action] * outcome.probability
          }
        }
      }
      here = next
      #expect(difference(messages.marginals(after: steps + 1), here) < 1e-9)
    }
  }

  // MARK: what can be composed

  /// The soft values of actions, from the exact values of states.
  private func softActionValues(_ model: MarkovModel) throws -> [Double] {
    let soft = try model.softValueIteration(
      discount: 1, temperature: Self.temperature, tolerance: 1e-12)
    return (0..<model.stateCount * model.actionCount).map { index in
      model[index / model.actionCount, index % model.actionCount].reduce(0) {
        $0 + $1.probability * ($1.reward + soft.values[$1.state])
      }
    }
  }

  /// The reward of one end *or* the other, `r = t log(e^(r₁/t) / 2 + e^(r₂/t) / 2)`, has the soft Q of the
  /// same form (Todorov 2009, *Compositionality of Optimal Control Laws*).
  @Test func `soft values of alternatives compose exactly, but only without noise`() throws {
    let t = Self.temperature
    func either(_ a: Double, _ b: Double) -> Double { t * log((exp(a / t) + exp(b / t)) / 2) }
    for (slip, isExact) in [(0.0, true), (0.2, false)] {
      let one = try softActionValues(Self.room(slip: slip, goal: 0, hole: -3))
      let two = try softActionValues(Self.room(slip: slip, goal: -3, hole: 0))
      let both = try softActionValues(
        Self.room(slip: slip, goal: either(0, -3), hole: either(-3, 0)))
      let error = difference(zip(one, two).map(either), both)
      #expect(isExact ? error < 1e-9 : error > 0.01, "slip \(slip): \(error)")
    }
  }

  /// The soft Q of `r₁ + r₂` is at most `Q₁ + Q₂`, since `Σ e^(a + b) ≤ Σ e^a Σ e^b`.
  ///
  /// Both are equal where one
  /// action is left, with or without noise; noise is not what breaks the sum.
  @Test(arguments: [0, 0.2])
  func `the sum of soft values is a bound for the sum of rewards, and no more`(slip: Double) throws
  {
    let one = try Self.room(slip: slip, goal: 0, hole: -3)
    let two = try Self.room(slip: slip, goal: -1, hole: 2)
    func sum(_ one: MarkovModel, _ two: MarkovModel) -> MarkovModel {
      MarkovModel(
        stateNames: one.stateNames, actionNames: one.actionNames, starts: one.starts,
        isTerminal: one.isTerminal
      ) { state, action in
        zip(one[state, action], two[state, action]).map { one, two in
          var outcome = one
          outcome.reward += two.reward
          return outcome
        }
      }
    }
    let bound = zip(try softActionValues(one), try softActionValues(two)).map { $0 + $1 }
    let exact = try softActionValues(sum(one, two))
    #expect(zip(bound, exact).allSatisfy { $0 >= $1 - 1e-9 })
    #expect(difference(bound, exact) > 0.1)

    // the way that one action leaves: no choice, no difference
    func path(_ model: MarkovModel) -> MarkovModel {
      MarkovModel(
        stateNames: model.stateNames, actionNames: ["E"], starts: model.starts,
        isTerminal: model.isTerminal
      ) { state, _ in Array(model[state, 1]) }
    }
    let paths = [path(one), path(two), path(sum(one, two))]
    guard slip > 0 else { return }  // without slipping, a way east ends at a wall
    let values = try paths.map(softActionValues)
    #expect(difference(zip(values[0], values[1]).map { $0 + $1 }, values[2]) < 1e-9)
  }

  // MARK: rewards from demonstrations

  /// A grid of 5 by 5 cells, where a move goes another way now and then, with a start anywhere.
  static func grid(slip: Double, rewards: [Double]) -> MarkovModel {
    MarkovModel(
      stateNames: (0..<25).map { "\($0)" }, actionNames: ["N", "S", "E", "W"],
      starts: Array(repeating: 1.0 / 25, count: 25), isTerminal: Array(repeating: false, count: 25)
    ) { cell, action in
      (0..<4).map { way in
        let row = cell / 5 + [-1, 1, 0, 0][way]
        let column = cell % 5 + [0, 0, 1, -1][way]
        let isInside = (0..<5).contains(row) && (0..<5).contains(column)
        return MarkovModel.Outcome(
          state: isInside ? row * 5 + column : cell,
          probability: way == action ? 1 - slip : slip / 3, reward: rewards[cell])
      }
    }
  }

  @Test(arguments: [0, 0.2])
  func `the reward of a demonstrator is recovered up to a constant`(slip: Double) throws {
    var rewards = [Double](repeating: 0, count: 25)
    (rewards[24], rewards[12], rewards[6]) = (1, -1, 0.5)
    let discount = 0.8
    let model = Self.grid(slip: slip, rewards: rewards)
    let expert = try model.softValueIteration(discount: discount, temperature: 1)
    let demonstrated = try model.visits(of: expert.policy, discount: discount)
    // they last for Σ γ^t steps
    #expect(abs(demonstrated.reduce(0, +) - 5) < 1e-9)

    let found = try model.inverseReward(visits: demonstrated, discount: discount)
    let mean = rewards.reduce(0, +) / 25
    #expect(difference(found.rewards, rewards.map { $0 - mean }) < 1e-4)
    #expect(difference(found.policy, expert.policy) < 1e-4)
    let visits = try model.visits(of: found.policy, discount: discount)
    #expect(difference(visits, demonstrated) < 1e-6)
    #expect(found.residual < 1e-6 && found.iterations < 500)
  }

  @Test func `episodes are counted as visits are, and an end once`() throws {
    let model = try Self.room(slip: 0)
    let policy = try model.policyIteration(discount: 1).policy
    let start = try #require(model.starts.firstIndex(of: 1))
    var episode = [start]
    while let last = episode.last, !model.isTerminal[last] {
      let action = try #require(
        (0..<model.actionCount).first { policy[last * model.actionCount + $0] == 1 })
      episode.append(try #require(model[last, action].first?.state))
    }
    for discount in [0.9, 1] {
      #expect(
        difference(
          model.visits(of: [episode, episode], discount: discount),
          try model.visits(of: policy, discount: discount)) < 1e-12)
    }
    #expect(throws: MarkovError.temperature(-1)) {
      try ControlMessages(model, stepCount: 3, temperature: -1)
    }
  }
}
