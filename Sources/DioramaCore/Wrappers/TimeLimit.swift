// SPDX-License-Identifier: Apache-2.0

/// A wrapper that truncates episodes after a number of steps (as Gymnasium's `TimeLimit`).
public struct TimeLimit<Base: Environment & ~Copyable>: Environment, ~Copyable {
  /// The environment inside.
  public var base: Base
  /// Steps until an episode is truncated.
  public var limit: Int { clock.horizon }
  private var clock: EpisodeClock

  /// Takes `base` over.
  ///
  /// - Precondition: `limit` is positive.
  public init(_ base: consuming Base, limit: Int) {
    self.base = base
    clock = EpisodeClock(horizon: limit)
  }

  public var observationSpace: Space { base.observationSpace }
  public var actionSpace: Space { base.actionSpace }

  public mutating func reset(seed: UInt64) throws(SimulationError) -> Base.Observation {
    let observation = try base.reset(seed: seed)
    clock.start()
    return observation
  }

  public mutating func step(
    _ action: Base.Action
  ) throws(SimulationError) -> Step<Base.Observation> {
    try clock.requireRunning()
    var step = try base.step(action)
    clock.tick(step.ending)
    step.ending = clock.ending
    return step
  }
}
