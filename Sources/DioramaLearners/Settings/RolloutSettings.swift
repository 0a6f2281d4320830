// SPDX-License-Identifier: Apache-2.0

/// The settings of rollouts, which policy gradients share: each is learned from once, and then forgotten.
public struct RolloutSettings: NamedSettings {
  @Setting("γ", "discount", .in(0...1)) public var discount: Float = 0.99
  @Setting("λ", "decay of later TD errors", .in(0...1)) public var traceDecay: Float = 0.95
  @Setting("N", "environments, side by side", .in(1...1_024))
  public var environments = 1
  @Setting("T", "steps of each between updates", .in(2...1_000_000))
  public var rolloutSteps = 2_048

  /// Makes the settings of the PPO paper.
  public init() {}

  /// Makes settings with other defaults.
  public init(environments: Int, rolloutSteps: Int, traceDecay: Float = 0.95) {
    self.environments = environments
    self.rolloutSteps = rolloutSteps
    self.traceDecay = traceDecay
  }

  /// The number of steps of all environments between updates.
  public var allSteps: Int { environments * rolloutSteps }

  /// The number of rows of a batch with which a whole rollout is passed through, batch by batch.
  var rows: Int { min(allSteps + allSteps % 2, 1_024) }
}

/// The settings of a learner that learns from each rollout once.
public protocol RolloutLearnerSettings: LearnerSettings {
  /// The settings of its rollouts.
  var rollouts: RolloutSettings { get }
}

extension RolloutLearnerSettings {
  /// Nothing is random but the policy, and the replay holds two rollouts.
  public var practice: Practice {
    Practice(
      warmupSteps: 0, replayCapacity: 2 * rollouts.allSteps + rollouts.environments + 8)
  }

  public var rollout: (environments: Int, steps: Int) {
    (rollouts.environments, rollouts.rolloutSteps)
  }

  public func check(for problem: Problem) throws(SettingsError) {
    try sight.encoder.check(for: problem.layout)
  }
}
