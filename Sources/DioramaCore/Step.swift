// SPDX-License-Identifier: Apache-2.0

/// The result of one step: the observation after it, the reward, and the ending if there is one.
public struct Step<Observation: Sendable>: Sendable {
  public var observation: Observation
  public var reward: Float
  /// The reason why the episode ended; nil while it lasts.
  public var ending: Ending?

  public init(observation: Observation, reward: Float, ending: Ending? = nil) {
    self.observation = observation
    self.reward = reward
    self.ending = ending
  }
}

extension Step: Equatable where Observation: Equatable {}

/// The reason why an episode ended; a learner bootstraps after `truncated`, not after `terminated`.
public enum Ending: String, Hashable, Sendable {
  /// The task is over: later states have no value.
  case terminated
  /// The horizon was reached: later states would have had a value.
  case truncated
}
