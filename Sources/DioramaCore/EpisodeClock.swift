// SPDX-License-Identifier: Apache-2.0

/// The clock of an episode: its steps so far, its time limit, and the reason why it ended.
///
/// Every environment of the suite has one; here its episodes are truncated.
public struct EpisodeClock: Sendable {
  /// Steps until an episode is truncated.
  public let horizon: Int
  /// Steps since the start of the episode; -1 while no episode is under way.
  public private(set) var steps = -1
  /// The reason why the episode ended; nil while it lasts.
  public private(set) var ending: Ending?

  /// Makes a clock of no episode yet.
  ///
  /// - Precondition: `horizon` is positive.
  public init(horizon: Int) {
    precondition(horizon >= 1, "the horizon must be at least 1 step; it is \(horizon)")
    self.horizon = horizon
  }

  /// Starts an episode, or continues one after `steps` steps, in a state that may be terminal.
  public mutating func start(after steps: Int = 0, isTerminal: Bool = false) {
    self.steps = steps
    ending = nil
    if steps >= 0 { end(isTerminal) }
  }

  /// Gives the episode up: its state is lost.
  public mutating func stop() {
    steps = -1
    ending = nil
  }

  /// Checks that an episode is under way.
  ///
  /// - Throws: ``SimulationError`` if none has begun, or it is over.
  @inline(__always)
  public func requireRunning() throws(SimulationError) {
    if let ending { throw .episodeOver(ending, stepCount: steps) }
    guard steps >= 0 else { throw .notReset }
  }

  /// Counts a step, which may have led to a terminal state.
  @inline(__always)
  public mutating func tick(isTerminal: Bool = false) {
    steps += 1
    end(isTerminal)
  }

  /// Ends the episode if its state is terminal, or else if its time is up.
  @inline(__always)
  private mutating func end(_ isTerminal: Bool) {
    if isTerminal {
      ending = .terminated
    } else if steps == horizon {
      ending = .truncated
    }
  }
}

extension SnapshotWriter {
  public mutating func write(_ clock: EpisodeClock) {
    write(clock.steps)
    write(clock.horizon)
  }
}

extension SnapshotReader {
  /// Returns the steps of a clock, which must have the time limit of `clock`.
  public mutating func steps(of clock: EpisodeClock) throws(SimulationError) -> Int {
    let steps = try integer()
    try horizon(clock.horizon)
    guard (-1...clock.horizon).contains(steps) else { throw damaged }
    return steps
  }
}
