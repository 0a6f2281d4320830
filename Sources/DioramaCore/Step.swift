// SPDX-License-Identifier: Apache-2.0

/// What one step returns.
public struct Step<Observation: Sendable>: Sendable {
  public var observation: Observation
  public var reward: Float
  /// Why the episode stopped; nil while it goes on.
  public var ending: Ending?

  public init(observation: Observation, reward: Float, ending: Ending? = nil) {
    self.observation = observation
    self.reward = reward
    self.ending = ending
  }
}

extension Step: Equatable where Observation: Equatable {}

/// Why an episode stopped: only `terminated` cuts the bootstrap.
public enum Ending: String, Hashable, Sendable {
  /// The task is over: nothing follows.
  case terminated
  /// The clock ran out: the future would have had value.
  case truncated
}
