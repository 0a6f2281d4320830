// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

/// Implicit Q-learning (IQL), from a data set: no action outside the data is ever evaluated.
///
/// > Source: Kostrikov et al. 2022, [*Offline Reinforcement Learning with Implicit
/// > Q-Learning*](https://arxiv.org/abs/2110.06169), algorithm 1.
public final class IQL: PolicyLearner {
  /// The hyperparameters.
  public struct Settings: DatasetLearnerSettings {
    @Setting("γ", "discount", .in(0...1)) public var discount: Float = 0.99
    @Setting("τ", "expectile of Q that V learns", Bounds("in 0.5..<1") { $0 >= 0.5 && $0 < 1 })
    public var expectile: Float = 0.7
    @Setting("β", "how much an advantage counts for the policy", .natural())
    public var temperature: Float = 3
    @Setting("α", "smoothing of target critics", .share) public var targetSmoothing: Float = 0.005
    @Setting("", "transitions of an update", .multiple(of: 2)) public var batchSize = 256
    @Setting("", "step size", .positive) public var learningRate: Float = 3e-4
    @Setting("", "widths of the hidden layers", .layers) public var hiddenUnits = [256, 256]
    public var sight = Sight()
    public init() {}
  }

  /// The largest weight exp(β A) of an action.
  private static let largestWeight: Float = 100

  public let settings: Settings
  public let policy: LearnedPolicy
  private let (problem, compute, sampling): (Problem, Compute, RandomSource)
  private let (encoders, critics, targets, value): (Encoders, Critics, Critics, Critics)

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    let (rate, hidden) = (settings.learningRate, settings.hiddenUnits)
    let weights = compute.random("weights")
    encoders = try Encoders(
      settings.sight.encoder, problem, rates: (rate, rate), smoothing: settings.targetSmoothing,
      weights)
    policy = try LearnedPolicy(
      problem, encoders.actor, .gaussian, trainsEncoder: encoders.actorHasOwn, hiddenUnits: hidden,
      rate: rate, weights)
    critics = try Critics(
      problem, encoders.critics, copies: 2, hiddenUnits: hidden, rate: rate, weights)
    value = try Critics(
      of: .states, problem, encoders.critics, trainsEncoder: false, hiddenUnits: hidden,
      rate: rate, name: "value", weights)
    targets = critics.follower(settings.targetSmoothing)
    sampling = compute.random("replay")
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
  }

  public private(set) lazy var update = BatchUpdate(settings.batchSize, of: problem, compute) {
    [unowned self] graph, batch in
    // L_V = L₂^τ(Q̄(s, a) - V(s)) (equation 5)
    let q = targets(batch.seen, batch.action).overCopies(.least).detached
    let valueLoss = (q - value(batch.seen)).expectile(settings.expectile)
    graph.minimize(valueLoss, value)

    // L_Q = (r + γ V(s') - Q(s, a))² / 2 (equation 6)
    let target = (batch.reward + batch.bootstrap * value(batch.next)).detached
    let criticLoss = (critics(batch.seen, batch.action) - target).squared().overCopies(.sum) / 2
    graph.minimize(criticLoss, critics)

    // L_π = -exp(β (Q̄(s, a) - V(s))) log π(a|s) (equation 7), with V as it is now
    let advantage = q - value(batch.seen)
    let weight = (settings.temperature * advantage).exp().clamped(to: 0...Self.largestWeight)
    let loss = -(weight.detached * policy(batch.seen).logProbability(of: batch.action))
    graph.minimize(loss, policy)

    graph.report("value_loss", valueLoss)
    graph.report("critic_loss", criticLoss)
    graph.report("actor_loss", loss)
    graph.report("advantage", advantage)
  }

  public func learn(from replay: Replay, after step: Int) {
    let batch = replay.sample(
      settings.batchSize, discount: settings.discount, steps: 1, shift: settings.sight.shift,
      from: &sampling.stream)
    update(batch, from: replay)
  }

  public var updateCount: Int { update.count }
  public var measures: Measures { update.measures }

  public var parts: Parts {
    Parts(policy.networks, critics.networks, targets.networks, value.networks, encoders.networks)
      .adding(("normalizer", problem.normalizer), ("update", update), ("sampling", sampling))
  }
}
