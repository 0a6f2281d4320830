// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaNetworks
import Foundation
import Testing

/// Quick gates: what each algorithm computes, where the right answer is known.
@Suite struct AlgorithmTests {
  @Test(arguments: ["sac", "dqn", "td3", "iql", "bc", "her"])
  func `gradients are finite differences`(_ name: String) throws {
    let entry = try #require(LearnerCatalog.entry(name))
    let (made, replay) = try LearnerCatalogTests.make(entry)
    let wrong = try Self.update(made.learner).wrongGradients(of: replay)
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
  }

  private static func update(_ learner: any Learner) throws -> BatchUpdate {
    try #require(learner.parts.first { $0.name == "update" }?.part as? BatchUpdate)
  }

  /// On both sides of the clip: where the ratio is 1 a gradient flows; where it is far off and the
  /// advantage would push it further, none does.
  @Test func `PPO's clipped objective has the gradient of its two edges`() throws {
    let entry = try #require(LearnerCatalog.entry("ppo"))
    let (made, replay) = try LearnerCatalogTests.make(entry)
    let update = try Self.update(made.learner)
    let count = update.batchSize
    for (advantage, isMoved) in [(1.0, false), (1.0, true), (-1.0, true)] as [(Float, Bool)] {
      let columns = [
        Array(repeating: advantage, count: count), Array(repeating: Float(0), count: count),
      ]
      let policy = try #require(made.learner as? PPO).policy
      if isMoved {
        // the policy has moved far away from what it was in the rollout
        for index in 0..<policy.head.network.parameters.count {
          policy.head.network.parameters[index] += Float(index % 7 - 3) / 10
        }
      }
      let wrong = update.wrongGradients(of: replay, columns: columns)
      #expect(wrong.isEmpty, "advantage \(advantage): \(wrong.prefix(3))")
    }
  }

  /// Check values of a published test of generalised advantages.
  @Test(
    arguments: [
      (1, [-1.45118, -4.4557, 2.5396, 0.5249, -0.49]),
      (0.7, [-0.676979, -5.248167, 2.4846, 0.6704, -0.49]),
      (0.4, [0.56731, -6.042, 2.3431, 0.815, -0.49]),
    ] as [(Float, [Float])])
  func `advantages are those of the published check values`(
    decay: Float, expected: [Float]
  ) {
    let rewards: [Float] = [0, 0, 1, 0, -0.5]
    let values: [Float] = [1, 4, -3, -2, -1, -1]
    var replay = Replay(ObservationLayout(stateCount: 1), actionCount: 1, capacity: 10)
    for reward in rewards {
      replay.append(state: [0])
      replay.complete([0], reward: reward, terminated: false)
    }
    replay.append(state: [0])
    let found = replay.advantages(Array(0..<6), values, discount: 0.99, decay: decay)
    for (advantage, expected) in zip(found.reversed(), expected) {
      #expect(abs(advantage.advantage - expected) < 1.2e-3)  // as many digits as are published
    }
  }

  @Test(
    arguments: [(1, [3, 2, 1, 0, -4.9]), (0.7, [2.2899, 1.73, 1, 0, -4.9])]
      as [(Float, [Float])])
  func `advantages stop where the task was over`(decay: Float, expected: [Float]) {
    // the fourth step ends its episode; the fifth is of the next one
    let (rewards, values): ([Float], [Float]) = ([0, 0, 0, 0, 1], [-3, -2, -1, 0, 5, -1])
    var replay = Replay(ObservationLayout(stateCount: 1), actionCount: 1, capacity: 10)
    for (index, reward) in rewards.enumerated() {
      replay.append(state: [0])
      replay.complete([0], reward: reward, terminated: index == 3)
      guard index == 3 else { continue }
      replay.append(state: [0])
      replay.endEpisode()
    }
    replay.append(state: [0])
    let spread = Array(values[0...3]) + [7] + Array(values[4...])  // V at the end counts nothing
    let found = replay.advantages(Array(0..<7), spread, discount: 0.9, decay: decay)
    for (advantage, expected) in zip(found.reversed(), expected) {
      #expect(abs(advantage.advantage - expected) < 1e-4)
    }
  }

