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
  private static let round = 32

  /// The number of steps between images of an episode.
  private static let interval = 2

  init(
    _ entry: Catalog.Entry, _ crew: Crew<AnyEnvironment>, _ scorer: any ImageScorer,
    _ settings: AuditSettings
  ) {
    (self.entry, self.crew, self.scorer, self.settings) = (entry, crew, scorer, settings)
  }

  /// Makes and scores the images.
  ///
  /// - Parameter progress: Is called with the number of examples so far; an error that it throws ends the work.
  /// - Returns: The moments, successes and failures in turn, then the episodes'; and the near misses that were not
  ///   found.
  /// - Throws: ``SuccessSetError`` when the task yields too few, the errors of the simulator and of the scorer.
  func moments(
    progress: (Int) throws -> Void
  ) throws -> (moments: [ScoredMoment], unreached: [GradedMiss]) {
    let (entry, settings) = (entry, settings)
    let workers = Crew<ExampleSource>.size
    let sources = try Crew(threads: settings.threads) { number in
      // each source draws from its own streams
      try ExampleSource(
        entry, view: settings.view, seed: settings.seed &* UInt64(workers) &+ UInt64(number),
        randomized: settings.randomized)
    }
    let others = entry.exampleKinds.filter { $0 != .success && $0 != .nearMiss }
    var moments: [ScoredMoment] = []
    for start in stride(from: 0, to: 2 * settings.count, by: Self.round) {
      try progress(start)
      let numbers = Array(start..<min(start + Self.round, 2 * settings.count))
      let samples = try sources.map(numbers) { number, source in
        // all workers have successes and failures alike
        let (isSuccess, turn) = ((number / workers + number) % 2 == 0, number / (2 * workers))
        let example: SuccessSet.Example?
        if isSuccess {
          example = try source.next(.staged(.success))
        } else if turn % 3 == 2, !others.isEmpty {
          example = try source.next(.staged(others[turn / 3 % others.count]))
        } else {
          // where none is found any more, those that the task stages itself do
          example = try source.nextMiss() ?? source.next(.staged(.nearMiss))
        }
        guard let example else {
          throw SuccessSetError.notFound(isSuccess ? .success : .nearMiss, in: entry.id)
        }
        return Sample(example)
      }
      moments += try scored(samples)
    }
    let unreached = try sources.map(Array(0..<workers)) { _, source in source.unreached }
    var stream = RandomStream("audit", seed: settings.seed)
    for origin in [Origin.expert, .random] {
      let seeds = (0..<settings.episodes).map { _ in stream.bits() }
      moments += try scored(episodes(origin, seeds))
    }
    // what one worker did not find another may have
    let missing = unreached[0].filter { miss in unreached.allSatisfy { $0.contains(miss) } }
    return (moments, missing)
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
    zip(samples, try scorer.logits(of: samples.map(\.picture))).map { $0.scored($1) }
  }
}
