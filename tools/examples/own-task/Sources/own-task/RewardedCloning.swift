// SPDX-License-Identifier: Apache-2.0

import DioramaLearners
import DioramaNetworks

/// Clones the actions of a data set, those with more reward more: `L = -exp(r / T) log π(a|s)`.
final class RewardedCloning: Learner {
  struct Settings: LearnerSettings {
    @Setting("T", "temperature of the rewards", .positive) var temperature: Float = 1
    @Setting("", "transitions of an update", .multiple(of: 2)) var batchSize = 64
    var sight = Sight()
    var practice: Practice { Practice() }
    var isOffline: Bool { true }
  }

  let settings: Settings
  let policy: LearnedPolicy
  private let (problem, compute, sampling): (Problem, Compute, RandomSource)

  init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    let weights = compute.random("weights")
    let encoder = try FeatureEncoder(settings.sight, problem, rate: 1e-3, weights)
    policy = try LearnedPolicy(
      problem, encoder, .gaussian, hiddenUnits: [64, 64], rate: 1e-3, weights)
    sampling = compute.random("replay")
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
  }

  private lazy var update = BatchUpdate(settings.batchSize, of: problem, compute) {
    [unowned self] graph, batch in
    let weight = (batch.reward / settings.temperature).exp()
    let loss = -(weight * policy(batch.seen).logProbability(of: batch.action))
    graph.minimize(loss, policy)
    graph.report("actor_loss", loss)
  }

  func learn(from replay: Replay, after step: Int) {
    let batch = replay.sample(
      settings.batchSize, discount: 1, steps: 1, shift: 0, from: &sampling.stream)
    update(batch, from: replay)
  }

  func act(_ seen: Seen, exploring: Bool, _ random: RandomSource) -> [Float] {
    policy.act(seen, exploring: exploring, random)
  }

  var updateCount: Int { update.count }
  var measures: Measures { update.measures }

  var parts: Parts {
    Parts(policy.allNetworks).adding(
      ("normalizer", problem.normalizer), ("update", update), ("sampling", sampling))
  }
}
