// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks
import Foundation
import Testing

@Suite struct GaussianLikelihoodTests {
  /// The bounded logarithm as PETS writes it, in doubles.
  static func bounded(_ raw: Double) -> Double {
    func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
    return -10 + softplus(0.5 - softplus(0.5 - raw) + 10)
  }

  @Test(
    arguments: [
      (-100, -10), (-10, -9.306867), (0, -0.474004), (0.5, -0.193092), (5, 0.488980), (1_000, 0.5),
    ] as [(Float, Double)]
  ) func `the logarithm of the variance stays in its bounds`(raw: Float, expected: Double) {
    let found = log(Double(GaussianLikelihood.variance(raw)))
    #expect(abs(found - expected) < 2e-4)
    #expect(abs(found - Self.bounded(Double(raw))) < 2e-4)
  }

  @Test func `many deviations at once are those of the single variances`() {
    let raw = (-400...400).map { Float($0) / 10 } + [-1e30, 1e30, .infinity]
    let (source, found) = (Tensor(raw.count), Tensor(raw.count))
    for (index, number) in raw.enumerated() { source[index] = number }
    GaussianLikelihood.writeDeviations(source, to: found)
    for (index, number) in raw.enumerated() {
      let expected = GaussianLikelihood.variance(number).squareRoot()
      #expect(abs(found[index] - expected) <= 1e-6 * expected)
    }
  }

  @Test func `the loss of a known Gaussian is its negative log-likelihood`() {
    // e = 0.5 and log v = -1: (0.25 e + (-1)) / 2 = -0.1602147714, with the raw number that gives it
    var (low, high) = (-5.0, 5.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if Self.bounded(middle) < -1 { low = middle } else { high = middle }
    }
    let loss = GaussianLikelihood.loss(mean: 1.5, raw: Float(low), target: 1)
    #expect(abs(Double(loss.value) + 0.1602147714) < 1e-5)
  }

  @Test(arguments: [-8, -3, -1, 0, 0.4, 1, 3] as [Float], [-1.5, -0.1, 0.3, 2] as [Float])
  func `slopes are those of finite differences`(raw: Float, mean: Float) {
    func value(_ mean: Double, _ raw: Double) -> Double {
      let logVariance = Self.bounded(raw)
      let error = mean - 0.2
      return (error * error * exp(-logVariance) + logVariance) / 2
    }
    let loss = GaussianLikelihood.loss(mean: mean, raw: raw, target: 0.2)
    let (mean, raw, step) = (Double(mean), Double(raw), 1e-5)
    let meanSlope = (value(mean + step, raw) - value(mean - step, raw)) / (2 * step)
    let rawSlope = (value(mean, raw + step) - value(mean, raw - step)) / (2 * step)
    #expect(abs(Double(loss.meanSlope) - meanSlope) <= 2e-4 * max(1, abs(meanSlope)))
    #expect(abs(Double(loss.rawSlope) - rawSlope) <= 2e-4 * max(1, abs(rawSlope)))
  }

  @Test(arguments: [-1e30, 1e30] as [Float]) func `far away nothing is infinite`(raw: Float) {
    let loss = GaussianLikelihood.loss(mean: 1, raw: raw, target: 0)
    #expect(loss.value.isFinite && loss.meanSlope.isFinite && loss.rawSlope.isFinite)
  }
}
