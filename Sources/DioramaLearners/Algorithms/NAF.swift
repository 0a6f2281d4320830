// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks

/// Q-learning of continuous actions with normalised advantage functions (NAF): Q is a parabola in the action,
/// so that its best action is known.
///
/// Two things differ from the paper: the policy µ is a network of its own, which shares no hidden layers with
/// V and L, and exploration is plain Gaussian noise.
///
/// > Source: Gu et al. 2016, [*Continuous Deep Q-Learning with Model-Based
/// > Acceleration*](https://arxiv.org/abs/1603.00748), section 4 and algorithm 1.
public final class NAF: PolicyLearner {
  /// The hyperparameters.
  public struct Settings: LearnerSettings {
    @Setting("γ", "discount", .in(0...1)) public var discount: Float = 0.99
    @Setting("τ", "smoothing of the target of V", .share, paper: "0.001")
    public var targetSmoothing: Float = 0.005
    @Setting("", "transitions of an update", .multiple(of: 2)) public var batchSize = 100
    @Setting("", "step size", .positive) public var learningRate: Float = 1e-3
    @Setting("I", "updates after each step", .atLeast(1), paper: "5") public var updatesPerStep = 1
    @Setting("σ", "standard deviation of noise in training", .natural())
    public var explorationNoise: Float = 0.1
    @Setting("", "widths of the hidden layers", .layers, paper: "[200,200]")
    public var hiddenUnits = [256, 256]
    public var practice = Practice()
    public var sight = Sight()
    public init() {}

    public func check(for problem: Problem) throws(SettingsError) {
      try practice.check(batchSize: batchSize)
      try sight.encoder.check(for: problem.layout)
    }
  }

  public let settings: Settings
  /// µ, the best action.
  public let policy: LearnedPolicy
  /// V, and behind it the columns of L.
  public let critics: Critics
  private let (problem, compute, sampling): (Problem, Compute, RandomSource)
  private let (encoders, targets): (Encoders, Critics)

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    let (rate, numbers) = (settings.learningRate, problem.actionCount)
    let weights = compute.random("weights")
    encoders = try Encoders(
      settings.sight.encoder, problem, rates: (rate, rate), smoothing: settings.targetSmoothing,
      weights)
    policy = try LearnedPolicy(
      problem, encoders.actor, .deterministic, trainsEncoder: encoders.actorHasOwn,
      hiddenUnits: settings.hiddenUnits, rate: rate, weights)
    critics = try Critics(
      of: .states, problem, encoders.critics, outputs: 1 + numbers * (numbers + 1) / 2,
      hiddenUnits: settings.hiddenUnits, rate: rate, weights)
    targets = critics.follower(settings.targetSmoothing)
    sampling = compute.random("replay")
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
  }

  public private(set) lazy var update = BatchUpdate(settings.batchSize, of: problem, compute) {
    [unowned self] graph, batch in
    // y = r + γ V̄(s'), L = (y - Q(s, a))² / 2 (algorithm 1)
    let target = batch.reward + batch.bootstrap * targets(batch.next).columns(0..<1)
    let found = critics(batch.seen)
    let value = found.columns(0..<1)
    let advantage = advantage(of: batch.action - policy(batch.seen).mode, found)
    let loss = (value + advantage - target.detached).squared() / 2
    graph.minimize(loss, critics, policy)
    graph.report("critic_loss", loss)
    graph.report("value", value)
  }

  /// Returns `A(s, a) = -(a - µ)ᵀ L Lᵀ (a - µ) / 2`, where L is lower triangular with a positive
  /// diagonal.
  ///
  /// - Parameters:
  ///   - distance: a - µ.
  ///   - found: The critics' output: V, then the columns of L from the diagonal down, whose first numbers are
  ///     logarithms.
  /// - Returns: A, `[rows, 1]`.
  private func advantage(of distance: Value, _ found: Value) -> Value {
    let numbers = problem.actionCount
    var first = 1
    let squares = (0..<numbers).map { column in
      defer { first += numbers - column }
      // (Lᵀ d)_j = Σ L_ij d_i over i = j, j + 1, ...
      let diagonal =
        found.columns(first..<first + 1).exp() * distance.columns(column..<column + 1)
      guard column + 1 < numbers else { return diagonal.squared() }
      let below = found.columns(first + 1..<first + numbers - column)
      return (diagonal + (below * distance.columns(column + 1..<numbers)).sum()).squared()
    }
    return -squares.dropFirst().reduce(squares[0], +) / 2
  }

  public func learn(from replay: Replay, after step: Int) {
    guard step >= settings.practice.warmupSteps else { return }
    for _ in 0..<settings.updatesPerStep {
      let batch = replay.sample(
        settings.batchSize, discount: settings.discount, steps: 1, shift: settings.sight.shift,
        from: &sampling.stream)
      update(batch, from: replay)
    }
  }

  public func act(_ seen: Seen, exploring: Bool, _ random: RandomSource) -> [Float] {
    let action = policy.act(seen, exploring: false, random)
    return exploring ? action.noisy(settings.explorationNoise, random) : action
  }

  public var updateCount: Int { update.count }
  public var measures: Measures { update.measures }

  public var parts: Parts {
    Parts(policy.networks, critics.networks, targets.networks, encoders.networks)
      .adding(("normalizer", problem.normalizer), ("update", update), ("sampling", sampling))
  }
}
