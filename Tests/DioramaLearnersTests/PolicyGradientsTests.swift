// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaNetworks
import Foundation
import Testing

/// Quick gates of policy gradients: closed forms of bandits, finite differences, exact Fisher information.
@Suite struct PolicyGradientsTests {
  static let oneState = ObservationLayout(stateCount: 1)

  /// The index of the first bias of the last layer: the logit or the mean of the first output, for any state
  /// once all weights are 0.
  private static func firstBias(_ policy: LearnedPolicy) throws -> Int {
    try #require(policy.head.network.slots.last).offset
  }

  /// Makes `policy` choose the first of two arms with this probability.
  private static func set(_ policy: LearnedPolicy, firstArm probability: Float) throws {
    policy.head.network.parameters.fill(0)
    policy.head.network.parameters[try firstBias(policy)] = log(probability / (1 - probability))
  }

  /// A replay of a bandit with the arms' rewards: each of `arms` pulled, in an episode of its own.
  private static func bandit(_ arms: [Int], rewards: [Float]) -> Replay {
    var replay = Replay(oneState, actionCount: 1, capacity: 100)
    for arm in arms {
      replay.append(
        state: [1], frame: [], action: [Float(arm)], reward: rewards[arm], terminated: true)
      replay.append(state: [1], frame: [], action: [], reward: 0, terminated: false)
    }
    replay.append(state: [1])
    return replay
  }

  private static func reinforce(
    _ credit: REINFORCE.Credit, _ problem: Problem, episodes: Int = 1
  ) throws -> REINFORCE {
    var settings = REINFORCE.Settings()
    (settings.credit, settings.hiddenUnits, settings.discount) = (credit, [8], 1)
    (settings.episodes, settings.learningRate) = (episodes, 1e-2)
    return try REINFORCE(settings, problem, Compute(threads: 1, seed: 3))
  }

  /// Returns the gradient of the loss in the policy's head, of the episodes at `slots`.
  private static func gradient(
    _ learner: REINFORCE, _ slots: [Int], in replay: Replay
  ) -> [Double] {
    let credits = learner.credits(of: slots, in: replay)
    let gradient = learner.update.gradient(
      credits.map(\.transition), from: replay,
      columns: [credits.map(\.advantage), credits.map(\.target)])
    return Array(gradient.prefix(learner.policy.head.network.parameters.count))
  }

  /// `∂J/∂z_a = π_a (r_a - J)`: arms that are pulled just as often as they are likely give it exactly,
  /// whatever the baseline is.
  @Test(arguments: REINFORCE.Credit.allCases)
  func `the gradient of a two-armed bandit is its closed form`(_ credit: REINFORCE.Credit) throws {
    let learner = try Self.reinforce(credit, Problem(Self.oneState, .discrete(count: 2)))
    try Self.set(learner.policy, firstArm: 0.75)
    let replay = Self.bandit([0, 0, 1, 0], rewards: [1, -0.5])
    let gradient = Self.gradient(learner, Array(0..<8), in: replay)
    let bias = try Self.firstBias(learner.policy)
    // J = 0.75 - 0.25 / 2 = 0.625
    #expect(abs(-gradient[bias] - 0.75 * (1 - 0.625)) < 1e-6)
    #expect(abs(-gradient[bias + 1] - 0.25 * (-0.5 - 0.625)) < 1e-6)
  }

  @Test func `an episode is credited with its return, and actions with what followed`() throws {
    var replay = Replay(Self.oneState, actionCount: 1, capacity: 100)
    for rewards in [[1, 2, 4], [8, 16]] as [[Float]] {
      for (index, reward) in rewards.enumerated() {
        replay.append(
          state: [0], frame: [], action: [0], reward: reward,
          terminated: index == rewards.count - 1)
      }
      replay.append(state: [0], frame: [], action: [], reward: 0, terminated: false)
    }
    replay.append(state: [0])
    func credits(_ credit: REINFORCE.Credit) throws -> [Float] {
      let learner = try Self.reinforce(credit, Problem(Self.oneState, .discrete(count: 2)))
      return learner.credits(of: Array(0..<7), in: replay).map(\.advantage).reversed()
    }
    #expect(try credits(.plain) == [7, 7, 7, 24, 24])
    #expect(try credits(.toGo) == [7, 6, 4, 24, 16])
  }

