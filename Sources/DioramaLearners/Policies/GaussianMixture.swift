// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks
import Foundation

/// A mixture of Gaussians `p(a) = Σ w_k N(a; μ_k, σ_k)`, whose parameters a network gives: a mixture density
/// network.
///
/// Its output holds the K logits of the weights, then K means, then the logarithms of K standard deviations, of as
/// many numbers as an action each.
///
/// > Source: Bishop 1994, *Mixture Density Networks*, NCRG/94/004; here each number has a standard deviation of
/// > its own.
struct GaussianMixture {
  /// The range that logarithms of standard deviations are clamped to: a Gaussian that shrinks onto one
  /// demonstration would be infinitely likely.
  static let logDeviations: ClosedRange<Float> = -5...2

  /// The number of Gaussians, K.
  let components: Int

  /// The number of numbers of an action.
  let numbers: Int

  /// The number of outputs of the network.
  var width: Int { components * (1 + 2 * numbers) }

  private func means(_ index: Int) -> Range<Int> {
    let start = components + index * numbers
    return start..<start + numbers
  }

  private func deviations(_ index: Int) -> Range<Int> {
    let start = components * (1 + numbers) + index * numbers
    return start..<start + numbers
  }

  /// Returns `log Σ w_k N(a; μ_k, σ_k)` of the actions `action`.
  func logProbability(_ output: Value, of action: Value) -> Value {
    let weights = output.columns(0..<components).logSoftmax()
    let terms = (0..<components).map { index in
      let logDeviation = output.columns(deviations(index)).clamped(to: Self.logDeviations)
      let noise = (action - output.columns(means(index))) / logDeviation.exp()
      let density = -(noise.squared() / 2) - logDeviation - Distribution.halfLogTwoPi
      return weights.columns(index..<index + 1) + density.sum()
    }
    // log(e^x + e^y) = x + log(1 + e^(y - x))
    return terms.dropFirst().reduce(terms[0]) { $0 + ($1 - $0).softplus() }
  }

  /// Returns an action for the network's output: drawn from one of the Gaussians if `exploring`, else the mean of
  /// the one with the largest weight.
  func action(_ output: [Float], exploring: Bool, _ random: RandomSource) -> [Float] {
    let weights = Categorical(logits: Array(output.prefix(components)))
    guard exploring else { return Array(output[means(weights.mostLikely)]) }
    let index = weights.sample(draw: Float(random.stream.uniform()))
    let (low, high) = (Self.logDeviations.lowerBound, Self.logDeviations.upperBound)
    return zip(output[means(index)], output[deviations(index)]).map { mean, logDeviation in
      mean + exp(min(max(logDeviation, low), high)) * Float(random.stream.normal())
    }
  }
}
