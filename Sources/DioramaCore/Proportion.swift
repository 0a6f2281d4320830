// SPDX-License-Identifier: Apache-2.0

/// A proportion: how many of a number of trials had an outcome.
public struct Proportion: Hashable, Sendable {
  /// The number of trials with the outcome.
  public let count: Int
  /// The number of trials.
  public let total: Int

  /// Makes the proportion of `count` in `total` trials.
  ///
  /// - Precondition: `count` is in `0...total`.
  public init(_ count: Int, of total: Int) {
    precondition((0...max(total, 0)).contains(count), "\(count) of \(total) is no proportion")
    self.count = count
    self.total = total
  }

  /// The proportion, in `0...1`; NaN without a trial.
  public var rate: Double { Double(count) / Double(total) }

  /// The 95 % confidence interval, by Wilson's method; all of `0...1` without a trial.
  ///
  /// > Source: Wilson 1927, *Probable inference, the law of succession, and statistical inference*.
  public var interval: ClosedRange<Double> {
    guard total > 0 else { return 0...1 }
    let z = 1.959964
    let n = Double(total)
    let denominator = 1 + z * z / n
    let center = (rate + z * z / (2 * n)) / denominator
    let spread = z / denominator * (rate * (1 - rate) / n + z * z / (4 * n * n)).squareRoot()
    // at the ends the formula gives 0 and 1, up to rounding
    let lower = count == 0 ? 0 : max(0, center - spread)
    return lower...(count == total ? 1 : min(1, center + spread))
  }

  /// Returns the 95 % confidence interval of how much greater this rate is than that of `other`.
  ///
  /// It is made of the Wilson intervals of both, which are of independent trials.
  ///
  /// > Source: Newcombe 1998, *Interval estimation for the difference between independent proportions*,
  /// > method 10.
  public func difference(from other: Proportion) -> ClosedRange<Double> {
    guard total > 0, other.total > 0 else { return -1...1 }
    let (mine, theirs) = (interval, other.interval)
    func reach(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    let middle = rate - other.rate
    let below = reach(rate - mine.lowerBound, theirs.upperBound - other.rate)
    let above = reach(mine.upperBound - rate, other.rate - theirs.lowerBound)
    return middle - below...middle + above
  }
}
