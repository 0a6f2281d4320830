// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath

/// Where the searches of an audit begin: two of four at starts of episodes, one at a success, and one at the
/// failure that scores highest of those that none began at.
struct SearchStarts {
  private var successes: [ScoredMoment]
  private var failures: [ScoredMoment]
  private var stream: RandomStream
  private var number = 0

  init(_ moments: [ScoredMoment], seed: UInt64) {
    let atRest = moments.filter(\.origin.isStaged)
    successes = atRest.filter(\.measured.isSuccess)
    failures = atRest.filter { $0.measured.miss >= Audit.leastMiss }
      .sorted { $0.logit > $1.logit }
    stream = RandomStream("searches", seed: seed)
  }

  /// Returns the next start.
  mutating func next(_ crew: Crew<AnyEnvironment>) throws -> SearchStart {
    defer { number += 1 }
    if number % 4 == 1, let start = Self.take(&failures, .failure) { return start }
    if number % 4 == 3, let start = Self.take(&successes, .success) { return start }
    let seed = stream.bits()
    return try crew.run(seed) { seed, environment in
      _ = try environment.reset(seed: seed)
      return SearchStart(kind: .episode, seed: seed, snapshot: environment.snapshot)
    }
  }

  private static func take(
    _ moments: inout [ScoredMoment], _ kind: SearchStart.Kind
  ) -> SearchStart? {
    guard let first = moments.first, let snapshot = first.snapshot else { return nil }
    moments.removeFirst()
    return SearchStart(kind: kind, seed: first.seed, snapshot: snapshot)
  }
}
