// SPDX-License-Identifier: Apache-2.0

import DioramaLearners
import DioramaMath
import Foundation
import Testing

@Suite struct ColoredNoiseTests {
  /// The mean power of each frequency, by a plain Fourier sum.
  static func spectrum(count: Int, exponent: Double, samples: Int) -> (
    power: [Double], variance: Double
  ) {
    let noise = ColoredNoise(count: count, exponent: exponent)
    var random = RandomStream("test", seed: 2)
    var power = [Double](repeating: 0, count: count / 2 + 1)
    var variance = 0.0
    for _ in 0..<samples {
      let drawn = noise.sample(from: &random)
      variance += drawn.reduce(0) { $0 + $1 * $1 } / Double(count * samples)
      for k in power.indices {
        var (real, imaginary) = (0.0, 0.0)
        for (t, x) in drawn.enumerated() {
          real += x * cos(2 * .pi * Double(k * t) / Double(count))
          imaginary += x * sin(2 * .pi * Double(k * t) / Double(count))
        }
        power[k] += (real * real + imaginary * imaginary) / Double(samples)
      }
    }
    return (power, variance)
  }

  @Test(arguments: [0.0, 1, 2, 3.5])
  func `its power falls with the frequency as the exponent says`(exponent: Double) {
    let (power, variance) = Self.spectrum(count: 32, exponent: exponent, samples: 2_000)
    #expect(abs(variance - 1) < 0.08)
    // the slope of log S over log f, by least squares over the inner frequencies
    let points = (1..<16).map { (log(Double($0)), log(power[$0])) }
    let center = points.reduce((0, 0)) { ($0.0 + $1.0 / 15, $0.1 + $1.1 / 15) }
    let slope =
      points.reduce(0) { $0 + ($1.0 - center.0) * ($1.1 - center.1) }
      / points.reduce(0) { $0 + ($1.0 - center.0) * ($1.0 - center.0) }
    #expect(abs(slope + exponent) < 0.06)
  }

  @Test(arguments: [1, 2, 5, 30]) func `is white where the exponent is 0`(count: Int) {
    let noise = ColoredNoise(count: count, exponent: 0)
    var random = RandomStream("test", seed: 3)
    var products = [Double](repeating: 0, count: count)
    for _ in 0..<4_000 {
      let drawn = noise.sample(from: &random)
      for t in 0..<count { products[t] += drawn[0] * drawn[t] / 4_000 }
    }
    #expect(abs(products[0] - 1) < 0.1)
    #expect(products.dropFirst().allSatisfy { abs($0) < 0.08 })
  }
}
