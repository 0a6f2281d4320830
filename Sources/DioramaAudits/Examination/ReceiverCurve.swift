// SPDX-License-Identifier: Apache-2.0

/// The receiver operating characteristic (ROC): true over false positives at every threshold on f.
public struct ReceiverCurve: Hashable, Sendable {
  /// A point of the curve: the rates of true and false positives among f ≥ `threshold`.
  public struct Point: Hashable, Sendable {
    public let threshold: Double
    public let truePositiveRate: Double
    public let falsePositiveRate: Double
  }

  /// The points, from (0, 0) at the threshold ∞ to (1, 1), one for each value of f.
  public let points: [Point]

  /// The area under the curve (AUC): how likely a success scores above a failure, ties counted half.
  public let area: Double

  /// Makes the curve of the values of f on successes and failures; nil where either is missing.
  public init?(successes: [Double], failures: [Double]) {
    guard !successes.isEmpty, !failures.isEmpty else { return nil }
    let all =
      (successes.map { (f: $0, isSuccess: true) } + failures.map { (f: $0, isSuccess: false) })
      .sorted { $0.f > $1.f }
    let (positives, negatives) = (Double(successes.count), Double(failures.count))
    var (hits, alarms, area) = (0.0, 0.0, 0.0)
    var points = [Point(threshold: .infinity, truePositiveRate: 0, falsePositiveRate: 0)]
    var index = 0
    while index < all.count {
      let (before, threshold) = ((hits: hits, alarms: alarms), all[index].f)
      // equal values are passed at once
      while index < all.count, all[index].f == threshold {
        if all[index].isSuccess { hits += 1 } else { alarms += 1 }
        index += 1
      }
      area += (alarms - before.alarms) * (hits + before.hits) / 2
      points.append(
        Point(
          threshold: threshold, truePositiveRate: hits / positives,
          falsePositiveRate: alarms / negatives))
    }
    self.points = points
    self.area = area / (positives * negatives)
  }

  /// Returns the highest threshold at which the rate of true positives is at least `recall`.
  public func threshold(atRecall recall: Double) -> Double {
    // a little less, as 0.95 of 20 is 19
    points.first { $0.truePositiveRate >= recall - 1e-12 }?.threshold ?? -.infinity
  }
}
