// SPDX-License-Identifier: Apache-2.0

/// A wrapper that observes the last few observations, oldest first (Gymnasium: `FrameStackObservation`).
///
/// After a reset the first observation fills the stack.
public struct FrameStack<Base: Environment & ~Copyable>: Environment, ~Copyable {
  /// The environment inside.
  public var base: Base
  /// The number of observations in the stack.
  public let count: Int
  private var frames: [Base.Observation] = []

  /// Takes `base` over.
  ///
  /// - Precondition: `count` is positive.
  public init(_ base: consuming Base, count: Int) {
    precondition(count > 0, "the count must be positive; it is \(count)")
    self.base = base
    self.count = count
  }

  /// The space of each of the stacked observations.
  public var observationSpace: Space { base.observationSpace }
  public var actionSpace: Space { base.actionSpace }

  public mutating func reset(seed: UInt64) throws(SimulationError) -> [Base.Observation] {
    frames = Array(repeating: try base.reset(seed: seed), count: count)
    return frames
  }

  public mutating func step(
    _ action: Base.Action
  ) throws(SimulationError) -> Step<[Base.Observation]> {
    guard !frames.isEmpty else { throw .notReset }  // its base may have been reset without it
    let step = try base.step(action)
    frames.removeFirst()
    frames.append(step.observation)
    return Step(observation: frames, reward: step.reward, ending: step.ending)
  }
}
