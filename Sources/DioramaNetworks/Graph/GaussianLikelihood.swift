// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// The likelihood of a number under a Gaussian with a learned, bounded variance.
///
/// A network gives a mean and a raw logarithm of the variance, `r`. With `m` and `M` the bounds,
/// `log v = m + softplus(M - softplus(M - r) - m)`: beyond them it flattens out. Taken to the exponential
/// that is `v = e^m + 1 / (e^-M + e^-r)`, which is what is computed.
///
/// > Source: Chua et al. 2018, [*Deep Reinforcement Learning in a Handful of Trials using Probabilistic
/// > Dynamics Models*](https://arxiv.org/abs/1805.12114), appendix A.1; the bounds stay, as in Pineda et
/// > al. 2021, [*MBRL-Lib*](https://arxiv.org/abs/2104.10159).
package enum GaussianLikelihood {
  /// The bounds of the logarithm of the variance, m and M.
  package static let logVariance: ClosedRange<Float> = -10...0.5

  /// e^m and e^-M.
  private static let lowest = exp(logVariance.lowerBound)
  private static let inverseHighest = exp(-logVariance.upperBound)

  /// The bound of |r|, which keeps `e^-r` and its square finite; the variance reaches its own bounds earlier.
  private static let farthest: Float = 30

  /// The variance for the raw logarithm `raw`.
  @inline(__always) package static func variance(_ raw: Float) -> Float {
    lowest + 1 / (inverseHighest + exp(-min(max(raw, -farthest), farthest)))
  }

  /// Writes the standard deviations for all raw logarithms in `raw` at once; see ``variance(_:)``.
  package static func writeDeviations(_ raw: Tensor, to deviations: Tensor) {
    deviations.updateDeviations(raw, lowest: lowest, inverseHighest: inverseHighest)
  }

  /// The loss of one number and its derivatives.
  package struct Loss {
    /// `((mean - target)² / v + log v) / 2`, the negative log-likelihood without its constant.
    package var value: Float
    package var meanSlope: Float
    package var rawSlope: Float
    /// The variance, v.
    package var variance: Float
  }

  /// Returns the loss of the Gaussian of `mean` and `raw` where `target` was seen.
  package static func loss(mean: Float, raw: Float, target: Float) -> Loss {
    let falling = exp(-min(max(raw, -farthest), farthest))
    let upper = 1 / (inverseHighest + falling)
    let variance = lowest + upper
    let error = mean - target
    let square = error * error / variance
    return Loss(
      value: (square + log(variance)) / 2, meanSlope: error / variance,
      // dv/dr = e^-r / (e^-M + e^-r)²
      rawSlope: (1 - square) / (2 * variance) * upper * upper * falling, variance: variance)
  }
}

extension Value {
  /// The negative log-likelihood of each number of `target` under Gaussians with bounded variances,
  /// without its constant; see ``GaussianLikelihood``.
  ///
  /// This value holds the means, then the raw logarithms of the variances.
  ///
  /// - Returns: The losses `[copies, rows, width / 2]`, and the standard deviations as constants.
  package func gaussianLoss(of target: Value) -> (loss: Value, deviation: Value) {
    let numbers = width / 2
    precondition(target.width == numbers && target.node.copies == node.copies)
    func forEach(_ out: Node, _ body: (_ at: Int, _ mean: Int, _ raw: Int) -> Void) {
      for row in 0..<(out.count / numbers) {
        for index in 0..<numbers {
          let mean = row * 2 * numbers + index
          body(row * numbers + index, mean, mean + numbers)
        }
      }
    }
    func likelihood(_ out: Node, _ at: Int, _ mean: Int, _ raw: Int) -> GaussianLikelihood.Loss {
      let output = out.inputs[0].values
      return GaussianLikelihood.loss(
        mean: output[mean], raw: output[raw], target: out.inputs[1].values[at])
    }
    let loss = make(target, width: numbers) { out in
      forEach(out) { out.values[$0] = likelihood(out, $0, $1, $2).value }
    } backward: { out in
      let input = out.inputs[0]
      guard input.isActive else { return }
      forEach(out) { at, mean, raw in
        let found = likelihood(out, at, mean, raw)
        input.gradient[mean] += out.gradient[at] * found.meanSlope
        input.gradient[raw] += out.gradient[at] * found.rawSlope
      }
    }
    let deviation = make(width: numbers, isDetached: true) { out in
      let output = out.inputs[0].values
      forEach(out) {
        out.values[$0] = GaussianLikelihood.variance(output[$2]).squareRoot()
      }
    }
    return (loss, deviation)
  }
}
