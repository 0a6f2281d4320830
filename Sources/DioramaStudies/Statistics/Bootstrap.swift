// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// The stratified bootstrap: confidence intervals by drawing the runs of each task with replacement.
///
/// The interval lies between percentiles of the estimates of all resamples. Equal scores give equal
/// intervals, on every machine.
///
/// > Source: Efron 1979, *Bootstrap methods*; Agarwal et al. 2021, section 4.1.
package struct Bootstrap: Sendable {
  /// The confidence level: the fraction of the estimates that lies in the interval.
  package var confidence = 0.95

  /// The number of resamples; `rliable` uses 50,000 for its intervals by default.
  package var resamples: Int

  /// Makes a bootstrap of `resamples` resamples.
  package init(resamples: Int = 50_000) {
    precondition(resamples >= 1, "there must be a resample; there are \(resamples)")
    self.resamples = resamples
  }

  /// The fewest runs per task for an interval: resampling two says next to nothing.
  package static let fewestRuns = 3

  /// Returns the interval of an estimate; nil where a task has too few runs.
  package func interval(
    _ scores: Scores, _ estimate: (Scores) -> Double
  ) -> ClosedRange<Double>? {
    intervals(scores) { [estimate($0)] }?.first
  }

  /// Returns the intervals of several estimates by the same resamples; nil where a task has too few runs.
  package func intervals(
    _ scores: Scores, _ estimates: (Scores) -> [Double]
  ) -> [ClosedRange<Double>]? {
    guard scores.least >= Self.fewestRuns else { return nil }
    var dice = RandomStream("bootstrap", seed: 0)
    return percentiles(
      (0..<resamples).map { _ in
        estimates(Self.resample(scores, with: &dice))
      })
  }

  /// Returns the interval of the probability of improvement; nil where a task has too few runs.
  package func interval(
    ofImprovementOf scores: Scores, over others: Scores
  ) -> ClosedRange<Double>? {
    guard min(scores.least, others.least) >= Self.fewestRuns else { return nil }
    var dice = RandomStream("bootstrap", seed: 0)
    return percentiles(
      (0..<resamples).map { _ in
        let first = Self.resample(scores, with: &dice)
        return [first.probabilityOfImprovement(over: Self.resample(others, with: &dice))]
      })?.first
  }

  private static func resample(_ scores: Scores, with dice: inout RandomStream) -> Scores {
    Scores(
      scores.runs.map { runs in
        runs.map { _ in runs[dice.integer(below: runs.count)] }
      })
  }

  /// Returns the interval of each column of `estimates`.
  private func percentiles(_ estimates: [[Double]]) -> [ClosedRange<Double>]? {
    guard let width = estimates.first?.count else { return nil }
    return (0..<width).map { column in
      let sorted = estimates.map { $0[column] }.sorted()
      let low = Self.quantile(sorted, (1 - confidence) / 2)
      return low...max(low, Self.quantile(sorted, (1 + confidence) / 2))
    }
  }

  /// Returns the quantile of sorted numbers, interpolated linearly, as by NumPy's default.
  package static func quantile(_ sorted: [Double], _ fraction: Double) -> Double {
    let place = fraction * Double(sorted.count - 1)
    let index = min(Int(place), sorted.count - 1)
    let next = min(index + 1, sorted.count - 1)
    return sorted[index] + (place - Double(index)) * (sorted[next] - sorted[index])
  }
}
