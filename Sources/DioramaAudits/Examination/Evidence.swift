// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks

/// The images that a classifier is examined on: examples at rest, and images along episodes.
struct Evidence {
  private let entry: Catalog.Entry
  private let crew: Crew<AnyEnvironment>
  private let scorer: any ImageScorer
  private let settings: AuditSettings

  /// The number of images that are made before they are scored, so that few are held at once.
  private static let round = 64

  /// The number of steps between images of an episode.
  private static let interval = 2

  /// The number of seeds that are tried for an example.
  private static let attempts = 100

  init(
    _ entry: Catalog.Entry, _ crew: Crew<AnyEnvironment>, _ scorer: any ImageScorer, _ settings: AuditSettings
  ) {
    (self.entry, self.crew, self.scorer, self.settings) = (entry, crew, scorer, settings)
  }

  /// Makes and scores the images.
  ///
  /// - Parameter progress: Is called with the number of examples so far; an error that it throws ends the work.
  /// - Returns: The moments: successes and failures in turn, then the episodes'.
  /// - Throws: ``SuccessSetError`` when the task yields too few, the errors of the simulator and of the scorer.
  func moments(progress: (Int) throws -> Void) throws -> [ScoredMoment] {
    var stream = RandomStream("audit", seed: settings.seed)
    let failures = entry.exampleKinds.filter { $0 != .success }
    let wanted = (0..<2 * settings.count).map { index in
      (
        kind: index % 2 == 0 || failures.isEmpty
          ? ExampleKind.success : failures[index / 2 % failures.count], seed: stream.bits()
      )
    }
    var moments: [ScoredMoment] = []
    for start in stride(from: 0, to: wanted.count, by: Self.round) {
      try progress(start)
      moments += try scored(staged(Array(wanted[start..<min(start + Self.round, wanted.count)])))
    }
    for origin in [Origin.expert, .random] {
      let seeds = (0..<settings.episodes).map { _ in stream.bits() }
      moments += try scored(episodes(origin, seeds))
    }
    return moments
  }

  private func staged(_ wanted: [(kind: ExampleKind, seed: UInt64)]) throws -> [Sample] {
    let (entry, view) = (entry, settings.view)
    return try crew.map(wanted) { wanted, environment in
      var seeds = RandomStream("examples of an audit", seed: wanted.seed)
      for _ in 0..<Self.attempts {
        let seed = seeds.bits()
        if try environment.stage(wanted.kind, seed: seed) {
          return try Sample(Origin(wanted.kind), seed: seed, of: environment, view)
        }
      }
      throw SuccessSetError.notFound(wanted.kind, in: entry.id)
    }
  }

  private func episodes(_ origin: Origin, _ seeds: [UInt64]) throws -> [Sample] {
    let view = settings.view
    return try crew.map(seeds) { seed, environment in
      if origin == .expert {
        return try Sample.episode(
          origin, of: ExpertPolicy(), seed: seed, every: Self.interval, in: environment, view)
      }
      return try Sample.episode(
        origin, of: RandomPolicy(), seed: seed, every: Self.interval, in: environment, view)
    }.flatMap(\.self)
  }

  private func scored(_ samples: [Sample]) throws -> [ScoredMoment] {
    zip(samples, try scorer.logits(of: samples.map(\.picture))).map { sample, logit in
      ScoredMoment(
        sample.origin, seed: sample.seed, sample.measured, logit: logit,
        snapshot: sample.snapshot)
    }
  }
}
