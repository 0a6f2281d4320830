// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

/// Return-conditioned behaviour cloning: a policy that is told what its data earned from there on, and at work
/// what it is to earn.
///
/// What it is told is the mean reward of a step in the rest of the episode, standardised over the data. It
/// need not keep account of what it has earned so far.
///
/// > Source: Emmons et al. 2022, [*RvS: What is Essential for Offline RL via Supervised
/// > Learning?*](https://arxiv.org/abs/2112.10751), RvS-R of section 3; Kumar et al. 2019, [*Reward-Conditioned
/// > Policies*](https://arxiv.org/abs/1912.13465).
public final class ConditionedCloning: Learner {
  /// The hyperparameters.
  public struct Settings: DatasetLearnerSettings {
    @Setting("", "reward it is to earn, in deviations above the mean of the data", .in(-10...10))
    public var wanted: Float = 1
    @Setting("", "transitions of an update", .multiple(of: 2)) public var batchSize = 128
    @Setting("", "step size", .positive) public var learningRate: Float = 1e-3
    @Setting("", "widths of the hidden layers", .layers, paper: "[1024,1024]")
    public var hiddenUnits = [128, 128]
    public var sight = Sight()
    public init() {}
  }

  public let settings: Settings
  public let policy: LearnedPolicy
  private let (problem, compute, sampling): (Problem, Compute, RandomSource)
  /// What each slot of the data earned from there on, standardised; empty until it is needed.
  private var earned: [Float] = []

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    let weights = compute.random("weights")
    let encoder = try FeatureEncoder(settings.sight, problem, rate: settings.learningRate, weights)
    policy = try LearnedPolicy(
      problem, encoder, .gaussian, conditions: 1, hiddenUnits: settings.hiddenUnits,
      rate: settings.learningRate, weights)
    sampling = compute.random("replay")
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
  }

  public private(set) lazy var update = BatchUpdate(
    settings.batchSize, of: problem, compute, columns: ["earned"]
  ) { [unowned self] graph, batch in
    // L = -log π(a|s, R)
    let loss = -policy(batch.seen, given: batch["earned"]).logProbability(of: batch.action)
    graph.minimize(loss, policy)
    graph.report("actor_loss", loss)
  }

  public func learn(from replay: Replay, after step: Int) {
    if earned.count != replay.slotCount { earned = replay.rewardsToGo.standardized }
    let batch = replay.sample(
      settings.batchSize, discount: 1, steps: 1, shift: settings.sight.shift,
      from: &sampling.stream)
    update(batch, from: replay, columns: [batch.map { earned[$0.slot] }])
  }

  public func act(_ seen: Seen, exploring: Bool, _ random: RandomSource) -> [Float] {
    policy.act(seen, given: [settings.wanted], exploring: exploring, random)
  }

  public var updateCount: Int { update.count }
  public var measures: Measures { update.measures }

  public var parts: Parts {
    Parts(policy.allNetworks).adding(
      ("normalizer", problem.normalizer), ("update", update), ("sampling", sampling))
  }
}
