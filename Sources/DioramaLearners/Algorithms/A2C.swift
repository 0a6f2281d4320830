// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

/// Advantage actor-critic (A2C): a step of the policy gradient after each short rollout of several
/// environments.
///
/// > Source: Mnih et al. 2016, [*Asynchronous Methods for Deep Reinforcement
/// > Learning*](https://arxiv.org/abs/1602.01783), algorithm S3, without its asynchrony; advantages, Schulman
/// > et al. 2016, [*High-Dimensional Continuous Control Using Generalized Advantage
/// > Estimation*](https://arxiv.org/abs/1506.02438), equation 16.
public final class A2C: PolicyLearner {
  /// The hyperparameters.
  public struct Settings: RolloutLearnerSettings {
    public var rollouts = RolloutSettings(environments: 8, rolloutSteps: 5, traceDecay: 1)
    @Setting("c₁", "weight of the value's loss", .natural()) public var valueWeight: Float = 0.5
    @Setting("c₂", "weight of the entropy", .natural(), paper: "0.01")
    public var entropyWeight: Float = 0
    @Setting("", "bound of the gradient's norm", .positive) public var gradientNorm: Float = 0.5
    @Setting("", "step size", .positive) public var learningRate: Float = 7e-4
    @Setting("", "steps in which the step size falls to 0; 0 for never", .atLeast(0))
    public var annealingSteps = 0
    @Setting("ε", "number added to the root of the policy's mean squared gradient", .positive)
    public var epsilon: Float = 1e-8
    @Setting("", "widths of the hidden layers", .layers) public var hiddenUnits = [64, 64]
    public var sight = Sight()
    public init() {}
  }

  public let settings: Settings
  public var policy: LearnedPolicy { networks.policy }
  private let (problem, compute, networks): (Problem, Compute, ActorCritic)
  /// The number of completed observations at the last update.
  private let seen = Counter()

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    networks = try ActorCritic(
      problem, settings.sight, hiddenUnits: settings.hiddenUnits, rate: settings.learningRate,
      epsilon: settings.epsilon, compute.random("weights"))
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
  }

  public private(set) lazy var update = BatchUpdate(
    settings.rollouts.rows, of: problem, compute, columns: ["advantage", "return"]
  ) { [unowned self] graph, batch in
    let (policy, value) = (networks.policy, networks.value)
    let actions = policy(batch.seen)

    // J = E[A log π(a|s)] - c₁ (V - R)² / 2 + c₂ H, the gradient of algorithm S3
    let objective = batch["advantage"] * actions.logProbability(of: batch.action)
    let valueLoss = (value(batch.seen) - batch["return"]).squared() / 2
    graph.minimize(
      settings.valueWeight * valueLoss - objective - settings.entropyWeight * actions.entropy,
      policy, value, gradientNorm: settings.gradientNorm)

    graph.report("value_loss", valueLoss)
    graph.report("entropy", actions.entropy)
  }

  public func learn(from replay: Replay, after step: Int) {
    guard step % settings.rollouts.allSteps == 0 else { return }
    // A = Σ (γ λ)^k δ_k with δ = r + γ V(s') - V(s) (equation 16), R = A + V
    let rollout = replay.advantages(since: seen, networks.value, settings.rollouts)
    guard !rollout.isEmpty else { return }
    update.rateScale = annealed(at: step, over: settings.annealingSteps)
    update(
      rollout.map(\.transition), from: replay,
      columns: [rollout.map(\.advantage), rollout.map(\.target)])
  }

  public var updateCount: Int { update.count }
  public var measures: Measures { update.measures }

  public var parts: Parts {
    Parts(networks.networks).adding(
      ("normalizer", problem.normalizer), ("update", update), ("seen", seen))
  }
}
