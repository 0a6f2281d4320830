// SPDX-License-Identifier: Apache-2.0

/// A wrapper that records the returns and lengths of episodes (Gymnasium: `RecordEpisodeStatistics`).
public struct EpisodeStatistics<Base: Environment & ~Copyable>: Environment, ~Copyable {
  /// The statistics of a finished episode.
  public struct Episode: Hashable, Sendable {
    /// The return: the sum of the rewards.
    public var episodeReturn: Double
    /// The number of steps.
    public var stepCount: Int
    public var ending: Ending

    package init(episodeReturn: Double, stepCount: Int, ending: Ending) {
      self.episodeReturn = episodeReturn
      self.stepCount = stepCount
      self.ending = ending
    }
  }

  /// The environment inside.
  public var base: Base
  /// The largest number of episodes that are kept.
  public let capacity: Int
  /// The finished episodes, the newest last, at most `capacity`.
  public private(set) var episodes: [Episode] = []
  private var episodeReturn = 0.0
  private var stepCount = 0

  /// Takes `base` over.
  ///
  /// - Precondition: `capacity` is positive.
  public init(_ base: consuming Base, capacity: Int = 100) {
    precondition(capacity > 0, "the capacity must be positive; it is \(capacity)")
    self.base = base
    self.capacity = capacity
  }

  public var observationSpace: Space { base.observationSpace }
  public var actionSpace: Space { base.actionSpace }

  public mutating func reset(seed: UInt64) throws(SimulationError) -> Base.Observation {
    let observation = try base.reset(seed: seed)
    episodeReturn = 0
    stepCount = 0
    return observation
  }

  public mutating func step(
    _ action: Base.Action
  ) throws(SimulationError) -> Step<Base.Observation> {
    let step = try base.step(action)
    episodeReturn += Double(step.reward)
    stepCount += 1
    if let ending = step.ending {
      if episodes.count == capacity { episodes.removeFirst() }
      episodes.append(
        Episode(episodeReturn: episodeReturn, stepCount: stepCount, ending: ending))
    }
    return step
  }
}
