// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

/// Behaviour cloning (BC): the policy under which the demonstrator's actions are most likely.
///
/// > Source: Pomerleau 1991, *Efficient Training of Artificial Neural Networks for Autonomous Navigation*;
/// > mixtures, Bishop 1994, *Mixture Density Networks*.
public final class BehaviorCloning: PolicyLearner {
  /// The hyperparameters.
  public struct Settings: DatasetLearnerSettings {
    @Setting("", "transitions of an update", .multiple(of: 2)) public var batchSize = 128
    @Setting("", "step size", .positive) public var learningRate: Float = 1e-3
    @Setting("", "widths of the hidden layers", .layers) public var hiddenUnits = [128, 128]
    @Setting("", "weight decay", .natural()) public var weightDecay: Float = 0
    @Setting("", "distribution of continuous actions")
    public var distribution = ClonedDistribution.gaussian
    @Setting("K", "Gaussians of a mixture", .in(1...64)) public var components = 5
    @Setting("", "share of the episodes that is cloned, the best by their return", .share)
    public var bestShare: Float = 1
    public var sight = Sight()
    public init() {}

    public func check(for problem: Problem) throws(SettingsError) {
      try sight.encoder.check(for: problem.layout)
      try distribution.check(for: problem)
    }
  }

  public let settings: Settings
  public let policy: LearnedPolicy
  private let (problem, compute, sampling): (Problem, Compute, RandomSource)
  /// The slots of the transitions that are cloned; nil for all.
  private var best: [Int]?

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    let weights = compute.random("weights")
    let encoder = try FeatureEncoder(settings.sight, problem, rate: settings.learningRate, weights)
    policy = try LearnedPolicy(
      problem, encoder, settings.distribution.kind(components: settings.components),
      hiddenUnits: settings.hiddenUnits, rate: settings.learningRate,
      weightDecay: settings.weightDecay, weights)
    sampling = compute.random("replay")
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
  }

  public private(set) lazy var update = BatchUpdate(settings.batchSize, of: problem, compute) {
    [unowned self] graph, batch in
    // L = -log π(a|s), or |a - π(s)|² of a deterministic policy
    let loss = policy(batch.seen).cloningLoss(of: batch.action)
    graph.minimize(loss, policy)
    graph.report("actor_loss", loss)
  }

  public func learn(from replay: Replay, after step: Int) throws {
    if settings.bestShare < 1, best == nil {
      best = try replay.bestTransitions(share: settings.bestShare)
    }
    learn(from: replay, among: best)
  }

  /// Makes an update of transitions that begin at `slots`; nil for any.
  func learn(from replay: Replay, among slots: [Int]?) {
    let transitions = replay.sample(
      settings.batchSize, among: slots, discount: 1, steps: 1, shift: settings.sight.shift,
      from: &sampling.stream)
    guard replay.isLabelled else { return update(transitions, from: replay) }
    update(transitions, from: replay) { batch, rows in
      for (row, index) in rows.enumerated() {
        for (column, number) in replay.label(at: transitions[index].slot).enumerated() {
          batch.action.tensor[row, column] = number
        }
      }
    }
  }

  public var updateCount: Int { update.count }
  public var measures: Measures { update.measures }

  public var parts: Parts {
    Parts(policy.allNetworks).adding(
      ("normalizer", problem.normalizer), ("update", update), ("sampling", sampling))
  }
}

/// The distribution of continuous actions that a policy is cloned with; discrete ones are categorical.
public enum ClonedDistribution: String, Hashable, Sendable, Codable, CaseIterable {
  /// A Gaussian, with one standard deviation for each number of an action.
  case gaussian

  /// A mixture of Gaussians: where demonstrators do one thing or another, it does either, and not their mean.
  case mixture

  /// No distribution: the action with the least squared error.
  case deterministic

  func kind(components: Int) -> LearnedPolicy.Kind {
    switch self {
    case .gaussian: .gaussian
    case .mixture: .mixture(components: components)
    case .deterministic: .deterministic
    }
  }

  func check(for problem: Problem) throws(SettingsError) {
    guard problem.choiceCount == nil || self == .gaussian else {
      throw .conflict(
        "distribution is \(rawValue) and the actions of \(problem.environment) are discrete",
        remedy: "leave distribution out: they have a probability each")
    }
  }
}
