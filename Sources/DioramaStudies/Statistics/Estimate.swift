// SPDX-License-Identifier: Apache-2.0

/// An estimate and its 95 % interval; nil where there are too few runs for one.
package struct Estimate: Hashable, Sendable {
  package var value: Double
  package var interval: ClosedRange<Double>?

  package init(value: Double, interval: ClosedRange<Double>?) {
    (self.value, self.interval) = (value, interval)
  }

  /// Estimates the interquartile mean of the runs of one task; nil where there are none.
  init?(ofRuns runs: [Double]) {
    guard !runs.isEmpty else { return nil }
    let scores = Scores([runs])
    self.init(
      value: scores.interquartileMean,
      interval: Bootstrap().interval(scores, \.interquartileMean))
  }
}
