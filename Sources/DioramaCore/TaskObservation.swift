// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// An observation of an environment of the suite: the state, an image or both, and goals if it has any.
public struct TaskObservation: Hashable, Sendable {
  /// The documented state vector; empty where only pixels are observed.
  public var state: [Float]
  /// The image; nil where only the state is observed.
  public var pixels: Image?
  /// The achieved goal; empty in an environment without goals.
  public var achievedGoal: [Float]
  /// The desired goal; empty in an environment without goals.
  public var desiredGoal: [Float]

  public init(
    state: [Float] = [], pixels: Image? = nil, achievedGoal: [Float] = [],
    desiredGoal: [Float] = []
  ) {
    self.state = state
    self.pixels = pixels
    self.achievedGoal = achievedGoal
    self.desiredGoal = desiredGoal
  }
}

/// An action in an environment of the suite, continuous or discrete.
public enum TaskAction: Hashable, Sendable {
  /// A continuous action: numbers, each within the action space's bounds.
  case vector([Float])
  /// A discrete action, counted from 0.
  case index(Int)
}

extension TrajectoryHash {
  /// Takes in an observation.
  public mutating func combine(_ observation: TaskObservation) {
    combine(observation.state)
    combine(observation.achievedGoal)
    combine(observation.desiredGoal)
    if let pixels = observation.pixels { combine(pixels) }
  }

  /// Takes in a whole step.
  public mutating func combine(_ step: Step<TaskObservation>) {
    combine(step.observation)
    combine([step.reward])
    combine(UInt8(step.ending == nil ? 0 : step.ending == .terminated ? 1 : 2))
  }
}
