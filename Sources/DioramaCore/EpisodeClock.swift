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
    ending = steps < 0 ? nil : isTerminal ? .terminated : steps == horizon ? .truncated : nil
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

  /// Counts a step, which ends the episode if the task does (`ending`), or if its time is up.
  @inline(__always)
  public mutating func tick(_ ending: Ending? = nil) {
    steps += 1
    self.ending = ending ?? (steps == horizon ? .truncated : nil)
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
    let steps = try steps(upTo: clock.horizon)
    try horizon(clock.horizon)
    return steps
  }

  /// Returns the steps of an episode that is truncated at `horizon`; -1 if none is under way.
  public mutating func steps(upTo horizon: Int) throws(SimulationError) -> Int {
    let steps = try integer()
    guard (-1...horizon).contains(steps) else { throw damaged }
    return steps
  }
}
