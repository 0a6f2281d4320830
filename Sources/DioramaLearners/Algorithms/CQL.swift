// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks
import Foundation

/// Conservative Q-learning (CQL), from a data set: soft actor-critic whose critics are pushed down wherever
/// the data has no actions.
///
/// With continuous actions `log ∫ exp Q(s, a) da` is estimated from actions that are drawn, half of them
/// uniformly and half from the policy; with discrete ones it is exact.
///
/// > Source: Kumar et al. 2020, [*Conservative Q-Learning for Offline Reinforcement
/// > Learning*](https://arxiv.org/abs/2006.04779), CQL(H) of equation 4; the estimate, appendix F.
public final class CQL: PolicyLearner {
  /// The hyperparameters.
  public struct Settings: DatasetLearnerSettings {
    @Setting("γ", "discount", .in(0...1)) public var discount: Float = 0.99
    @Setting("τ", "smoothing of target critics", .share) public var targetSmoothing: Float = 0.005
    @Setting("α", "weight of the conservative term", .natural()) public var conservatism: Float = 5
    @Setting(
      "", "uniform actions of its estimate, and as many of the policy", .in(1...64), paper: "10")
    public var drawnActions = 4
    @Setting("", "transitions of an update", .multiple(of: 2)) public var batchSize = 256
    @Setting("", "step size of the actor", .positive, paper: "3e-5")
    public var actorRate: Float = 3e-4
    @Setting("", "step size of the critics", .positive) public var criticRate: Float = 3e-4
    @Setting("", "step size of the entropy weight; 0 if it stays", .natural())
    public var entropyRate: Float = 3e-4
    @Setting("", "first entropy weight", .positive) public var initialEntropyWeight: Float = 1
    @Setting("", "widths of the hidden layers", .layers, paper: "[256,256,256]")
    public var hiddenUnits = [256, 256]
    public var sight = Sight()
    public init() {}
  }

  public let (settings, policy): (Settings, LearnedPolicy)
  private let (problem, compute, sampling): (Problem, Compute, RandomSource)
  private let (encoders, critics, targets): (Encoders, Critics, Critics)
  private let logEntropyWeight: TrainedNumber

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    let weights = compute.random("weights")
    encoders = try Encoders(
      settings.sight.encoder, problem, rates: (settings.criticRate, settings.actorRate),
      smoothing: settings.targetSmoothing, weights)
    policy = try LearnedPolicy(
      problem, encoders.actor, trainsEncoder: encoders.actorHasOwn,
      hiddenUnits: settings.hiddenUnits, rate: settings.actorRate, weights)
    critics = try Critics(
      problem, encoders.critics, copies: 2, hiddenUnits: settings.hiddenUnits,
      rate: settings.criticRate, weights)
    targets = critics.follower(settings.targetSmoothing)
    logEntropyWeight = TrainedNumber(
      log(settings.initialEntropyWeight), learningRate: settings.entropyRate)
    sampling = compute.random("replay")
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
  }

  /// The weight of the policy's entropy.
  private var entropyWeight: Float { exp(logEntropyWeight.value) }

  public private(set) lazy var update = BatchUpdate(settings.batchSize, of: problem, compute) {
    [unowned self] graph, batch in
    // y = r + γ E[min Q̄(s', a')] with a' of the policy
    let next = policy(batch.next)
    let value = next.expectation(of: targets.estimate(batch.next, next.action))
    let target = (batch.reward + batch.bootstrap * value).detached

    // α (log Σ exp Q(s, ·) - Q(s, a)) + (Q(s, a) - y)² / 2 (equation 4)
    let actions = policy(batch.seen)
    let own = critics(batch.seen, batch.action)
    let gap = logSumExp(graph, batch.seen, actions) - own
    let loss = settings.conservatism * gap + (own - target).squared() / 2
    graph.minimize(loss.overCopies(.sum), critics)

    // the policy is improved as soft actor-critic's
    let weight = graph.scalar { [unowned self] in entropyWeight }
    let worth = critics.estimate(batch.seen, actions.action)
    graph.minimize(actions.improvementLoss(entropyWeight: weight, worth), policy)

    graph.report("critic_loss", loss.overCopies(.sum))
    graph.report("conservative_gap", gap.overCopies(.mean))
    graph.report("value", actions.expectation(of: worth))
    graph.report("log_probability", actions.logProbability)
  }

  /// Returns `log Σ exp Q(s, a)` over all actions, of each critic.
  ///
  /// With continuous actions it is `log mean exp(Q(s, a) - log p(a))` over those that are drawn, p the density
  /// that each is drawn from: `2^-n` for n numbers in ±1, or the policy's.
  private func logSumExp(_ graph: Graph, _ seen: Observed, _ policy: Distribution) -> Value {
    guard problem.choiceCount == nil else { return critics(seen).logSumExp() }
    let (numbers, count) = (problem.actionCount, settings.drawnActions)
    let terms = (0..<count).flatMap { _ in
      let drawn = policy.redrawn
      return [
        critics.values(seen, .numbers(graph.uniform(numbers))) + Float(numbers) * log(2),
        critics.values(seen, drawn.action) - drawn.logProbability,
      ]
    }
    return terms.dropFirst().reduce(terms[0]) { $0.logAddExp($1) } - log(Float(2 * count))
  }

  public func learn(from replay: Replay, after step: Int) {
    let batch = replay.sample(
      settings.batchSize, discount: settings.discount, steps: 1, shift: settings.sight.shift,
      from: &sampling.stream)
    update(batch, from: replay)
    logEntropyWeight.step(-(update.measure("log_probability") + problem.usualEntropy))
  }

  public var updateCount: Int { update.count }
  public var measures: Measures { update.measures + ["entropy_weight": entropyWeight] }

  public var parts: Parts {
    Parts(policy.networks, critics.networks, targets.networks, encoders.networks)
      .adding(("normalizer", problem.normalizer), ("log_entropy_weight", logEntropyWeight))
      .adding(("update", update), ("sampling", sampling))
  }
}
