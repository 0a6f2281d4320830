// SPDX-License-Identifier: Apache-2.0

/// Independent Gaussians, one for each number of a sequence of actions.
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

  /// The means as a sequence.
  var meanSequence: [Float] { mean.map(Float.init) }

  /// Moves towards mean and deviation of `elites`: `μ ← α μ + (1 - α) mean`, and the same for `spread`.
  ///
  /// - Parameters:
  ///   - elites: Sequences; without any nothing changes.
  ///   - momentum: α, what is kept of the distribution before.
  ///   - averagesVariance: Whether α weighs variances, as in PETS, or deviations, as in iCEM.
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
