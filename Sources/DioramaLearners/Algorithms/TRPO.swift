// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks

/// Trust region policy optimisation (TRPO), whose steps change the policy by so much and no more.
///
/// Without the line search it is the natural policy gradient.
///
/// > Source: Schulman et al. 2015, [*Trust Region Policy Optimization*](https://arxiv.org/abs/1502.05477),
/// > equation 14 and appendix C; Kakade 2001, *A Natural Policy Gradient*; advantages, Schulman et al. 2016,
/// > [*High-Dimensional Continuous Control Using Generalized Advantage
/// > Estimation*](https://arxiv.org/abs/1506.02438), equation 16.
public final class TRPO: PolicyLearner {
  /// The hyperparameters.
  public struct Settings: RolloutLearnerSettings {
    public var rollouts = RolloutSettings()
    @Setting("δ", "divergence of a step from the policy before", .positive)
    public var divergence: Float = 0.01
    @Setting("", "whether steps are shortened until they keep to it and improve")
    public var searchesLine = true
    @Setting("", "steps of conjugate gradients", .in(1...1_000)) public var conjugateSteps = 10
    @Setting("", "share of the identity in the Fisher information", .natural())
    public var damping: Float = 0.1
    @Setting("K", "passes of the value over each rollout", .in(1...1_000)) public var epochs = 10
    @Setting("M", "transitions of an update of the value", .multiple(of: 2))
    public var batchSize = 64
    @Setting("", "step size of the value", .positive) public var learningRate: Float = 1e-3
    @Setting("", "widths of the hidden layers", .layers) public var hiddenUnits = [64, 64]
    public var sight = Sight()
    public init() {}

    public func check(for problem: Problem) throws(SettingsError) {
      try sight.encoder.check(for: problem.layout)
      guard batchSize <= rollouts.allSteps else {
        throw .conflict(
          "a batch of \(batchSize) is larger than a rollout of \(rollouts.allSteps) steps",
          remedy: "raise rollout_steps or lower batch_size")
      }
    }
  }

  /// The factor by which a step is shortened, and how often at most.
  private static let (backtracking, tries) = (0.8, 10)

  public let settings: Settings
  public var policy: LearnedPolicy { networks.policy }
  private let (problem, compute, order): (Problem, Compute, RandomSource)
  /// The Fisher information of the policy.
  package let fisher: FisherInformation
  private let (networks, oldPolicy): (ActorCritic, LearnedPolicy)
  /// The number of completed observations at the last update.
  private let seen = Counter()

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    networks = try ActorCritic(
      problem, settings.sight, hiddenUnits: settings.hiddenUnits, rate: settings.learningRate,
      valueTrainsEncoder: false, compute.random("weights"))
    oldPolicy = networks.policy.duplicate()
    fisher = FisherInformation(
      of: networks.policy, rows: settings.rollouts.rows, problem, compute)
    order = compute.random("order")
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
  }

  /// What a step is to improve, and what it costs.
  private lazy var surrogate = BatchUpdate(
    settings.rollouts.rows, of: problem, compute, columns: ["advantage"]
  ) { [unowned self] graph, batch in
    // maximise L = E[π(a|s) / π_old(a|s) A] subject to E[KL(π_old ‖ π)] ≤ δ (equation 14)
    let (actions, old) = (policy(batch.seen), oldPolicy(batch.seen))
    let ratio =
      (actions.logProbability(of: batch.action) - old.logProbability(of: batch.action)).exp()
    let objective = ratio * batch["advantage"]
    graph.minimize(-objective, policy)
    graph.report("objective", objective)
    graph.report("kl_divergence", actions.divergence(from: old))
    graph.report("entropy", actions.entropy)
  }

  /// The update of the value, by the squared error.
  public private(set) lazy var update = BatchUpdate(
    settings.batchSize, of: problem, compute, columns: ["return"]
  ) { [unowned self] graph, batch in
    let valueLoss = (networks.value(batch.seen) - batch["return"]).squared() / 2
    graph.minimize(valueLoss, networks.value)
    graph.report("value_loss", valueLoss)
  }

  public func learn(from replay: Replay, after step: Int) {
    guard step % settings.rollouts.allSteps == 0 else { return }
    // A = Σ (γ λ)^k δ_k with δ = r + γ V(s') - V(s) (equation 16), R = A + V
    let rollout = replay.advantages(since: seen, networks.value, settings.rollouts)
    guard !rollout.isEmpty else { return }
    let transitions = rollout.map(\.transition)
    improve(transitions, rollout.map(\.advantage).standardized, replay)

    let returns = rollout.map(\.target)
    for _ in 0..<settings.epochs {
      for rows in order.batches(rollout.count, of: settings.batchSize) {
        update(rows.map { transitions[$0] }, from: replay, columns: [rows.map { returns[$0] }])
      }
    }
  }

  /// Makes a step of the policy (appendix C).
  package func improve(
    _ transitions: [SampledTransition], _ advantages: [Float], _ replay: Replay
  ) {
    /// Returns -∇L where the policy is, and measures L and the divergence there.
    func slope() -> [Double] {
      surrogate.gradient(transitions, from: replay, columns: [advantages])
    }
    let start = policy.parameters
    oldPolicy.copy(from: policy)
    let here = slope()
    let before = objective

    // s = F⁻¹ ∇L, and β = √(2 δ / sᵀ F s)
    let damping = Double(settings.damping)
    let uphill = here.map { -$0 }
    let direction = conjugateGradients(uphill, iterations: settings.conjugateSteps) { vector in
      var product = fisher.times(vector, at: transitions, of: replay)
      product.add(damping, vector)
      return product
    }
    let curvature = dot(direction, fisher.times(direction, at: transitions, of: replay))
    guard curvature > 0 else { return }
    var length = (2 * Double(settings.divergence) / curvature).squareRoot()

    for _ in 0...Self.tries {
      var parameters = start
      parameters.add(length, direction)
      policy.parameters = parameters
      _ = slope()
      if !settings.searchesLine { return }
      if divergence <= settings.divergence, objective > before { return }
      length *= Self.backtracking
    }
    policy.parameters = start
    _ = slope()
  }

  /// L and KL(π_old ‖ π) of the policy that was tried last.
  package var objective: Float { surrogate.measure("objective") }
  package var divergence: Float { surrogate.measure("kl_divergence") }

  public var updateCount: Int { update.count }

  public var measures: Measures {
    guard update.count > 0 else { return [:] }
    return update.measures + [
      "kl_divergence": divergence, "entropy": surrogate.measure("entropy"),
    ]
  }

  public var parts: Parts {
    Parts(networks.networks).adding(
      ("normalizer", problem.normalizer), ("surrogate", surrogate), ("update", update),
      ("order", order), ("seen", seen))
  }
}
