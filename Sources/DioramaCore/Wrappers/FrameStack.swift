// SPDX-License-Identifier: Apache-2.0

/// Shows the last few observations, the oldest first (Gymnasium: `FrameStackObservation`).
///
/// After a reset the first observation fills the stack.
public struct FrameStack<Base: Environment & ~Copyable>: Environment, ~Copyable {
  /// The environment inside.
  public var base: Base
  /// How many observations are shown.
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

  /// Where each of the stacked observations lies.
  public var observationSpace: Space { base.observationSpace }
  public var actionSpace: Space { base.actionSpace }

  public mutating func reset(seed: UInt64) throws(SimulationError) -> [Base.Observation] {
    frames = Array(repeating: try base.reset(seed: seed), count: count)
    return frames
  }

  public mutating func step(
    _ action: Base.Action
  ) throws(SimulationError) -> Step<[Base.Observation]> {
    guard !frames.isEmpty else { throw .notReset }  // its base may have been
    let step = try base.step(action)
    frames.removeFirst()
    frames.append(step.observation)
    return Step(observation: frames, reward: step.reward, ending: step.ending)
  }
}
