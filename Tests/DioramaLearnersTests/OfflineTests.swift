// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaMath
import DioramaNetworks
import Foundation
import Testing

/// Learners from data sets, where the right answer is known.
@Suite struct OfflineTests {
  private static let choices = Space.discrete(count: 3)
  private static let number = Space.box(count: 1, in: -1...1)

  private static func problem(_ actions: Space, states: Int = 1) -> Problem {
    Problem(ObservationLayout(stateCount: states), actions)
  }

  /// Makes the learner called `name` with `settings` and small networks.
  private static func make(
    _ name: String, _ problem: Problem, _ settings: [String: JSONValue] = [:]
  ) throws -> any Learner {
    let entry = try #require(LearnerCatalog.entry(name))
    var values = entry.values
    let small: [String: JSONValue] = [
      "hidden_units": .array([.integer(16)]), "batch_size": .integer(64),
      "learning_rate": .number(3e-3), "actor_rate": .number(3e-3), "critic_rate": .number(3e-3),
      "target_smoothing": .number(0.05),
    ]
    for (key, value) in small.merging(settings, uniquingKeysWith: { $1 })
    where entry.settingKeys.contains(key) { try entry.set(key, to: value, in: &values) }
    try entry.check(values, for: problem)
    return try entry.make(values, problem, Compute(threads: 1, seed: 2)).learner
  }

  /// Episodes of one step each, `(state, action, reward)`.
  private static func bandit(_ episodes: [([Float], Float, Float)]) -> Replay {
    var replay = Replay(
      ObservationLayout(stateCount: episodes[0].0.count), actionCount: 1,
      capacity: 2 * episodes.count + 1)
    for (state, action, reward) in episodes {
      replay.append(state: state)
      replay.complete([action], reward: reward, terminated: true)
      replay.append(state: state)
      replay.endEpisode()
    }
    return replay
  }

  /// Three actions that the data takes with probabilities 0.5, 0.3 and 0.2, and that earn 0, 1 and 2.
  private static let shares: [Float] = [0.5, 0.3, 0.2]
  private static let arms = bandit(
    (0..<1_000).map { index in
      let arm: Float = index % 10 < 5 ? 0 : index % 10 < 8 ? 1 : 2
      return ([1], arm, arm)
    })

  /// Returns the mean of what `network` makes of `state` over the last 500 of `updates` updates.
  private static func output(
    _ network: String, of learner: any Learner, at state: [Float], _ replay: Replay,
    updates: Int = 2_000
  ) throws -> [Float] {
    let pass = Pass(try #require(learner.networks[network]), rows: 1)
    pass.input.update(state)
    var sum: [Float] = []
    for update in 1...updates {
      try learner.update(replay)
      guard update > updates - 500 else { continue }
      pass.forward()
      let values = pass.output.values
      sum = sum.isEmpty ? values : zip(sum, values).map(+)
    }
    return sum.map { $0 / 500 }
  }

  // MARK: Gradients

  @Test(
    arguments: ["conditioned-bc", "awr", "awac", "td3-bc", "cql", "bcq", "discrete-bcq"])
  func `gradients are finite differences`(_ name: String) throws {
    let entry = try #require(LearnerCatalog.entry(name))
    let (made, replay) = try LearnerCatalogTests.make(entry)
    let update = try #require(
      made.learner.parts.first { $0.name == "update" }?.part as? BatchUpdate)
    let wrong = update.wrongGradients(of: replay)
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
  }

  @Test(arguments: ["awr", "awac", "cql"])
  func `gradients of choices are finite differences`(_ name: String) throws {
    let learner = try Self.make(name, Self.problem(Self.choices, states: 4))
    let replay = SACTests.replay(ObservationLayout(stateCount: 4), Self.choices)
    let update = try #require(learner.parts.first { $0.name == "update" }?.part as? BatchUpdate)
    let wrong = update.wrongGradients(of: replay)
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
  }

  // MARK: Closed forms

  /// The best policy near the data, `π(a) ∝ β(a) exp(r(a) / λ)`.
  @Test(arguments: ["awr", "awac"])
  func `weighted regression on a bandit is the data times e to the reward`(_ name: String) throws {
    let learner = try Self.make(name, Self.problem(Self.choices))
    let logits = try Self.output("actor", of: learner, at: [1], Self.arms)
    let wanted = Self.shares.enumerated().map { $1 * exp(Float($0)) }
    let sum = wanted.reduce(0, +)
    for (found, wanted) in zip(Categorical(logits: logits).probabilities, wanted) {
      #expect(abs(found - wanted / sum) < 0.03)
    }
  }

