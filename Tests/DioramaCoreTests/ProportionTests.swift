// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import Testing

@Suite struct ProportionTests {
  /// Newcombe 1998, table II, method 10.
  @Test(arguments: [
    (Proportion(56, of: 70), Proportion(48, of: 80), 0.0524, 0.3339),
    (Proportion(9, of: 10), Proportion(3, of: 10), 0.1705, 0.8090),
    (Proportion(6, of: 7), Proportion(2, of: 7), 0.0582, 0.8062),
    (Proportion(5, of: 56), Proportion(0, of: 29), -0.0381, 0.1926),
  ])
  func `the interval of a difference is Newcombe's`(
    one: Proportion, other: Proportion, lower: Double, upper: Double
  ) {
    let interval = one.difference(from: other)
    #expect(abs(interval.lowerBound - lower) < 5e-5)
    #expect(abs(interval.upperBound - upper) < 5e-5)
    let opposite = other.difference(from: one)
    #expect(abs(opposite.lowerBound + upper) < 5e-5 && abs(opposite.upperBound + lower) < 5e-5)
    #expect(one.difference(from: Proportion(0, of: 0)) == -1...1)
  }
}
