// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// What a ``LearnedReward`` is learned from, and how.
public struct RewardSource {
  /// How it is learned.
  public var settings: RewardSettings

  /// Pictures of success, of the size that the agent sees.
  public var goals: [Image]

  /// Makes a source.
  public init(_ settings: RewardSettings, goals: [Image]) {
    self.settings = settings
    self.goals = goals
  }
}
