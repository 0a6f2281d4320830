// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// Where an image came from.
public enum Origin: String, Hashable, Sendable, Codable, CaseIterable {
  /// A success at rest.
  case success
  /// Failures at rest: success almost, toppled and the like, or nothing where it should be.
  case nearMiss = "near_miss"
  case mishap
  case elsewhere
  /// On the way of an expert's episode, and of one of random actions.
  case expert
  case random
  /// On the way of a search for exploits.
  case search

  /// Whether the task or a search of near misses made it, at rest.
  var isStaged: Bool {
    switch self {
    case .success, .nearMiss, .mishap, .elsewhere: true
    case .expert, .random, .search: false
    }
  }

  init(_ kind: ExampleKind) {
    switch kind {
    case .success: self = .success
    case .nearMiss: self = .nearMiss
    case .mishap: self = .mishap
    case .elsewhere: self = .elsewhere
    }
  }

  /// What it is called in sentences.
  var words: String {
    switch self {
    case .success: "success"
    case .nearMiss: "near miss"
    case .mishap: "mishap"
    case .elsewhere: "elsewhere"
    case .expert: "expert's episode"
    case .random: "random episode"
    case .search: "search"
    }
  }
}

/// What the simulator measures at a moment.
public struct Measurement: Hashable, Sendable {
  /// The state vector.
  public let state: [Float]
  /// The bounds that success needs, and what was measured.
  public let criteria: [Criterion]
  /// Whether the task is solved.
  public let isSuccess: Bool
  /// Whether an image of the moment shows success, which does not show what moves.
  public let looksSolved: Bool

  /// Makes a measurement.
  package init(state: [Float], criteria: [Criterion], isSuccess: Bool, looksSolved: Bool) {
    (self.state, self.criteria) = (state, criteria)
    (self.isSuccess, self.looksSolved) = (isSuccess, looksSolved)
  }

  /// Makes the measurement of a moment with these metrics.
  init(state: [Float], criteria: [Criterion], _ metrics: Metrics) {
    self.init(
      state: state, criteria: criteria, isSuccess: metrics.isSuccess,
      looksSolved: metrics.looksSolved)
  }

  /// The criteria that an image shows and that are missed, the one that is missed most first.
  public var missed: [Criterion] {
    criteria.filter { !$0.isUnseen && !$0.isMet }.sorted { $0.miss > $1.miss }
  }

  /// How far the criterion that is missed most is missed; 0 where an image shows success, and 1 where no
  /// criterion tells.
  public var miss: Double { missed.first?.miss ?? (looksSolved ? 0 : 1) }
}

/// A moment whose image was scored.
public struct ScoredMoment: Hashable, Sendable {
  public let origin: Origin
  /// The seed of the episode or of the example.
  public let seed: UInt64
  public let measured: Measurement
  /// The classifier's f of its image.
  public let logit: Double
  /// The moment itself, to be drawn again; nil on the way of searches.
  public let snapshot: Snapshot?

  /// Makes a moment.
  package init(
    _ origin: Origin, seed: UInt64, _ measured: Measurement, logit: Double, snapshot: Snapshot?
  ) {
    (self.origin, self.seed, self.measured) = (origin, seed, measured)
    (self.logit, self.snapshot) = (logit, snapshot)
  }
}
