// SPDX-License-Identifier: Apache-2.0

/// A wrapper that truncates episodes after a number of steps (Gymnasium: `TimeLimit`).
public struct StepLimit<Base: Environment & ~Copyable>: Environment, ~Copyable {
  /// The environment inside.
  public var base: Base
  /// Steps until an episode is truncated.
  public let limit: Int
  private var elapsed = 0
  private var ending: Ending?

  /// Takes `base` over.
  ///
  /// - Precondition: `limit` is positive.
  public init(_ base: consuming Base, limit: Int) {
    precondition(limit > 0, "the limit must be positive; it is \(limit)")
    self.base = base
    self.limit = limit
  }

  public var observationSpace: Space { base.observationSpace }
  public var actionSpace: Space { base.actionSpace }

  public mutating func reset(seed: UInt64) throws(SimulationError) -> Base.Observation {
    let observation = try base.reset(seed: seed)
    elapsed = 0
    ending = nil
    return observation
  }

  public mutating func step(
    _ action: Base.Action
  ) throws(SimulationError) -> Step<Base.Observation> {
    if let ending { throw .episodeOver(ending, stepCount: elapsed) }
    var step = try base.step(action)
    elapsed += 1
    if elapsed == limit, step.ending == nil { step.ending = .truncated }
    ending = step.ending
    return step
  }
}