  /// Where the conservative loss is least, `Q = r - α (μ / β - 1)` with μ the softmax of Q.
  @Test func `conservative values of a bandit are where their loss is least`() throws {
    let alpha: Float = 0.4
    let learner = try Self.make(
      "cql", Self.problem(Self.choices), ["conservatism": .number(Double(alpha))])
    let found = try Self.output("critics", of: learner, at: [1], Self.arms)
    // both critics, three actions each
    for critic in 0..<2 {
      let values = Array(found[3 * critic..<3 * critic + 3])
      let softmax = Categorical(logits: values).probabilities
      for arm in 0..<3 {
        let expected = Float(arm) - alpha * (softmax[arm] / Self.shares[arm] - 1)
        #expect(abs(values[arm] - expected) < 0.05, "critic \(critic), arm \(arm)")
      }
    }
  }

  @Test func `the estimated log-sum-exp of a critic is its integral`() throws {
    let learner = try Self.make(
      "cql", Self.problem(Self.number),
      [
        "drawn_actions": .integer(64), "batch_size": .integer(256), "critic_rate": .number(1e-9),
        "actor_rate": .number(1e-9), "conservatism": .number(0),
      ])
    let critics = try #require(learner.networks["critics"])
    for index in 0..<critics.parameters.count { critics.parameters[index] *= 3 }
    let (state, taken): (Float, Float) = (0.7, 0.2)
    func values(_ action: Float) -> [Float] {
      let pass = Pass(critics, rows: 1)
      pass.input.update([state, action])
      pass.forward()
      return pass.output.values
    }
    let cells = 400
    var integrals: [Float] = [0, 0]
    for cell in 0..<cells {
      let q = values((Float(cell) + 0.5) / Float(cells) * 2 - 1)
      for critic in 0..<2 { integrals[critic] += exp(q[critic]) * 2 / Float(cells) }
    }
    let own = values(taken)
    let expected = zip(integrals, own).reduce(0) { $0 + (log($1.0) - $1.1) / 2 }
    try learner.update(Self.bandit(Array(repeating: ([state], taken, 0), count: 8)))
    let found = try #require(learner.measures["conservative_gap"])
    #expect(abs(found - expected) < 0.02, "\(found) is not \(expected)")
  }

  @Test func `TD3 with a data set and no cloning is TD3`() throws {
    let problem = Self.problem(Self.number)
    let replay = Self.bandit((0..<50).map { ([Float($0 % 5)], Float($0 % 3 - 1), 1) })
    let learners = try [
      Self.make("td3", problem), Self.make("td3-bc", problem, ["value_weight": .null]),
      Self.make("td3-bc", problem),
    ]
    for learner in learners { for _ in 0..<6 { try learner.update(replay) } }
    #expect(learners[0].weights == learners[1].weights)
    #expect(learners[0].weights != learners[2].weights)
  }

  // MARK: Outside of the data

  /// All data is about -0.5, and more is worth more: a critic's slope leads to +1, where it knows nothing.
  @Test func `BCQ stays where the data is, and TD3 leaves it`() throws {
    var random = RandomStream("test", seed: 1)
    let replay = Self.bandit(
      (0..<400).map { _ in
        let action = Float(random.uniform(in: -0.6 ... -0.4))
        return ([Float(random.normal())], action, action)
      })
    let seen = Seen(open(replay))
    var actions: [String: Float] = [:]
    for (name, settings) in [
      ("bcq", [:]), ("td3-bc", ["value_weight": .null]),
    ] as [(String, [String: JSONValue])] {
      let learner = try Self.make(name, Self.problem(Self.number), settings)
      for _ in 0..<400 { try learner.update(replay) }
      let random = RandomSource(RandomStream("test", seed: 2))
      actions[name] = try learner.act(seen, exploring: false, random)[0]
    }
    let found = try #require(actions["bcq"])
    #expect((-0.7 ... -0.3).contains(found), "BCQ does \(found)")
    #expect(try #require(actions["td3-bc"]) > 0.5, "\(actions)")
  }

  /// Every action of the data costs something, and the third one is never taken: it looks free.
  @Test(arguments: ["discrete-bcq", "cql", "plain"])
  func `an action that nobody took is not chosen, unless nothing holds it back`(
    _ name: String
  ) throws {
    let replay = Self.bandit((0..<400).map { ([Float($0 % 7) / 7], Float($0 % 2), -1) })
    let isPlain = name == "plain"
    let learner = try Self.make(
      isPlain ? "cql" : name, Self.problem(Self.choices),
      isPlain ? ["conservatism": .integer(0)] : [:])
    for _ in 0..<600 { try learner.update(replay) }
    let random = RandomSource(RandomStream("test", seed: 2))
    let action = try learner.act(Seen(open(replay)), exploring: false, random)
    #expect((action == [2]) == isPlain)
  }