  /// Episodes of 20 steps, each with the reward 1 whatever is done: the true gradient is 0, and all that is
  /// estimated is noise.
  @Test func `the variance of the gradient falls from return to reward to go to baseline`() throws {
    let problem = Problem(Self.oneState, .discrete(count: 2))
    let learners = try REINFORCE.Credit.allCases.map { try Self.reinforce($0, problem) }
    let policy = learners[0].policy
    let random = RandomSource(RandomStream("test", seed: 1))
    var replay = Replay(Self.oneState, actionCount: 1, capacity: 10_000)
    var episodes: [[Int]] = []
    for _ in 0..<150 {
      let first = replay.added
      for step in 0..<20 {
        replay.append(state: [Float(step) / 10 - 1])
        replay.complete(
          policy.act(Seen(replay), exploring: true, random), reward: 1, terminated: step == 19)
      }
      replay.append(state: [1], frame: [], action: [], reward: 0, terminated: false)
      episodes.append(Array(first..<replay.added))
    }
    replay.append(state: [-1])
    // the baseline learns what is to come, and the policy stays as it was
    let weights = policy.parameters
    for _ in 0..<200 {
      let credits = learners[2].credits(of: Array(0..<1_050), in: replay)
      learners[2].update(
        credits.map(\.transition), from: replay,
        columns: [credits.map { _ in 0 }, credits.map(\.target)])
    }
    learners[2].policy.parameters = weights
    let variances = learners.map { learner in
      let all = episodes.map { Self.gradient(learner, $0, in: replay) }
      return all.reduce(0) { $0 + dot($1, $1) } / 150
    }
    // 400 to 133, the mean of n² up to 20; and what is left of V's errors
    #expect(variances[0] > 2 * variances[1], "\(variances)")
    #expect(variances[1] > 5 * variances[2], "\(variances)")
  }

  @Test(arguments: ["reinforce", "a2c", "trpo"])
  func `gradients are finite differences`(_ name: String) throws {
    let entry = try #require(LearnerCatalog.entry(name))
    let (made, replay) = try LearnerCatalogTests.make(entry)
    var tried = 0
    for case (_, let update as BatchUpdate) in made.learner.parts {
      let numbers = (0..<update.batchSize).map { Float($0 % 5) - 1.5 }
      let wrong = update.wrongGradients(of: replay, columns: [numbers, numbers.reversed()])
      #expect(wrong.isEmpty, "\(wrong.prefix(3))")
      tried += 1
    }
    #expect(tried == (name == "trpo" ? 2 : 1))
  }

  @Test func `A2C's gradient is the first one of PPO`() throws {
    let layout = ObservationLayout(stateCount: 3)
    let problem = Problem(layout, SACTests.numbers)
    let replay = SACTests.replay(layout)
    var settings = A2C.Settings()
    settings.valueWeight = PPO.Settings().valueWeight
    let compute = Compute(threads: 1, seed: 5)
    let one = try A2C(settings, problem, compute)
    let other = try PPO(PPO.Settings(), problem, compute)
    var random = RandomStream("test", seed: 2)
    let batch = replay.sample(50, discount: 1, steps: 1, shift: 0, from: &random)
    let columns = (0..<2).map { _ in batch.map { _ in Float(random.normal()) } }
    // of 50 transitions, in batches of 40 and of 64
    let gradients = [one.update, other.update].map {
      $0.gradient(batch, from: replay, columns: columns)
    }
    let difference = zip(gradients[0], gradients[1]).map { $0 - $1 }
    let length = dot(gradients[0], gradients[0]).squareRoot()
    #expect(length > 0.1 && one.updateCount == other.updateCount)
    #expect(dot(difference, difference).squareRoot() < 1e-5 * length)
  }

