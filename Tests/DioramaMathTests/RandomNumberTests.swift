// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import Testing

/// Moments and frequencies with fixed seeds: they hold for ever or never, no run is unlucky.
struct RandomNumberTests {
  static let count = 100_000

  @Test func `uniform numbers fill the interval below one`() {
    var stream = RandomStream("uniform", seed: 1)
    let draws = (0..<Self.count).map { _ in stream.uniform() }
    #expect(draws.allSatisfy { (0..<1).contains($0) })
    let (mean, variance) = Self.moments(draws)
    // four standard errors: of the mean sqrt(1/12/n), of the variance sqrt(1/180/n)
    #expect(abs(mean - 0.5) <= 4 * (1 / 12 / Double(Self.count)).squareRoot())
    #expect(abs(variance - 1.0 / 12) <= 4 * (1 / 180 / Double(Self.count)).squareRoot())
  }

  @Test func `the greatest uniform number stays below one`() {
    // the state is chosen so that all 64 bits come out set: rotl(a + d, 23) + a with a = 0
    var stream = RandomStream(state: (0, 0, 0, .max))
    #expect(stream.uniform() == 1 - 0x1p-53)
  }

  @Test func `a range is filled from end to end`() {
    var stream = RandomStream("range", seed: 2)
    let draws = (0..<10_000).map { _ in stream.uniform(in: -3...5) }
    #expect(draws.allSatisfy { (-3...5).contains($0) })
    // with 10,000 draws the ends come within a thousandth of the width, but for odds of e^-10
    #expect((draws.min() ?? 0) < -2.992 && (draws.max() ?? 0) > 4.992)
    #expect(stream.uniform(in: 2...2) == 2)
  }

  @Test(arguments: [1, 2, 3, 7, 10, 1000])
  func `integers below a bound are equally frequent`(bound: Int) {
    var stream = RandomStream("integers", seed: 4)
    var counts = Array(repeating: 0, count: bound)
    for _ in 0..<Self.count { counts[stream.integer(below: bound)] += 1 }
    let expected = Double(Self.count) / Double(bound)
    let chiSquare = counts.reduce(0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    // chi-square has mean k and variance 2k; five deviations, and 1 for bounds where k is 0
    let freedom = Double(bound - 1)
    #expect(chiSquare <= freedom + 5 * (2 * freedom).squareRoot() + 1)
  }

  @Test func `a bound that is no power of two is not favoured at its lower end`() {
    // of 3 * 2^61 values a plain product of the high bits would give half of them twice as often
    let bound = 3 << 61
    var stream = RandomStream("rejection", seed: 5)
    let thirds = (0..<30_000).map { _ in stream.integer(below: bound) % 3 }
    for residue in 0..<3 {
      let share = Double(thirds.count { $0 == residue }) / 30_000
      // four standard errors of a share of one third
      #expect(abs(share - 1.0 / 3) <= 4 * (2.0 / 9 / 30_000).squareRoot())
    }
  }

  @Test func `normal numbers have the moments of the bell curve`() {
    var stream = RandomStream("normal", seed: 6)
    let draws = (0..<Self.count).map { _ in stream.normal() }
    let n = Double(Self.count)
    let (mean, variance) = Self.moments(draws)
    let skew = draws.reduce(0) { $0 + $1 * $1 * $1 } / n
    let kurtosis = draws.reduce(0) { $0 + $1 * $1 * $1 * $1 } / n
    // four standard errors: variances of x, x², x³, x⁴ are 1, 2, 15, 96
    #expect(abs(mean) <= 4 * (1 / n).squareRoot())
    #expect(abs(variance - 1) <= 4 * (2 / n).squareRoot())
    #expect(abs(skew) <= 4 * (15 / n).squareRoot())
    #expect(abs(kurtosis - 3) <= 4 * (96 / n).squareRoot())
    #expect(draws.allSatisfy { $0.isFinite })
  }

  @Test func `a bound of zero is a mistake of the program`() async {
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream("integers", seed: 0)
      _ = stream.integer(below: 0)
    }
  }

  private static func moments(_ numbers: [Double]) -> (mean: Double, variance: Double) {
    let n = Double(numbers.count)
    let mean = numbers.reduce(0, +) / n
    return (mean, numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n)
  }
}
