// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks

/// Proximal policy optimisation (PPO), with clipped probability ratios.
///
/// > Source: Schulman et al. 2017, [*Proximal Policy Optimization
/// > Algorithms*](https://arxiv.org/abs/1707.06347), equations 7 and 9; advantages, Schulman et al. 2016,
/// > [*High-Dimensional Continuous Control Using Generalized Advantage
/// > Estimation*](https://arxiv.org/abs/1506.02438), equation 16.
public final class PPO: PolicyLearner {
  /// The hyperparameters.
  public struct Settings: RolloutLearnerSettings {
    public var rollouts = RolloutSettings()
    @Setting("ε", "how far the probability ratio counts", .in(0...1)) public var clip: Float = 0.2
    @Setting("K", "passes over each rollout", .in(1...1_000)) public var epochs = 10
    @Setting("M", "transitions of an update", .multiple(of: 2)) public var batchSize = 64
    @Setting("c₁", "weight of the value's loss", .natural(), paper: "1")
    public var valueWeight: Float = 0.5
    @Setting("c₂", "weight of the entropy", .natural()) public var entropyWeight: Float = 0
    @Setting("", "bound of the gradient's norm", .positive)
    public var gradientNorm: Float = 0.5
    @Setting("", "step size", .positive) public var learningRate: Float = 3e-4
    @Setting("", "steps in which step size and clip fall to 0; 0 for never", .atLeast(0))
    public var annealingSteps = 0
    @Setting("", "widths of the hidden layers", .layers) public var hiddenUnits = [64, 64]
    public var sight = Sight()
    public init() {}

    public func check(for problem: Problem) throws(SettingsError) {
      try sight.encoder.check(for: problem.layout)
      guard rollouts.allSteps % batchSize == 0 else {
        throw .conflict(
          "a rollout of \(rollouts.allSteps) steps is not divided by batches of \(batchSize)",
          remedy: "make rollout_steps a multiple of batch_size")
      }
    }
  }

  public let settings: Settings
  public var policy: LearnedPolicy { networks.policy }
  private let (problem, compute, order): (Problem, Compute, RandomSource)
  private let (networks, oldPolicy): (ActorCritic, LearnedPolicy)
  /// The number of completed observations, and the number of steps, at the last update.
  private let (seen, steps) = (Counter(), Counter())

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    networks = try ActorCritic(
      problem, settings.sight, hiddenUnits: settings.hiddenUnits, rate: settings.learningRate,
      compute.random("weights"))
    oldPolicy = networks.policy.duplicate()
    order = compute.random("order")
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
  }

  public private(set) lazy var update = BatchUpdate(
    settings.batchSize, of: problem, compute, columns: ["advantage", "return"]
  ) { [unowned self] graph, batch in
    let clip = graph.scalar { [unowned self] in self.settings.clip * self.progress }
    let (policy, value) = (networks.policy, networks.value)
    let actions = policy(batch.seen)
    let old = oldPolicy(batch.seen).logProbability(of: batch.action).detached
    let ratio = (actions.logProbability(of: batch.action) - old).exp()

    // L = E[min(r A, clip(r, 1 - ε, 1 + ε) A)] - c₁ (V - R)² / 2 + c₂ H (equations 7 and 9)
    let clipped = ratio.greatest(1 - clip).least(1 + clip)
    let objective = (ratio * batch["advantage"]).least(clipped * batch["advantage"])
    let valueLoss = (value(batch.seen) - batch["return"]).squared() / 2
    graph.minimize(
      settings.valueWeight * valueLoss - objective - settings.entropyWeight * actions.entropy,
      policy, value, gradientNorm: settings.gradientNorm)

    graph.report("value_loss", valueLoss)
    graph.report("entropy", actions.entropy)
    graph.report("kl_divergence", ratio - 1 - ratio.log())
  }

  /// The factor that annealing leaves of the step size and the clip range, from 1 down to 0.
  private var progress: Float {
    annealed(at: steps.value, over: settings.annealingSteps)
  }

  public func learn(from replay: Replay, after step: Int) {
    guard step % settings.rollouts.allSteps == 0, replay.open != nil else { return }
    // A = Σ (γ λ)^k δ_k with δ = r + γ V(s') - V(s) (equation 16), R = A + V
    let rollout = replay.advantages(since: seen, networks.value, settings.rollouts)
    let returns = rollout.map(\.target)
    let advantages = rollout.map(\.advantage).standardized

    oldPolicy.copy(from: policy)
    steps.value = step
    update.rateScale = progress
    for _ in 0..<settings.epochs {
      for rows in order.batches(rollout.count, of: settings.batchSize) {
        update(
          rows.map { rollout[$0].transition }, from: replay,
          columns: [rows.map { advantages[$0] }, rows.map { returns[$0] }])
      }
    }
  }

  public var updateCount: Int { update.count }
  public var measures: Measures { update.measures }

  public var parts: Parts {
    Parts(networks.networks).adding(
      ("normalizer", problem.normalizer), ("update", update), ("order", order),
      ("seen", seen), ("steps", steps))
  }
}
