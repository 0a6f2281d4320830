// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import Testing

@Suite struct ConjugateGradientsTests {
  private static let matrix = [[4.0, 1, 0], [1, 3, -1], [0, -1, 2]]

  private static func product(_ vector: [Double]) -> [Double] {
    matrix.map { dot($0, vector) }
  }

  @Test func `three equations are solved in three steps`() {
    // A (1, -2, 3) by hand
    let found = conjugateGradients([2, -8, 8], iterations: 3, tolerance: 0, product: Self.product)
    for (found, expected) in zip(found, [1.0, -2, 3]) { #expect(abs(found - expected) < 1e-12) }
    let early = conjugateGradients([2, -8, 8], iterations: 2, tolerance: 0, product: Self.product)
    #expect(abs(early[0] - 1) > 1e-3)
  }

  @Test func `the solution of nothing is nothing, and costs no product`() {
    var products = 0
    let found = conjugateGradients([0, 0, 0], iterations: 9) {
      products += 1
      return Self.product($0)
    }
    #expect(found == [0, 0, 0] && products == 0)
  }
}
