// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// What an agent is shown.
public enum ObservationKind: String, Hashable, Sendable, CaseIterable {
  case state, pixels, both
}

/// How success is turned into numbers.
public enum RewardKind: String, Hashable, Sendable, CaseIterable {
  /// 1 on success, else 0.
  case sparse
  /// A documented number in `0...1` that grows on the way to success.
  case dense
}

/// What can be chosen when an environment of the suite is made.
public struct EnvironmentOptions: Hashable, Sendable {
  public var observation: ObservationKind
  /// What observed pixels show.
  public var view: View
  public var reward: RewardKind
  /// Steps until an episode is truncated; nil for the task's own number.
  public var horizon: Int?

  public init(
    observation: ObservationKind = .state, view: View = View(), reward: RewardKind = .dense,
    horizon: Int? = nil
  ) {
    self.observation = observation
    self.view = view
    self.reward = reward
    self.horizon = horizon
  }
}