  /// Returns `replay` with an observation that waits for its action.
  private func open(_ replay: Replay) -> Replay {
    var replay = replay
    replay.append(state: Array(repeating: 0.5, count: replay.layout.stateCount))
    return replay
  }

  // MARK: Shares of the data

  /// Ten episodes of three steps; those of odd numbers do +0.5 and earn as much as their number, the others
  /// do -0.5 and earn nothing.
  private static let episodes: Replay = {
    var replay = Replay(ObservationLayout(stateCount: 1), actionCount: 1, capacity: 100)
    for episode in 0..<10 {
      let isGood = episode % 2 == 1
      for step in 0..<3 {
        replay.append(state: [Float(step)])
        replay.complete(
          [isGood ? 0.5 : -0.5], reward: isGood ? 1 : -1, terminated: step == 2)
      }
      replay.append(state: [0])
      replay.endEpisode()
    }
    return replay
  }()

  @Test func `the best share of the episodes has the highest returns`() throws {
    #expect(try Self.episodes.bestTransitions(share: 0.2) == [4, 5, 6, 12, 13, 14])
    #expect(try Self.episodes.bestTransitions(share: 0.01) == [4, 5, 6])
    #expect(try Self.episodes.bestTransitions(share: 1).count == 30)
  }

  @Test func `a share of one episode is refused in one line`() throws {
    let replay = Self.bandit([([1], 0, 0)])
    let learner = try Self.make("filtered-bc", Self.problem(Self.number))
    let error = #expect(throws: TrainingError.self) { try learner.update(replay) }
    #expect(
      error?.description
        == "the data set has 1 episode, and best_share=0.1 chooses among 2 or more; "
        + "record more, or set best_share=1")
  }

  @Test(
    arguments: [
      ("bc", [:], 0), ("filtered-bc", [:], 0.5),
      ("conditioned-bc", ["wanted": .integer(1)], 0.5),
      ("conditioned-bc", ["wanted": .number(-1)], -0.5),
    ] as [(String, [String: JSONValue], Float)])
  func `cloning does what the mean, the best or the wanted episodes do`(
    name: String, settings: [String: JSONValue], expected: Float
  ) throws {
    let learner = try Self.make(name, Self.problem(Self.number), settings)
    for _ in 0..<500 { try learner.update(Self.episodes) }
    let random = RandomSource(RandomStream("test", seed: 2))
    let action = try learner.act(Seen(open(Self.episodes)), exploring: false, random)
    #expect(abs(action[0] - expected) < 0.1, "\(action)")
  }

  // MARK: Stitching

  /// From the start some episodes go to the middle and on to nothing, others take half a point at once; the
  /// way from the middle to the whole point is known only from episodes that began elsewhere.
  @Test(arguments: [("iql", 1), ("cql", 1), ("discrete-bcq", 1), ("filtered-bc", 0)])
  func `values join halves of episodes, and cloning the best ones does not`(
    name: String, first: Float
  ) throws {
    let (start, middle, elsewhere): ([Float], [Float], [Float]) = (
      [1, 0, 0], [0, 1, 0], [0, 0, 1]
    )
    var replay = Replay(ObservationLayout(stateCount: 3), actionCount: 1, capacity: 1_000)
    for episode in 0..<120 {
      let steps: [([Float], Float, Float)] =
        switch episode % 3 {
        case 0: [(start, 1, 0), (middle, 0, 0)]
        case 1: [(start, 0, 0.5)]
        default: [(elsewhere, 1, 0), (middle, 1, 1)]
        }
      for (index, (state, action, reward)) in steps.enumerated() {
        replay.append(state: state)
        replay.complete([action], reward: reward, terminated: index == steps.count - 1)
      }
      replay.append(state: start)
      replay.endEpisode()
    }
    // two thirds of the episodes earn something; a low weight of the conservative term fits small rewards
    let learner = try Self.make(
      name, Self.problem(.discrete(count: 2), states: 3),
      [
        "best_share": .number(0.667), "expectile": .number(0.9), "temperature": .number(10),
        "conservatism": .number(0.05),
      ])
    for _ in 0..<1_200 { try learner.update(replay) }
    let random = RandomSource(RandomStream("test", seed: 2))
    func action(_ state: [Float]) throws -> Float {
      var replay = replay
      replay.append(state: state)
      return try learner.act(Seen(replay), exploring: false, random)[0]
    }
    #expect(try action(start) == first)
    #expect(try action(middle) == 1)
  }
}
