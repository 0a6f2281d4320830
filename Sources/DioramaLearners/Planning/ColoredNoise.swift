// SPDX-License-Identifier: Apache-2.0

package import DioramaMath
import Foundation

/// Coloured Gaussian noise of variance 1, whose power falls with frequency: `S(f) ∝ f^-β`.
///
/// White noise (β = 0) hardly moves a hand, which sums its actions up; coloured noise moves it further.
/// Frequencies are those of the sequence, `k / n`; the lowest, constant part has the power of `k = 1`.
/// The sequence is the sum of these waves with normal amplitudes, so that its autocovariance is
/// `Σ w_k cos(2π k τ / n)` with `w_k ∝ k^-β`, half of that for the ends `k = 0` and `k = n/2`.
///
/// > Source: Timmer and König 1995, *On generating power law noise*; the use, Pinneri et al. 2020,
/// > [*Sample-efficient Cross-Entropy Method for Real-time
/// > Planning*](https://arxiv.org/abs/2008.06389), Section 3.1.
package struct ColoredNoise: Sendable {
  /// The share of each frequency in the variance, `[n / 2 + 1]`.
  package let weights: [Double]

  private let count: Int
  private let cosines: [Double]
  private let sines: [Double]

  /// Makes noise of `count` time steps with the exponent `exponent`, β.
  package init(count: Int, exponent: Double) {
    precondition(count > 0, "noise has a moment at least; it has \(count)")
    self.count = count
    let powers = (0...count / 2).map { k in
      let isEnd = k == 0 || 2 * k == count
      return pow(Double(max(k, 1)), -exponent) * (isEnd ? 0.5 : 1)
    }
    let total = powers.reduce(0, +)
    weights = powers.map { $0 / total }
    cosines = (0..<count).map { cos(2 * .pi * Double($0) / Double(count)) }
    sines = (0..<count).map { sin(2 * .pi * Double($0) / Double(count)) }
  }

  /// Returns noise drawn from `random`, `[n]`.
  package func sample(from random: inout RandomStream) -> [Double] {
    var noise = [Double](repeating: 0, count: count)
    for (k, weight) in weights.enumerated() {
      let amplitude = weight.squareRoot()
      let (inPhase, outOfPhase) = (amplitude * random.normal(), amplitude * random.normal())
      for moment in 0..<count {
        let phase = k * moment % count
        noise[moment] += inPhase * cosines[phase] + outOfPhase * sines[phase]
      }
    }
    return noise
  }
}
