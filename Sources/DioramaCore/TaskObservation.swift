// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// What an environment of the suite shows: its state, its picture or both, and its goals if it has any.
public struct TaskObservation: Hashable, Sendable {
  /// The documented state vector; empty where only pixels are observed.
  public var state: [Float]
  /// The picture; nil where only the state is observed.
  public var pixels: Image?
  /// What is reached now, in the terms of a goal; empty without goals.
  public var achievedGoal: [Float]
  /// What is wanted; empty without goals.
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

/// What an agent does in an environment of the suite.
public enum TaskAction: Hashable, Sendable {
  /// Numbers, each within the action space's bounds.
  case vector([Float])
  /// One of the choices of a discrete action space.
  case index(Int)
}

extension TrajectoryHash {
  /// Takes in all that is observed.
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
