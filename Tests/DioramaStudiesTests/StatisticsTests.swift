// SPDX-License-Identifier: Apache-2.0

import DioramaStudies
import TestSupport
import Testing

/// Statistics beside those of the rliable library.
///
/// The numbers were made by rliable 1.2.0 (arch 7.2.0, NumPy 2.4.6) from the same scores:
/// `library.get_interval_estimates` with 50,000 resamples, `metrics.probability_of_improvement` with
/// 20,000. `tools/peers/check-statistics` compares other scores with the real one.
@Suite(.slow) struct StatisticsTests {
  /// Five runs of three tasks, and four.
  static let first = Scores([
    [0.91, 0.87, 0.99, 0.95, 0.20], [0.40, 0.62, 0.55, 0.10, 0.71], [0.05, 0.00, 0.21, 0.13, 0.08],
  ])
  static let second = Scores([
    [0.80, 0.93, 0.60, 0.85], [0.45, 0.15, 0.30, 0.20], [0.05, 0.02, 0.00, 0.04],
  ])

  private func isNear(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
    abs(a - b) <= tolerance
  }

  @Test func `estimates are those of rliable`() {
    #expect(isNear(Self.first.median, 0.476))
    #expect(isNear(Self.first.interquartileMean, 0.42111111111111116))
    #expect(isNear(Self.first.mean, 0.45133333333333336))
    #expect(isNear(Self.first.optimalityGap, 0.5486666666666666))
    #expect(isNear(Self.second.median, 0.27499999999999997))
    #expect(isNear(Self.second.interquartileMean, 0.2916666666666667))
    #expect(isNear(Self.second.mean, 0.3658333333333334))
    #expect(isNear(Self.second.optimalityGap, 0.6341666666666668))
    // scipy.stats.trim_mean(x, 0.25)
    #expect(Scores([(1...12).map(Double.init)]).interquartileMean == 6.5)
    #expect(Scores([[0, 1, 2, 3, 100]]).interquartileMean == 2)
    #expect(Scores([[2]]).optimalityGap == 0)  // what is above 1 counts as 1
  }

  @Test func `intervals are those of rliable, up to the draw`() throws {
    #if DEBUG
    let bootstrap = Bootstrap(resamples: 5_000)
    #else
    let bootstrap = Bootstrap()
    #endif
    func check(_ scores: Scores, _ expected: [ClosedRange<Double>]) throws {
      let found = try #require(
        bootstrap.intervals(scores) {
          [$0.median, $0.interquartileMean, $0.mean, $0.optimalityGap]
        })
      for (found, expected) in zip(found, expected) {
        // rliable's own seeds differ by 0.001; a median steps by 0.02
        #expect(isNear(found.lowerBound, expected.lowerBound, 0.021), "\(found) \(expected)")
        #expect(isNear(found.upperBound, expected.upperBound, 0.021), "\(found) \(expected)")
      }
    }
    try check(
      Self.first, [0.28...0.642, 0.25...0.5722222222, 0.3333333333...0.548, 0.452...0.6666666667])
    try check(Self.second, [0.175...0.3875, 0.225...0.39, 0.31...0.42, 0.58...0.69])
    #expect(
      bootstrap.intervals(Self.first) { [$0.mean] } == bootstrap.intervals(Self.first) { [$0.mean] }
    )
    #expect(bootstrap.interval(Scores([[0.1, 0.9]]), \.mean) == nil)  // two runs
    #expect(bootstrap.interval(Scores([[0.5, 0.5, 0.5]]), \.mean) == 0.5...0.5)
  }

  @Test func `profiles are those of rliable`() {
    func check(_ scores: Scores, _ counts: [Double], of runs: Double) {
      for (threshold, count) in zip([0, 0.05, 0.2, 0.5, 0.85, 0.99], counts) {
        #expect(isNear(scores.fraction(above: threshold), count / runs))
      }
    }
    check(Self.first, [14, 13, 9, 7, 4, 0], of: 15)
    check(Self.second, [11, 8, 6, 4, 1, 0], of: 12)
  }

  @Test func `improvement is that of rliable`() throws {
    #expect(isNear(Self.first.probabilityOfImprovement(over: Self.second), 0.75))
    #expect(isNear(Self.second.probabilityOfImprovement(over: Self.first), 0.25))
    #expect(isNear(Self.first.probabilityOfImprovement(over: Self.first), 0.5))
    let bootstrap = Bootstrap(resamples: 5_000)
    let interval = try #require(
      bootstrap.interval(ofImprovementOf: Self.first, over: Self.second))
    // it can only be a multiple of 1/120
    #expect(isNear(interval.lowerBound, 0.5333333333, 0.0251))
    #expect(isNear(interval.upperBound, 0.9333333333, 0.0251))
    let same = try #require(bootstrap.interval(ofImprovementOf: Self.first, over: Self.first))
    #expect(isNear(same.lowerBound, 0.2933333333, 0.0251))
    #expect(isNear(same.upperBound, 0.7066666667, 0.0251))
  }

  @Test func `quantiles are NumPy's`() {
    // numpy.quantile([1, 2, 4, 8], [0, 0.025, 0.5, 0.9, 1])
    for (fraction, value) in [(0, 1), (0.025, 1.075), (0.5, 3), (0.9, 6.8), (1, 8)] {
      #expect(isNear(Bootstrap.quantile([1, 2, 4, 8], fraction), value))
    }
  }

  @Test func `comparisons mirror each other`() throws {
    let comparison = Comparison(
      tasks: ["a", "b", "c"], scores: [("x", Self.first), ("y", Self.second)],
      by: Bootstrap(resamples: 1_000))
    let there = try #require(comparison.improvement[0][1])
    let back = try #require(comparison.improvement[1][0])
    #expect(isNear(there.value + back.value, 1))
    #expect(
      isNear(try #require(there.interval).lowerBound + (try #require(back.interval)).upperBound, 1))
    #expect(comparison.improvement[0][0] == nil)
  }
}
