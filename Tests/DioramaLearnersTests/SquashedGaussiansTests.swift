// SPDX-License-Identifier: Apache-2.0

import DioramaLearners
import DioramaMath
import DioramaNetworks
import Foundation
import Testing

@Suite struct SquashedGaussiansTests {
  static let (rows, numbers) = (64, 3)

  /// Means in ±12 and log deviations in -25...5, some of them at the bounds.
  static func output(_ random: inout RandomStream) -> Tensor {
    let output = Tensor(rows, 2 * numbers)
    for row in 0..<rows {
      for index in 0..<numbers {
        output[row, index] = Float(random.uniform(in: -12...12))
        output[row, numbers + index] =
          row % 3 == 0
          ? [-20, 2, -25, 5][row / 3 % 4] : Float(random.uniform(in: -6...2))
      }
    }
    return output
  }

  @Test func `actions and densities are exact but for the rounding of u`() {
    var random = RandomStream("test", seed: 3)
    let drawn = SquashedGaussians(rows: Self.rows, numbers: Self.numbers)
    for _ in 0..<20 {
      let output = Self.output(&random)
      drawn.draw(output, from: &random)
      for row in 0..<Self.rows {
        var (density, allowed) = (0.0, 0.0)
        for index in 0..<Self.numbers {
          let noise = Double(drawn.noise[row * Self.numbers + index])
          let held = min(max(Double(output[row, Self.numbers + index]), -20), 2)
          let (mean, spread) = (Double(output[row, index]), exp(held) * noise)
          let (u, rounding) = (mean + spread, 1.2e-7 * (abs(mean) + 2 * abs(spread)))
          let error = abs(Double(drawn.actions[row, index]) - tanh(u))
          #expect(error <= 1.8e-7 + rounding * (1 - tanh(u) * tanh(u)))  // three units
          let squash = 2 * (0.6931471806 - abs(u) - log1p(exp(-2 * abs(u))))
          let parts = [noise * noise / 2, held, 0.9189385332, squash]
          density -= parts.reduce(0, +)
          allowed += 2 * rounding + 3e-7 * parts.reduce(0) { $0 + abs($1) }
        }
        #expect(abs(Double(drawn.logProbability[row]) - density) <= allowed)
      }
    }
  }

  @Test func `gradients are those of one distribution after the other`() {
    var random = RandomStream("test", seed: 7)
    let drawn = SquashedGaussians(rows: Self.rows, numbers: Self.numbers)
    let slopes = Tensor(Self.rows, 2 + Self.numbers)
    for index in 0..<slopes.count { slopes[index] = Float(random.normal()) }
    let output = Self.output(&random)
    let gradient = Tensor(Self.rows, 2 * Self.numbers)
    drawn.draw(output, from: &random)
    let weights = Tensor(Self.rows)
    for row in 0..<Self.rows { weights[row] = 0.3 + Float(row % 4) }
    drawn.backward(weights: weights, slope: slopes, at: 2, into: gradient)
    for row in 0..<Self.rows {
      for index in 0..<Self.numbers {
        let one = SquashedGaussian(
          mean: output[row, index], logDeviation: output[row, Self.numbers + index])
        let noise = drawn.noise[row * Self.numbers + index]
        var sample = one.sample(noise: noise)
        sample.action = drawn.actions[row, index]  // rounded as it was
        let expected = one.gradient(
          of: sample, weight: weights[row], slope: slopes[row, 2 + index])
        #expect(abs(gradient[row, index] - expected.mean) <= 3e-6)
        let found = gradient[row, Self.numbers + index]
        let size = 1 + one.deviation * abs(noise)
        #expect(abs(found - expected.logDeviation) <= 4e-6 * size)
      }
    }
  }

  @Test func `noise is normal`() {
    var random = RandomStream("test", seed: 4)
    let drawn = SquashedGaussians(rows: 501, numbers: 3)  // an odd number
    let output = Tensor(501, 6)
    var sums = (count: 0.0, first: 0.0, second: 0.0, third: 0.0, fourth: 0.0, product: 0.0)
    var within = [1.0: 0.0, 2.0: 0.0, 3.0: 0.0]
    for _ in 0..<400 {
      drawn.draw(output, from: &random)
      for index in 0..<1503 {
        let number = Double(drawn.noise[index])
        sums.count += 1
        sums.first += number
        sums.second += number * number
        sums.third += number * number * number
        sums.fourth += number * number * number * number
        // the two numbers of one word
        if index < 751 { sums.product += number * Double(drawn.noise[index + 752]) }
        for bound in within.keys where abs(number) < bound { within[bound, default: 0] += 1 }
      }
    }
    // four standard errors
    let error = 4 / sums.count.squareRoot()
    #expect(abs(sums.first / sums.count) < error)
    #expect(abs(sums.second / sums.count - 1) < error * 2.0.squareRoot())
    #expect(abs(sums.third / sums.count) < error * 15.0.squareRoot())
    #expect(abs(sums.fourth / sums.count - 3) < error * 96.0.squareRoot())
    #expect(abs(sums.product / sums.count) < error)
    for (bound, share) in [(1.0, 0.682689492), (2, 0.954499736), (3, 0.997300204)] {
      #expect(abs((within[bound] ?? 0) / sums.count - share) < error / 2)
    }
  }

  @Test func `no number gives no number`() {
    for column in 0..<2 {
      let output = Tensor(1, 2)
      output[column] = .nan
      var random = RandomStream("test", seed: 5)
      let drawn = SquashedGaussians(rows: 1, numbers: 1)
      drawn.draw(output, from: &random)
      #expect(drawn.actions[0].isNaN && drawn.logProbability[0].isNaN)
    }
  }

  @Test func `far from the middle densities stay exact`() {
    let output = Tensor(4, 2)
    for (row, mean) in ([-200, -45, 45, 200] as [Float]).enumerated() {
      output[row, 0] = mean
      output[row, 1] = -20
    }
    var random = RandomStream("test", seed: 6)
    let drawn = SquashedGaussians(rows: 4, numbers: 1)
    drawn.draw(output, from: &random)
    for row in 0..<4 {
      let (u, noise) = (Double(output[row, 0]), Double(drawn.noise[row]))
      #expect(drawn.actions[row] == (u < 0 ? -1 : 1))
      // 1 - tanh² u is 4 exp(-2 |u|) there
      let expected = -noise * noise / 2 + 20 - 0.9189385332 - 1.3862943611 + 2 * abs(u)
      #expect(abs(Double(drawn.logProbability[row]) - expected) < 1e-6 * abs(expected))
    }
  }
}
