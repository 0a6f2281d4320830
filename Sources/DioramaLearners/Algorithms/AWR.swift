// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

/// Advantage-weighted regression (AWR), from a data set: the policy clones its actions, each with more weight
/// the more was earned after it than usual.
///
/// Returns are those of the episodes themselves (Monte Carlo), without a critic of actions. An episode that a
/// time limit cut is worth V(s) where it ends.
///
/// > Source: Peng et al. 2019, [*Advantage-Weighted Regression: Simple and Scalable Off-Policy Reinforcement
/// > Learning*](https://arxiv.org/abs/1910.00177), algorithm 1.
public final class AWR: PolicyLearner {
  /// The hyperparameters.
  public struct Settings: DatasetLearnerSettings {
    @Setting("γ", "discount", .in(0...1)) public var discount: Float = 0.99
    @Setting("n", "steps whose rewards are added up before V takes over", .in(1...1_000_000))
    public var returnSteps = 1_000_000
    @Setting("β", "how much more earned gives e times the weight", .positive)
    public var temperature: Float = 1
    @Setting("ω", "largest weight of an action", .positive) public var largestWeight: Float = 20
    @Setting("", "transitions of an update", .multiple(of: 2)) public var batchSize = 256
    @Setting("", "step size", .positive, paper: "5e-5, 1e-2 of V")
    public var learningRate: Float = 3e-4
    @Setting("", "widths of the hidden layers", .layers, paper: "[128,64]")
    public var hiddenUnits = [256, 256]
    public var sight = Sight()
    public init() {}
  }

  public let settings: Settings
  public let policy: LearnedPolicy
  private let (problem, compute, sampling): (Problem, Compute, RandomSource)
  private let (encoders, value): (Encoders, Critics)

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    let (rate, hidden) = (settings.learningRate, settings.hiddenUnits)
    let weights = compute.random("weights")
    encoders = try Encoders(settings.sight.encoder, problem, rates: (rate, rate), weights)
    policy = try LearnedPolicy(
      problem, encoders.actor, .gaussian, trainsEncoder: encoders.actorHasOwn, hiddenUnits: hidden,
      rate: rate, weights)
    value = try Critics(
      of: .states, problem, encoders.critics, hiddenUnits: hidden, rate: rate, name: "value",
      weights)
    sampling = compute.random("replay")
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
  }

  public private(set) lazy var update = BatchUpdate(settings.batchSize, of: problem, compute) {
    [unowned self] graph, batch in
    // R is what the rest of the episode earned; L_V = (R - V(s))² / 2
    let earned = (batch.reward + batch.bootstrap * value(batch.next)).detached
    let valueLoss = (earned - value(batch.seen)).squared() / 2
    graph.minimize(valueLoss, value)

    // L_π = -exp((R - V(s)) / β) log π(a|s), with V as it is now
    let advantage = earned - value(batch.seen)
    let weight = (advantage / settings.temperature).exp().clamped(to: 0...settings.largestWeight)
    let loss = -(weight.detached * policy(batch.seen).logProbability(of: batch.action))
    graph.minimize(loss, policy)

    graph.report("value_loss", valueLoss)
    graph.report("actor_loss", loss)
    graph.report("advantage", advantage)
  }

  public func learn(from replay: Replay, after step: Int) {
    let batch = replay.sample(
      settings.batchSize, discount: settings.discount, steps: settings.returnSteps,
      shift: settings.sight.shift, from: &sampling.stream)
    update(batch, from: replay)
  }

  public var updateCount: Int { update.count }
  public var measures: Measures { update.measures }

  public var parts: Parts {
    Parts(policy.networks, value.networks, encoders.networks)
      .adding(("normalizer", problem.normalizer), ("update", update), ("sampling", sampling))
  }
}
