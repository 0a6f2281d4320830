// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// Something that acts.
public protocol Policy {
  /// Prepares for an episode.
  mutating func begin(seed: UInt64)

  /// Returns what to do in `environment`, which shows `observation`.
  mutating func action(
    for observation: TaskObservation, in environment: AnyEnvironment
  ) throws(SimulationError) -> TaskAction
}

/// Draws its actions uniformly from the action space.
public struct RandomPolicy: Policy {
  private var stream = RandomStream("sampling", seed: 0)

  public init() {}

  public mutating func begin(seed: UInt64) { stream = RandomStream("sampling", seed: seed) }

  public mutating func action(
    for observation: TaskObservation, in environment: AnyEnvironment
  ) -> TaskAction {
    environment.actionSpace.sample(from: &stream)
  }
}

/// Does nothing: the middle of every bound, or the first choice.
public struct ZeroPolicy: Policy {
  public init() {}

  public mutating func begin(seed: UInt64) {}

  public mutating func action(
    for observation: TaskObservation, in environment: AnyEnvironment
  ) -> TaskAction {
    guard case .box(let low, let high) = environment.actionSpace else { return .index(0) }
    return .vector(zip(low, high).map { ($0 + $1) / 2 })
  }
}

/// Does what the task's scripted expert would do.
public struct ExpertPolicy: Policy {
  public init() {}

  public mutating func begin(seed: UInt64) {}

  public mutating func action(
    for observation: TaskObservation, in environment: AnyEnvironment
  ) throws(SimulationError) -> TaskAction {
    try environment.expertAction()
  }
}
