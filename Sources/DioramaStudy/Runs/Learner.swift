// SPDX-License-Identifier: Apache-2.0

public import DioramaLearners

/// What learns, by its name in `diorama train`.
public enum Learner: String, CaseIterable, Hashable, Sendable, Codable {
  /// Soft actor-critic, by the environment's reward.
  case sac
  /// A model of the environment, and planning with it.
  case mpc
  /// Soft actor-critic by a reward that is learned from pictures of success: a ``RewardMethodKind``.
  case classifier, raq, vice
  case viceRAQ = "vice-raq"
  /// Soft actor-critic from pictures of success without a reward: ``CriticLoss/examples``.
  case rce

  /// How its reward is learned; nil where none is.
  public var method: RewardMethodKind? { RewardMethodKind(rawValue: rawValue) }

  /// Whether it learns from pictures of success.
  public var usesGoals: Bool { method != nil || self == .rce }

  /// Whether it asks questions.
  public var asks: Bool { method?.asks ?? false }

  /// The values of a configuration that mean nothing to it.
  package var needlessKeys: [String] {
    (usesGoals ? [] : ["goals", "goal_count"]) + (asks ? [] : ["labeler", "label_noise"])
  }

  /// The names of its settings.
  package var settingKeys: [String] {
    guard self == .mpc else {
      return SACSettings.keys + (method?.settingKeys ?? [])
    }
    // what only the simulator can tell: whether a future solves the task, and what it looks like
    let needless = ["success_bonus", "look_every"]
    return ModelSettings.keys + PlannerSettings.keys.filter { !needless.contains($0) }
  }
}
