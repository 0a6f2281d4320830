// SPDX-License-Identifier: Apache-2.0

/// The episodes of a vector's environments: how far each has come, and the seed of its next one.
///
/// It writes the orders and seeds of a call to the rows, and reads from them what came of it.
struct VectorEpisodes {
  private var lanes: [Lane]
  private let autoreset: Autoreset

  /// The episodes of one environment.
  private struct Lane {
    var phase = Phase.fresh
    /// Whether the caller has given a seed.
    private(set) var isSeeded = false
    /// The last seed that the caller gave.
    private var seed: UInt64 = 0
    /// The number of episodes that have begun since.
    private var episodes: UInt64 = 0
    /// The number of steps of the present or last episode.
    private(set) var steps = 0
    /// The seed of the next episode.
    private(set) var nextSeed: UInt64 = 0

    mutating func take(_ seed: UInt64) {
      (self.seed, nextSeed, episodes, isSeeded) = (seed, seed, 0, true)
    }

    /// Notes what has come of an order to reset or to step.
    mutating func note(
      _ order: VectorOrder, hasFailed: Bool, hasEnded: Bool, _ autoreset: Autoreset
    ) {
      guard !hasFailed else {
        phase = .fresh
        return
      }
      if order == .reset || hasEnded && autoreset == .sameStep {
        episodes += 1
        steps = 0
        nextSeed = EpisodeSeed.of(seed, number: episodes)
      } else {
        steps += 1
      }
      phase = hasEnded && autoreset != .sameStep ? .over : .running
    }
  }

  private enum Phase {
    case fresh, running, over
    /// Its worker ended too early or was given up.
    case lost
  }

  init(count: Int, _ autoreset: Autoreset) {
    lanes = Array(repeating: Lane(), count: count)
    self.autoreset = autoreset
  }

  /// Returns whether an episode of environment `index` is under way.
  func isRunning(_ index: Int) -> Bool { lanes[index].phase == .running }

  /// Orders `order` where `isMeant`, and rest elsewhere.
  func order(
    _ order: VectorOrder, _ rows: VectorStorage, where isMeant: (Int) -> Bool = { _ in true }
  ) {
    for index in lanes.indices {
      let isChosen = lanes[index].phase != .lost && isMeant(index)
      rows.order[index] = (isChosen ? order : .rest).rawValue
    }
  }

  /// Orders an episode to begin where `mask` is true; everywhere if it is nil.
  ///
  /// - Throws: ``VectorError/noSeed(index:)`` if there are no seeds, now or earlier.
  mutating func orderResets(
    _ rows: VectorStorage, seeds: [UInt64]?, mask: [Bool]?
  ) throws(VectorError) {
    let chosen = lanes.indices.filter { mask?[$0] ?? true }
    if seeds == nil, let index = chosen.first(where: { !lanes[$0].isSeeded }) {
      throw .noSeed(index: index)
    }
    for index in chosen {
      if let seeds { lanes[index].take(seeds[index]) }
      rows.seed[index] = lanes[index].nextSeed
    }
    order(.reset, rows) { mask?[$0] ?? true }
  }

  /// Orders a step everywhere, or a reset where an episode is over.
  ///
  /// - Parameters:
  ///   - rows: The rows.
  ///   - check: Checks the action of an environment, which has an episode under way.
  /// - Throws: ``VectorError/refused(index:_:)`` if an environment cannot be stepped.
  func orderSteps(
    _ rows: VectorStorage, checking check: (Int) throws(SimulationError) -> Void
  ) throws(VectorError) {
    for index in lanes.indices {
      var order = VectorOrder.step
      do throws(SimulationError) {
        switch lanes[index].phase {
        case .fresh: throw SimulationError.notReset
        case .over where autoreset == .disabled:
          throw SimulationError.episodeOver(
            rows.ending(index) ?? .truncated, stepCount: lanes[index].steps)
        case .over: order = .reset  // its action is ignored
        case .running: try check(index)
        case .lost: order = .rest
        }
      } catch { throw .refused(index: index, error) }
      rows.order[index] = order.rawValue
      rows.seed[index] = lanes[index].nextSeed
    }
  }

  /// Reads what has come of the orders.
  ///
  /// - Throws: ``VectorError/failed(index:_:reason:)`` of the first environment that failed.
  mutating func note(_ rows: VectorStorage, lost: Set<Int>) throws(VectorError) {
    for worker in lost {
      for index in rows.environments(of: worker) { lanes[index].phase = .lost }
    }
    var failed: Int?
    let autoreset = autoreset
    var span = lanes.mutableSpan
    for index in span.indices {
      let order = VectorOrder(rawValue: rows.order[index]) ?? .rest
      let isLost = span[index].phase == .lost
      let hasFailed = rows.status[index] != 0
      if hasFailed, failed == nil, order != .rest || isLost { failed = index }
      guard order == .reset || order == .step, !isLost else { continue }
      span[index].note(
        order, hasFailed: hasFailed, hasEnded: rows.ending(index) != nil, autoreset)
    }
    if let failed, let failure = rows.failure(failed) {
      throw .failed(index: failed, failure, reason: rows.complaint(at: failed))
    }
  }
}
