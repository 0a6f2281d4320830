// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

/// Advantage-weighted actor-critic (AWAC), from a data set: the policy clones the actions of the data, each
/// with more weight the more the critics prefer it to the policy's own.
///
/// > Source: Nair et al. 2020, [*AWAC: Accelerating Online Reinforcement Learning with Offline
/// > Datasets*](https://arxiv.org/abs/2006.09359), algorithm 1.
public final class AWAC: PolicyLearner {
  /// The hyperparameters.
  public struct Settings: DatasetLearnerSettings {
    @Setting("γ", "discount", .in(0...1)) public var discount: Float = 0.99
    @Setting("λ", "how much better an action must be for e times the weight", .positive)
    public var temperature: Float = 1
    @Setting("", "largest weight of an action", .positive) public var largestWeight: Float = 20
    @Setting("τ", "smoothing of target critics", .share) public var targetSmoothing: Float = 0.005
    @Setting("", "transitions of an update", .multiple(of: 2), paper: "1024")
    public var batchSize = 256
    @Setting("", "step size", .positive) public var learningRate: Float = 3e-4
    @Setting("", "widths of the hidden layers", .layers) public var hiddenUnits = [256, 256]
    public var sight = Sight()
    public init() {}
  }

  public let settings: Settings
  public let policy: LearnedPolicy
  private let (problem, compute, sampling): (Problem, Compute, RandomSource)
  private let (encoders, critics, targets): (Encoders, Critics, Critics)

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    let (rate, hidden) = (settings.learningRate, settings.hiddenUnits)
    let weights = compute.random("weights")
    encoders = try Encoders(
      settings.sight.encoder, problem, rates: (rate, rate), smoothing: settings.targetSmoothing,
      weights)
    policy = try LearnedPolicy(
      problem, encoders.actor, trainsEncoder: encoders.actorHasOwn, hiddenUnits: hidden,
      rate: rate, weights)
    critics = try Critics(
      problem, encoders.critics, copies: 2, hiddenUnits: hidden, rate: rate, weights)
    targets = critics.follower(settings.targetSmoothing)
    sampling = compute.random("replay")
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
  }

  public private(set) lazy var update = BatchUpdate(settings.batchSize, of: problem, compute) {
    [unowned self] graph, batch in
    // y = r + γ E[min Q̄(s', a')] with a' of the policy, and L_Q = (Q(s, a) - y)² / 2
    let next = policy(batch.next)
    let after = next.expectation(of: targets.estimate(batch.next, next.action))
    let target = (batch.reward + batch.bootstrap * after).detached
    let criticLoss = (critics(batch.seen, batch.action) - target).squared().overCopies(.sum) / 2
    graph.minimize(criticLoss, critics)

    // A(s, a) = min Q(s, a) - V(s) with V(s) = E[min Q(s, a')], a' of the policy
    let actions = policy(batch.seen)
    let value = actions.expectation(of: critics.estimate(batch.seen, actions.action))
    let advantage = critics(batch.seen, batch.action).overCopies(.least) - value

    // L_π = -exp(A(s, a) / λ) log π(a|s)
    let weight = (advantage / settings.temperature).exp().clamped(to: 0...settings.largestWeight)
    let loss = -(weight.detached * actions.logProbability(of: batch.action))
    graph.minimize(loss, policy)

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
    Parts(policy.networks, critics.networks, targets.networks, encoders.networks)
      .adding(("normalizer", problem.normalizer), ("update", update), ("sampling", sampling))
  }
}
