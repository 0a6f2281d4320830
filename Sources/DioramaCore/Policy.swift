// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// A policy: it chooses the action for each observation.
public protocol Policy {
  /// Prepares for an episode.
  mutating func begin(seed: UInt64)

  /// Returns the action for `observation`, which is the present one of `environment`.
  mutating func action(
    for observation: TaskObservation, in environment: AnyEnvironment
  ) throws(SimulationError) -> TaskAction
}

/// A policy that draws its actions uniformly from the action space.
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

/// A policy that does nothing: it takes the middle of the bounds, or the first discrete action.
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

/// The policy of the task's scripted expert.
public struct ExpertPolicy: Policy {
  public init() {}

  public mutating func begin(seed: UInt64) {}

  public mutating func action(
    for observation: TaskObservation, in environment: AnyEnvironment
  ) throws(SimulationError) -> TaskAction {
    try environment.expertAction()
  }
}
