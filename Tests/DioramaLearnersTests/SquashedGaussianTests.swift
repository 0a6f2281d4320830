// SPDX-License-Identifier: Apache-2.0

import DioramaLearners
import Testing

@Suite struct SquashedGaussianTests {
  /// Mean, log deviation, noise; action, log probability: computed in double precision elsewhere.
  static let cases: [[Float]] = [
    [0, 0, 0, 0, -0.9189385332],
    [0.5, -0.5, 1, 0.8028326106, 0.1154045851],
    [3, 0.5, -2, -0.2889704477, -3.3317410447],
    [10, 2, 1, 1, 29.9728793035],
  ]

  @Test(arguments: cases)
  func `actions have the right density`(_ row: [Float]) {
    let sample = SquashedGaussian(mean: row[0], logDeviation: row[1]).sample(noise: row[2])
    #expect(abs(sample.action - row[3]) < 1e-6)
    #expect(abs(sample.logProbability - row[4]) < 2e-6 * max(1, abs(row[4])))
  }

  @Test(arguments: [[0.3, -0.7, 0.8], [-1.2, 0.4, -1.5], [0.1, -25, 0.5]] as [[Float]])
  func `gradients are finite differences`(_ row: [Float]) {
    let (weight, slope, step) = (Float(0.7), Float(-0.4), Float(1e-2))
    func loss(_ mean: Float, _ logDeviation: Float) -> Float {
      let sample = SquashedGaussian(mean: mean, logDeviation: logDeviation).sample(noise: row[2])
      return weight * sample.logProbability + slope * sample.action
    }
    let found = SquashedGaussian(mean: row[0], logDeviation: row[1])
    let gradient = found.gradient(
      of: found.sample(noise: row[2]), weight: weight, slope: slope)
    let inMean = (loss(row[0] + step, row[1]) - loss(row[0] - step, row[1])) / (2 * step)
    let inDeviation = (loss(row[0], row[1] + step) - loss(row[0], row[1] - step)) / (2 * step)
    #expect(abs(gradient.mean - inMean) < 1e-3)
    #expect(abs(gradient.logDeviation - inDeviation) < 1e-3)
  }
}