  @Test func `an expectile of many numbers is where its loss is least`() throws {
    // that of 0.9 of a coin that is 1 one time in ten is 0.5; of 0.7 of equal numbers in 0...1, 0.604356
    let coin: @Sendable (Int) -> Float = { $0 % 10 == 0 ? 1 : 0 }
    let even: @Sendable (Int) -> Float = { (Float($0) + 0.5) / 1_000 }
    let cases: [(Float, Float, @Sendable (Int) -> Float)] = [
      (0.9, 0.5, coin), (0.7, 0.604_356, even),
    ]
    for (tau, expected, draw) in cases {
      var random = RandomStream("test", seed: 1)
      let network = try Network(input: .vector(1), layers: [.dense(1)], random: &random)
      let trained = TrainedNetwork(network, Adam.Settings(learningRate: 0.01))
      var tensors: [Tensor] = []
      let update = Update(batchSize: 1_000, threads: 1, seed: 1) { graph in
        let target = graph.input(1)
        tensors.append(target.tensor)
        let value = graph.apply(network, to: graph.constant(0))
        graph.minimize((target - value).expectile(tau), trained)
        graph.report("value", value)
      }
      let targets = tensors
      for _ in 0..<600 {
        update { shard in
          for row in 0..<500 { targets[shard][row] = draw(500 * shard + row) }
        }
      }
      #expect(abs(update.measure("value") - expected) < 3e-3)
    }
  }

  @Test(arguments: [GoalRelabelling.future, .final, .episode])
  func `relabelled rewards are those of the goal reward`(_ strategy: GoalRelabelling) throws {
    let entry = try #require(LearnerCatalog.entry("her"))
    let (problem, replay) = LearnerCatalogTests.experience(entry)
    var random = RandomStream("test", seed: 2)
    var batch = replay.sample(2_000, discount: 1, steps: 1, shift: 0, from: &random)
    let before = batch
    replay.relabel(&batch, by: strategy, share: 0.8, problem, from: &random)
    let relabelled = batch.filter { $0.goal != nil }
    #expect(abs(Double(relabelled.count) / 2_000 - 0.8) < 0.04)
    let reward = try #require(problem.goalReward)
    for (transition, before) in zip(batch, before) {
      guard let goal = transition.goal else {
        #expect(transition == before)
        continue
      }
      #expect(
        transition.reward
          == reward.single(replay.achievedGoal(transition.nextSlot), replay.achievedGoal(goal)))
      #expect(goal / 20 == transition.slot / 20, "of the same episode")
      switch strategy {
      case .future: #expect(goal >= transition.nextSlot)
      case .final: #expect(goal % 20 == 19)
      default: break
      }
    }
    if strategy == .final { return }
    #expect(Set(relabelled.map { ($0.goal ?? 0) % 20 }).count > 10)
  }

  @Test func `a policy is shown the goal that a transition is relabelled with`() throws {
    let entry = try #require(LearnerCatalog.entry("her"))
    let (problem, replay) = LearnerCatalogTests.experience(entry)
    var inputs: [Tensor] = []
    var random = RandomStream("test", seed: 1)
    let network = try Network(input: .vector(6), layers: [.dense(1)], random: &random)
    let update = BatchUpdate(2, of: problem, Compute(threads: 1, seed: 1)) { graph, batch in
      guard let state = batch.seen.state else { return }
      inputs.append(state.tensor)
      graph.minimize(state.applying(network), TrainedNetwork(network))
    }
    var transition = replay.transition(at: 3, discount: 1, steps: 1)
    transition.goal = 7
    update([transition, transition], from: replay)
    let expected = Array(replay.state(3).prefix(4)) + Array(replay.achievedGoal(7))
    #expect((0..<6).map { inputs[0][$0] } == expected)
  }

  /// What double Q-learning is for: of ten actions that are all worth nothing, the largest of noisy
  /// estimates is worth something.
  @Test func `DQN takes noise for value, and double DQN does less`() throws {
    let layout = ObservationLayout(stateCount: 1)
    let problem = Problem(layout, .discrete(count: 10))
    var replay = Replay(layout, actionCount: 1, capacity: 400)
    var random = RandomStream("test", seed: 3)
    for index in 0..<300 {
      // from the first state to the second one, and from there to the end with a noisy reward
      replay.append(state: [0])
      replay.complete([Float(index % 10)], reward: 0, terminated: false)
      replay.append(state: [1])
      replay.complete(
        [Float(random.integer(below: 10))], reward: Float(random.normal()), terminated: true)
      replay.append(state: [0])
      replay.endEpisode()
      if replay.added > 380 { break }
    }
    let values = try [false, true].map { isDouble in
      var settings = DQN.Settings()
      (settings.isDouble, settings.batchSize, settings.learningRate) = (isDouble, 64, 3e-3)
      (settings.hiddenUnits, settings.updateInterval, settings.targetInterval) = ([32], 1, 40)
      settings.discount = 1
      let learner = try DQN(settings, problem, Compute(threads: 1, seed: 2))
      var sum: Float = 0
      for step in 1...600 {
        learner.learn(from: replay, after: 1_000 + step)
        if step > 400 { sum += learner.measures["value"] ?? 0 }
      }
      return sum / 200
    }
    #expect(values[0] > 0 && values[1] < values[0], "\(values)")
  }
}
