// SPDX-License-Identifier: Apache-2.0

extension Benchmark {
  /// Returns the median time of `work` [s], which is repeated for `duration`, and done at least once.
  static func median(over duration: Duration, of work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    var times: [Double] = []
    repeat {
      times.append(try clock.measure(work) / .seconds(1))
    } while clock.now - start < duration
    return times.sorted()[times.count / 2]
  }

  /// Returns the median of what `run` returns for five equal spans of `duration`, after a warm-up.
  static func medianOfSpans(
    of duration: Duration, _ run: (Duration) throws -> Double
  ) rethrows -> Double {
    _ = try run(duration / 10)
    return try (0..<5).map { _ in try run(duration / 5) }.sorted()[2]
  }
}
