// SPDX-License-Identifier: Apache-2.0

/// A distribution over sequences of actions: independent Gaussians, one for each number.
struct ActionDistribution: Hashable, Sendable {
  /// The means, μ, in ±1.
  var mean: [Double]

  /// The standard deviations, σ.
  var deviation: [Double]

  /// Makes the distribution about `mean`.
  init(mean: [Double], deviation: Double) {
    self.mean = mean
    self.deviation = Array(repeating: deviation, count: mean.count)
  }

  /// The mean sequence.
  var meanSequence: [Float] { mean.map(Float.init) }

  /// Moves towards the mean and the standard deviation of `elites`: `μ ← α μ + (1 - α) mean`, and likewise σ
  /// or σ².
  ///
  /// - Parameters:
  ///   - elites: The elite sequences; if there are none, nothing changes.
  ///   - momentum: The weight α of the previous distribution.
  ///   - averagesVariance: Whether α weighs variances, as in PETS, or standard deviations, as in iCEM.
  mutating func refit(to elites: [[Float]], momentum: Double, averagesVariance: Bool) {
    guard !elites.isEmpty else { return }
    let count = Double(elites.count)
    for index in mean.indices {
      let center = elites.reduce(0) { $0 + Double($1[index]) } / count
      let variance =
        elites.reduce(0) { $0 + (Double($1[index]) - center) * (Double($1[index]) - center) }
        / count
      mean[index] = momentum * mean[index] + (1 - momentum) * center
      let before = deviation[index]
      deviation[index] =
        averagesVariance
        ? (momentum * before * before + (1 - momentum) * variance).squareRoot()
        : momentum * before + (1 - momentum) * variance.squareRoot()
    }
  }
}
