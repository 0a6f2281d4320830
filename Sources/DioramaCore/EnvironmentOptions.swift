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
  /// The reward of the environment's page: in the robot tasks a number in `0...1` that grows on the way
  /// to success, elsewhere that of its source.
  case dense
}

/// What may differ from episode to episode, so that a policy does not depend on it.
///
/// Each is drawn from a random stream of its own: one more never shifts the others.
///
/// > Source: Tobin et al. 2017, [*Domain randomization for transferring deep neural networks from
/// > simulation to the real world*](https://arxiv.org/abs/1703.06907).
public enum RandomizedProperty: String, Hashable, Sendable, CaseIterable {
  /// Which of the scene's pictures, or a made one, covers what.
  case textures
  /// The colours of things.
  case colors
  /// The direction and strength of the light.
  case light
  /// Where the cameras stand and look, a little.
  case camera
  /// How heavy the things of the task are.
  case masses
  /// How slippery everything is.
  case friction
}

/// What can be chosen when an environment of the suite is made.
public struct EnvironmentOptions: Hashable, Sendable {
  public var observation: ObservationKind
  /// What observed pixels show.
  public var view: View
  public var reward: RewardKind
  /// Steps until an episode is truncated; nil for the task's own number.
  public var horizon: Int?
  /// What differs from episode to episode; nothing by default.
  public var randomized: Set<RandomizedProperty>

  public init(
    observation: ObservationKind = .state, view: View = View(), reward: RewardKind = .dense,
    horizon: Int? = nil, randomized: Set<RandomizedProperty> = []
  ) {
    self.observation = observation
    self.view = view
    self.reward = reward
    self.horizon = horizon
    self.randomized = randomized
  }
}
