// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// The kind of observation: the state vector, an image, or both.
public enum ObservationKind: String, Hashable, Sendable, CaseIterable {
  case state, pixels, both
}

/// The kind of reward: sparse or dense.
public enum RewardKind: String, Hashable, Sendable, CaseIterable {
  /// 1 on success, else 0.
  case sparse
  /// The reward that the environment's page describes: in the robot tasks a number in `0...1` that
  /// grows on the way to success, elsewhere that of the environment's source.
  case dense
}

/// A property that domain randomisation varies from episode to episode, so that a policy does not
/// depend on it.
///
/// Each property is drawn from a random stream of its own: randomising one more never shifts the others.
///
/// > Source: Tobin et al. 2017, [*Domain randomization for transferring deep neural networks from
/// > simulation to the real world*](https://arxiv.org/abs/1703.06907).
public enum RandomizedProperty: String, Hashable, Sendable, CaseIterable {
  /// The textures of surfaces, drawn from the scene's own and a random checker.
  case textures
  /// The colours of surfaces.
  case colors
  /// The direction and strength of the light.
  case light
  /// The positions and directions of the cameras, by a little.
  case camera
  /// The masses of the task's bodies and cloths.
  case masses
  /// The friction of everything.
  case friction
}

/// The options with which an environment of the suite is made.
public struct EnvironmentOptions: Hashable, Sendable {
  public var observation: ObservationKind
  /// The view of observed images: camera, size and quality.
  public var view: View
  public var reward: RewardKind
  /// Steps until an episode is truncated; nil for the task's own number.
  public var horizon: Int?
  /// The properties that are randomised from episode to episode; none of them by default.
  public var randomized: Set<RandomizedProperty>
  /// The time steps of the scene that a simulated environment takes as one: 1 but in a planner's model.
  package var coarseness = 1

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