  /// An arm was pulled with probability 1/2, and is now pulled with another: just within the clip range of 0.2
  /// the gradient is `-A r (1 - π)`, just beyond it is 0.
  @Test(arguments: [(1, 1.19, 1.21), (-1, 0.81, 0.79)] as [(Float, Float, Float)])
  func `PPO's gradient ends at the edge of the clip range`(
    advantage: Float, within: Float, beyond: Float
  ) throws {
    for ratio in [within, beyond] {
      let learner = try PPO(
        PPO.Settings(), Problem(Self.oneState, .discrete(count: 2)), Compute(threads: 1, seed: 1))
      learner.policy.head.network.parameters.fill(0)
      let replay = Self.bandit([0], rewards: [0, 0])
      // the old policy is copied when it learns
      learner.learn(from: replay, after: 2_048)
      try Self.set(learner.policy, firstArm: ratio / 2)
      let gradient = learner.update.gradient(
        [replay.transition(at: 0, discount: 1, steps: 1)], from: replay,
        columns: [[advantage], [0]])
      let expected = ratio == within ? -advantage * ratio * (1 - ratio / 2) : 0
      #expect(abs(gradient[try Self.firstBias(learner.policy)] - Double(expected)) < 1e-5)
    }
  }

  @Test func `a gradient is the same in one batch and in several`() throws {
    let (layout, compute) = (ObservationLayout(stateCount: 3), Compute(threads: 2, seed: 1))
    let problem = Problem(layout, SACTests.numbers)
    let replay = SACTests.replay(layout)
    var random = RandomStream("test", seed: 2)
    let batch = replay.sample(50, discount: 1, steps: 1, shift: 0, from: &random)
    let network = try Network(
      input: .vector(3), layers: [.dense(8), .tanh, .dense(1)], random: &random)
    let found = [50, 64, 16].map { rows in
      let update = BatchUpdate(rows, of: problem, compute) { graph, batch in
        guard let state = batch.seen.state else { return }
        let loss = (state.applying(network) - batch.reward).squared()
        graph.minimize(loss, TrainedNetwork(network))
        graph.report("loss", loss)
      }
      return (gradient: update.gradient(batch, from: replay), loss: update.measure("loss"))
    }
    for (gradient, loss) in found.dropFirst() {
      #expect(abs(loss - found[0].loss) < 1e-6)
      for (one, other) in zip(gradient, found[0].gradient) { #expect(abs(one - other) < 1e-6) }
    }
  }
}

/// What a trust region rests on: the Fisher information, and steps of a known divergence.
@Suite struct TrustRegionTests {
  /// A learner of small networks, and transitions.
  private static func make(
    _ actions: Space, _ change: (inout TRPO.Settings) -> Void = { _ in }
  ) throws -> (learner: TRPO, replay: Replay, transitions: [SampledTransition]) {
    let layout = ObservationLayout(stateCount: 3)
    var settings = TRPO.Settings()
    settings.hiddenUnits = [8, 8]
    change(&settings)
    let learner = try TRPO(settings, Problem(layout, actions), Compute(threads: 1, seed: 2))
    // away from the beginning, where all outputs are nearly 0
    var random = RandomStream("test", seed: 4)
    learner.policy.parameters = learner.policy.parameters.map { $0 + 0.3 * random.normal() }
    let replay = SACTests.replay(layout, actions)
    let transitions = replay.sample(60, discount: 1, steps: 1, shift: 0, from: &random)
    return (learner, replay, transitions)
  }

  /// `E[Jᵀ M (J v)]`, with J row by row from one-hot gradients of the output, in double precision.
  private static func exactProduct(
    _ policy: LearnedPolicy, _ vector: [Double], at transitions: [SampledTransition],
    of replay: Replay
  ) -> [Double] {
    let head = policy.head.network
    let pass = Pass(head, rows: 1, gradients: .parameters)
    let size = head.parameters.count
    var product = [Double](repeating: 0, count: vector.count)
    let bias = policy.deviations?.network.slots.last.map { size + $0.offset }
    for transition in transitions {
      for (column, number) in replay.state(transition.slot).enumerated() {
        pass.input[0, column] = number
      }
      pass.forward()
      let outputs = pass.output.values
      let jacobian = outputs.indices.map { index in
        pass.forward()
        for other in outputs.indices { pass.outputGradient[0, other] = other == index ? 1 : 0 }
        pass.backward()
        return pass.gradient.values.map(Double.init)
      }
      let change = jacobian.map { dot($0, Array(vector.prefix(size))) }
      let weights: [Double]
      if let bias, let deviations = policy.deviations?.network {
        weights = outputs.indices.map { index in
          let logDeviation = Double(deviations.parameters[bias - size + index])
          return change[index] * exp(-2 * logDeviation)
        }
        for index in outputs.indices {
          product[bias + index] += 2 * vector[bias + index] / Double(transitions.count)
        }
      } else {
        let probabilities = Categorical(logits: outputs).probabilities.map(Double.init)
        let mean = dot(probabilities, change)
        weights = zip(probabilities, change).map { $0 * ($1 - mean) }
      }
      for (row, weight) in zip(jacobian, weights) {
        for index in row.indices {
          product[index] += weight * row[index] / Double(transitions.count)
        }
      }
    }
    return product
  }

