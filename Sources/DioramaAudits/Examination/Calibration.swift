// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// The calibration of σ(f): how often an image with this probability of success shows success.
///
/// > Source: Guo et al. 2017, [*On Calibration of Modern Neural Networks*](https://arxiv.org/abs/1706.04599),
/// > Section 2.
public struct Calibration: Hashable, Sendable {
  /// The images whose σ(f) is in one tenth of `0...1`.
  public struct Bin: Hashable, Sendable {
    /// The number of images, and of successes among them.
    public let successes: Proportion
    /// The mean of σ(f).
    public let confidence: Double
  }

  /// The bins with images in them, by rising σ(f).
  public let bins: [Bin]

  /// The expected calibration error (ECE): the mean distance of confidence and frequency, by images.
  public let error: Double

  /// Makes the calibration of the values of f on successes and failures, in `count` bins of equal width.
  public init(successes: [Double], failures: [Double], bins count: Int = 10) {
    var sums = Array(repeating: (count: 0, successes: 0, confidence: 0.0), count: count)
    for (values, isSuccess) in [(successes, 1), (failures, 0)] {
      for f in values {
        let p = probability(ofLogit: f)
        // each bin has its upper end
        let bin = max(0, Int((p * Double(count)).rounded(.up)) - 1)
        sums[bin].count += 1
        sums[bin].successes += isSuccess
        sums[bin].confidence += p
      }
    }
    bins = sums.filter { $0.count > 0 }.map {
      Bin(
        successes: Proportion($0.successes, of: $0.count),
        confidence: $0.confidence / Double($0.count))
    }
    var distances = 0.0
    for bin in bins {
      distances += Double(bin.successes.total) * abs(bin.successes.rate - bin.confidence)
    }
    error = distances / Double(max(successes.count + failures.count, 1))
  }
}
