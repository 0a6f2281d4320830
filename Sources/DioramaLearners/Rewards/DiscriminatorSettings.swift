// SPDX-License-Identifier: Apache-2.0

import DioramaCore

/// The hyperparameters of an ``AdversarialReward``.
public struct DiscriminatorSettings: NamedSettings {
  @Setting("D", "form of the discriminator") public var discriminator = DiscriminatorForm.plain
  @Setting("", "widths of the discriminator's hidden layers", .layers)
  public var discriminatorUnits = [128, 128]
  @Setting("", "step size of the discriminator", .positive)
  public var discriminatorRate: Float = 1e-4
  @Setting("", "transitions of its update, half of them demonstrated", .multiple(of: 4))
  public var discriminatorBatch = 256
  @Setting("", "training steps from one time that it learns to the next", .atLeast(1))
  public var discriminatorEvery = 100
  @Setting("", "its updates each time", .atLeast(1)) public var discriminatorSteps = 20
  @Setting("", "price of its squared logit", .natural()) public var logitPenalty: Float = 0.01
  @Setting("r", "how its logit becomes a reward")
  public var imitationReward = ImitationReward.positive
  @Setting("λ", "imitation's share of the reward; the rest is the task's", .in(0...1))
  public var imitationShare: Float = 1
  @Setting("", "what the discriminator sees") public var discriminatorSees = DiscriminatorView.all
  @Setting("", "whether AIRL's g is a function of the state alone") public var isStateOnly = false

  /// Makes the settings that were measured to work.
  public init() {}

  /// Checks that the settings are in their bounds, and that the observations of `problem` are enough.
  ///
  /// - Throws: ``SettingsError``.
  func check(for problem: Problem) throws(SettingsError) {
    try checkBounds()
    guard discriminatorSees == .objects else { return }
    guard problem.layout.stateCount > 0 else {
      throw .conflict(
        "discriminator_sees is objects and no state is observed",
        remedy: "observe both, or set discriminator_sees=all")
    }
    guard !problem.columns(of: .hand).isEmpty else {
      throw .conflict(
        "discriminator_sees is objects and the state of \(problem.environment) has no hand to hide",
        remedy: "set discriminator_sees=all")
    }
  }
}

/// What a discriminator sees of a transition.
public enum DiscriminatorView: String, Hashable, Sendable, Codable, CaseIterable {
  /// What the policy sees, the state or pictures, and the action.
  case all

  /// The state without the numbers of the hand, and no action: what happens to the objects counts, not who did it
  /// and how.
  ///
  /// > Source: Zhu et al. 2018, [*Reinforcement and Imitation Learning for Diverse Visuomotor
  /// > Skills*](https://arxiv.org/abs/1802.09564), Section III-B: object-centric discriminator.
  case objects
}

/// The form of a discriminator D, which tells demonstrations from the learner's transitions.
public enum DiscriminatorForm: String, Hashable, Sendable, Codable, CaseIterable {
  /// GAIL's: `D = σ(f(s, a))`.
  case plain

  /// AIRL's: `D = e^f / (e^f + π(a|s))` with `f = g(s, a) + γ h(s') - h(s)`, which is a reward and its shaping.
  case shaped
}

/// The reward of a transition whose logit is f, `D = σ(f)`.
///
/// Which is right depends on what ends an episode. What comes after the end counts nothing: where rewards are
/// positive a policy stays alive for its own sake, where they are negative it ends as soon as it can.
public enum ImitationReward: String, Hashable, Sendable, Codable, CaseIterable {
  /// `-log(1 - D)`, from 0 on: where an end is a failure, or only the time limit ends episodes.
  case positive

  /// `log D - log(1 - D) = f`, of either sign.
  case even

  /// `log D`, up to 0: where an end is the goal.
  case negative
}
