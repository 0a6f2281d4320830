// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks

/// Twin delayed deep deterministic policy gradient (TD3), and without its three additions DDPG.
///
/// One thing differs from the paper: the target critics are updated with every update of the critics, and the
/// target policy with every update of the policy. With one critic, no noise on target actions and an update
/// of the policy with each of the critic, it is deep deterministic policy gradient (DDPG).
///
/// > Source: Fujimoto et al. 2018, [*Addressing Function Approximation Error in Actor-Critic
/// > Methods*](https://arxiv.org/abs/1802.09477), algorithm 1; DDPG, Lillicrap et al. 2016, [*Continuous
/// > Control with Deep Reinforcement Learning*](https://arxiv.org/abs/1509.02971), algorithm 1; with a data set,
/// > Fujimoto and Gu 2021, [*A Minimalist Approach to Offline Reinforcement
/// > Learning*](https://arxiv.org/abs/2106.06860) (TD3+BC).
public final class TD3: Learner {
  /// The hyperparameters.
  public struct Settings: LearnerSettings {
    @Setting("γ", "discount", .in(0...1)) public var discount: Float = 0.99
    @Setting("τ", "smoothing of the targets", .share) public var targetSmoothing: Float = 0.005
    @Setting("", "transitions of an update", .multiple(of: 2), paper: "100")
    public var batchSize = 256
    @Setting("", "step size of the actor", .positive) public var actorRate: Float = 1e-3
    @Setting("", "step size of critics and encoder", .positive) public var criticRate: Float = 1e-3
    @Setting("", "number of critics, of which the least is believed", .in(1...10))
    public var criticCount = 2
    @Setting("d", "critic updates for one of the actor", .atLeast(1)) public var actorInterval = 2
    @Setting("σ̃", "standard deviation of noise on target actions", .natural())
    public var targetNoise: Float = 0.2
    @Setting("c", "bound of that noise", .natural()) public var noiseClip: Float = 0.5
    @Setting("σ", "standard deviation of noise in training", .natural())
    public var explorationNoise: Float = 0.1
    @Setting("", "widths of the hidden layers", .layers, paper: "[400,300]")
    public var hiddenUnits = [256, 256]
    @Setting("", "where relabelled goals come from (HER)")
    public var relabelling = GoalRelabelling.none
    @Setting("k/(k+1)", "share that is relabelled", .in(0...1))
    public var relabelledShare: Float = 0.8
    @Setting("", "learns from a data set alone") public var isOffline = false
    @Setting("α", "weight of values beside cloning; null for no cloning", .positiveOrNone)
    public var valueWeight: Float? = nil
    public var practice = Practice()
    public var sight = Sight()
    public init() {}

    public func check(for problem: Problem) throws(SettingsError) {
      try practice.check(batchSize: batchSize)
      try sight.encoder.check(for: problem.layout)
      try relabelling.check(for: problem, returnSteps: 1)
    }
  }

  public let settings: Settings
  public let policy: LearnedPolicy
  private let (problem, compute, sampling): (Problem, Compute, RandomSource)
  private let (encoders, critics): (Encoders, Critics)
  private let (targetPolicy, targets): (LearnedPolicy, Critics)

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    let weights = compute.random("weights")
    encoders = try Encoders(
      settings.sight.encoder, problem, rates: (settings.criticRate, settings.actorRate),
      smoothing: settings.targetSmoothing, weights)
    policy = try LearnedPolicy(
      problem, encoders.actor, .deterministic, trainsEncoder: encoders.actorHasOwn,
      hiddenUnits: settings.hiddenUnits, rate: settings.actorRate, weights)
    critics = try Critics(
      problem, encoders.critics, copies: settings.criticCount, hiddenUnits: settings.hiddenUnits,
      rate: settings.criticRate, weights)
    targetPolicy = policy.follower(settings.targetSmoothing)
    targets = critics.follower(settings.targetSmoothing)
    sampling = compute.random("replay")
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
  }

  public private(set) lazy var update = BatchUpdate(settings.batchSize, of: problem, compute) {
    [unowned self] graph, batch in
    // y = r + γ min Q̄(s', ã) with ã = clip(π̄(s') + clip(ε, -c, c), -1, 1)
    let limit = settings.noiseClip
    let noise = (settings.targetNoise * graph.normal(problem.actionCount)).clamped(
      to: -limit...limit)
    let action = (targetPolicy(batch.next).mode + noise).clamped(to: -1...1)
    let value = targets.values(batch.next, .numbers(action)).overCopies(.least)
    let target = (batch.reward + batch.bootstrap * value).detached
    let criticLoss = (critics(batch.seen, batch.action) - target).squared().overCopies(.sum) / 2
    graph.minimize(criticLoss, critics)

    // J = -Q₁(s, π(s))
    let chosen = policy(batch.seen).mode
    let worth = critics.values(batch.seen, .numbers(chosen)).copy(0)
    var loss = -worth
    if let alpha = settings.valueWeight {
      // J = -λ Q₁(s, π(s)) + (π(s) - a)², λ = α / mean |Q₁| (TD3+BC)
      let scale = (worth.magnitude().meanOverRows + 1e-6) / alpha
      loss = (chosen - batch.action).squared().mean() - worth / scale
    }
    graph.minimize(loss, policy, every: settings.actorInterval)

    graph.report("critic_loss", criticLoss)
    graph.report("value", worth)
  }

  public func learn(from replay: Replay, after step: Int) {
    guard settings.isOffline || step >= settings.practice.warmupSteps else { return }
    var batch = replay.sample(
      settings.batchSize, discount: settings.discount, steps: 1, shift: settings.sight.shift,
      from: &sampling.stream)
    replay.relabel(
      &batch, by: settings.relabelling, share: settings.relabelledShare, problem,
      from: &sampling.stream)
    update(batch, from: replay)
  }

  public func act(_ seen: Seen, exploring: Bool, _ random: RandomSource) -> [Float] {
    let action = policy.act(seen, exploring: false, random)
    return exploring ? action.noisy(settings.explorationNoise, random) : action
  }

  public var updateCount: Int { update.count }
  public var measures: Measures { update.measures }

  public var parts: Parts {
    Parts(policy.networks, critics.networks, targets.networks, encoders.networks)
      .adding(targetPolicy.allNetworks, prefix: "target_")
      .adding(("normalizer", problem.normalizer), ("update", update), ("sampling", sampling))
  }
}
