// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath

/// Moments at rest in which one criterion is missed most, by how far it is missed.
struct MissShelf {
  /// A moment at rest that was measured.
  struct Moment {
    /// The seed of the episode that led there.
    let seed: UInt64
    let criteria: [Criterion]
    let metrics: Metrics
    let observation: TaskObservation
    let snapshot: Snapshot

    /// Measures the present moment of `environment`, to which the episode of `seed` led.
    init(_ seed: UInt64, of environment: AnyEnvironment) throws(SimulationError) {
      self.seed = seed
      criteria = environment.criteria  // before it is restored
      (observation, metrics, snapshot) = try environment.observed()
    }

    /// How far the worst criterion is missed.
    var miss: Double { criteria.worstMiss }

    /// Whether what is missed most, in success anything, is not as in `other`: an example that differs in
    /// the hand's place alone says nothing new.
    func differs(from other: Self) -> Bool {
      (criteria.worst.map { [$0] } ?? criteria).contains {
        criteria.differ(from: other.criteria, in: $0.name)
      }
    }
  }

  /// The moments whose misses are in one band.
  private struct Board {
    /// The moments that were not handed out yet, the oldest first.
    var fresh: [Moment] = []
    /// Some moments to go on from, handed out or not.
    var starts: [Moment] = []
  }

  /// The misses at which one band ends and the next begins: each grade is a band.
  private static let edges = MissGrade.allCases.flatMap {
    [$0.misses.lowerBound, $0.misses.upperBound]
  }

  /// The most moments of a board that are kept: enough to differ.
  private static let capacity = 8

  private var boards = Array(repeating: Board(), count: edges.count + 1)
  /// The largest miss so far.
  private var farthest = 0.0
  /// Whether the farthest misses stand in for twice as far.
  private(set) var isRelaxed = false

  private static func band(of miss: Double) -> Int { edges.count { $0 <= miss } }

  mutating func add(_ moment: Moment) {
    let band = Self.band(of: moment.miss)
    farthest = max(farthest, moment.miss)
    boards[band].fresh.append(moment, keeping: Self.capacity)
    boards[band].starts.append(moment, keeping: Self.capacity)
  }

  /// Takes the oldest moment of this grade that was not taken yet.
  mutating func take(_ grade: MissGrade) -> Moment? {
    let band = Self.band(of: grade.misses.lowerBound)
    if !boards[band].fresh.isEmpty { return boards[band].fresh.removeFirst() }
    guard grade == .twice, isRelaxed,
      let index = boards[band - 1].fresh.firstIndex(where: { $0.miss >= 0.9 * farthest })
    else { return nil }
    return boards[band - 1].fresh.remove(at: index)
  }

  /// Lets the farthest misses stand in for twice as far, if nothing came so far.
  ///
  /// - Returns: Whether they do now and did not before.
  mutating func relax() -> Bool {
    let twice = MissGrade.twice.misses.lowerBound
    guard !isRelaxed, farthest < twice, farthest >= MissGrade.half.misses.upperBound
    else { return false }
    isRelaxed = true
    return true
  }

  /// Returns a moment from which this grade may be near: one that is missed somewhat less or more.
  func start(for grade: MissGrade, _ stream: inout RandomStream) -> Moment? {
    let band = Self.band(of: grade.misses.lowerBound)
    let near = (max(0, band - 2)...min(boards.count - 1, band + 2)).filter { $0 != band }
    let starts = near.flatMap { boards[$0].starts }
    return starts.isEmpty ? nil : starts[stream.integer(below: starts.count)]
  }
}

extension Array {
  /// Appends `element`, and lets the first one go where there are more than `most`.
  mutating func append(_ element: Element, keeping most: Int) {
    append(element)
    if count > most { removeFirst() }
  }
}