  @Test(arguments: [SACTests.numbers, SACTests.choices])
  func `the Fisher information times a vector is exact to a thousandth`(_ actions: Space) throws {
    let (learner, replay, transitions) = try Self.make(actions)
    var random = RandomStream("test", seed: 6)
    for _ in 0..<3 {
      let vector = learner.policy.parameters.map { _ in 5 * random.normal() }
      let found = learner.fisher.times(vector, at: transitions, of: replay)
      let exact = Self.exactProduct(learner.policy, vector, at: transitions, of: replay)
      let difference = zip(found, exact).map { $0 - $1 }
      let length = dot(exact, exact).squareRoot()
      #expect(length > 0.1)
      #expect(dot(difference, difference).squareRoot() < 1e-3 * length)
    }
  }

  /// Where only the mean of a Gaussian can be improved, `KL = (Δμ / σ)² / 2`, so that it moves by `σ √(2 δ)`.
  @Test func `a natural step takes a Gaussian's mean just as far as δ allows`() throws {
    let layout = ObservationLayout(stateCount: 1)
    var settings = TRPO.Settings()
    (settings.hiddenUnits, settings.searchesLine) = ([8], false)
    (settings.divergence, settings.damping) = (0.01, 0.5)
    let learner = try TRPO(
      settings, Problem(layout, .box(count: 1, in: -1...1)), Compute(threads: 1, seed: 2))
    for (_, network) in learner.policy.allNetworks { network.parameters.fill(0) }
    let deviations = try #require(learner.policy.deviations?.network)
    deviations.parameters[try #require(deviations.slots.last).offset] = log(0.5)
    var replay = Replay(layout, actionCount: 1, capacity: 10)
    for action in [0.5, -0.5] as [Float] {  // one deviation to each side: σ is as it should be
      replay.append(state: [1], frame: [], action: [action], reward: 0, terminated: true)
      replay.append(state: [1], frame: [], action: [], reward: 0, terminated: false)
    }
    let transitions = [0, 2].map { replay.transition(at: $0, discount: 1, steps: 1) }
    learner.improve(transitions, [1, -1], replay)
    let head = learner.policy.head.network
    let mean = head.parameters[try #require(head.slots.last).offset]
    #expect(abs(mean / (0.5 * Float(0.02).squareRoot()) - 1) < 1e-3, "\(mean)")
    #expect(abs(learner.divergence / 0.01 - 1) < 1e-3, "\(learner.divergence)")
  }

  /// What is left is of the third order: a hundredth of a step this small.
  @Test(arguments: [SACTests.numbers, SACTests.choices])
  func `a natural step's divergence is δ within 1 %`(_ actions: Space) throws {
    let (learner, replay, transitions) = try Self.make(actions) { settings in
      (settings.searchesLine, settings.divergence) = (false, 1e-4)
    }
    let advantages = transitions.map { Float($0.slot % 7) - 3 }
    learner.improve(transitions, advantages, replay)
    #expect(abs(learner.divergence / 1e-4 - 1) < 0.01, "\(learner.divergence)")
  }

  @Test(arguments: [SACTests.numbers, SACTests.choices])
  func `a step that is searched for keeps to δ, and improves`(_ actions: Space) throws {
    let (learner, replay, transitions) = try Self.make(actions) { $0.divergence = 0.5 }
    let advantages = transitions.map { Float($0.slot % 7) - 3 }
    let before = advantages.reduce(0, +) / 60
    learner.improve(transitions, advantages, replay)
    #expect(learner.divergence > 0.05 && learner.divergence <= 0.5)
    #expect(learner.objective > before + 0.1)
  }
}
