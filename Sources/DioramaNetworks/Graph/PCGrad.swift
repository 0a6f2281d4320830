// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// Gradient surgery (PCGrad): the gradients of several tasks, rid of what they undo of each other.
///
/// Where two gradients point against each other (`gᵢ · gⱼ < 0`), each is projected onto the plane that is normal to the
/// other.
///
/// > Source: Yu et al. 2020, [*Gradient Surgery for Multi-Task Learning*](https://arxiv.org/abs/2001.06782), algorithm 1.
public enum PCGrad {
  /// Computes the sum of the projected gradients, `Σᵢ gᵢᴾᶜ`.
  ///
  /// - Parameters:
  ///   - gradients: The gradient of each task, equally long.
  ///   - random: The random numbers that order the projections.
  /// - Returns: The sum, which is that of the gradients themselves where none conflict.
  public static func sum(_ gradients: [[Float]], _ random: inout RandomStream) -> [Float] {
    let products = gradients.map { one in gradients.map { other in dot(one, other) } }
    let weights = weights(products, &random)
    return (gradients.first ?? []).indices.map { index in
      Float(zip(weights, gradients).reduce(0) { $0 + $1.0 * Double($1.1[index]) })
    }
  }

  /// Computes how much each gradient weighs in the sum of the projected ones: `Σᵢ gᵢᴾᶜ = Σₖ wₖ gₖ`.
  ///
  /// All that is projected is made of the gradients themselves, so that their products say everything.
  ///
  /// - Parameters:
  ///   - products: The products `gⱼ · gₖ` of all pairs.
  ///   - random: The random numbers that order the projections.
  /// - Returns: The weights wₖ.
  static func weights(_ products: [[Double]], _ random: inout RandomStream) -> [Double] {
    var sum = products.map { _ in 0.0 }
    for task in products.indices {  // line 3
      var mine = products.map { _ in 0.0 }  // the weights of gᵢᴾᶜ
      mine[task] = 1  // line 2: gᵢᴾᶜ ← gᵢ
      for other in random.shuffled(products.indices.filter { $0 != task }) {  // line 4
        let product = dot(mine, products[other])
        if product < 0 { mine[other] -= product / products[other][other] }  // lines 5 to 7
      }
      sum = zip(sum, mine).map(+)  // line 8
    }
    return sum
  }

  private static func dot<Number: BinaryFloatingPoint>(_ one: [Number], _ other: [Number]) -> Double
  {
    zip(one, other).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
}
