// SPDX-License-Identifier: Apache-2.0

internal import CDioramaKernels
package import DioramaMath

/// Actions drawn from Gaussians that are squashed into ±1 by the hyperbolic tangent, row by row.
///
/// A policy's output has, in each row, the means of all numbers of an action, then the logarithms of their
/// standard deviations, which are clamped to -20...2.
///
/// > Source: Haarnoja et al. 2018, [*Soft Actor-Critic Algorithms and
/// > Applications*](https://arxiv.org/abs/1812.05905), appendix C.
///
/// One thread may use it at a time.
@safe
package final class SquashedGaussians: @unchecked Sendable {
  /// The actions drawn `[rows, numbers]`: `a = tanh(u)`, `u = μ + σ ε`.
  package let actions: Tensor

  /// The logarithm of the density of each row's action `[rows]`, log π(a).
  ///
  /// It is exact even where `a` rounds to ±1: `log(1 - a²)` is computed as
  /// `2 (log 2 - |u| - log(1 + exp(-2 |u|)))`.
  package let logProbability: Tensor

  /// The standard normal numbers that the actions were made from, ε.
  package let noise: Tensor

  private let rows: Int
  private let numbers: Int
  private let mean: Tensor
  private let logDeviation: Tensor
  private let deviation: Tensor
  private let logDensity: Tensor
  private let slope: Tensor
  private let weights: Tensor
  private let meanGradient: Tensor
  private let logDeviationGradient: Tensor
  private var words: [UInt64]

  /// Makes room for `rows` actions of `numbers` numbers.
  package init(rows: Int, numbers: Int) {
    self.rows = rows
    self.numbers = numbers
    let pairs = (rows * numbers + 1) / 2
    words = Array(repeating: 0, count: pairs)
    noise = Tensor(2 * pairs)
    logProbability = Tensor(rows)
    actions = Tensor(rows, numbers)
    mean = Tensor(rows, numbers)
    logDeviation = Tensor(rows, numbers)
    deviation = Tensor(rows, numbers)
    logDensity = Tensor(rows, numbers)
    slope = Tensor(rows, numbers)
    weights = Tensor(rows, numbers)
    meanGradient = Tensor(rows, numbers)
    logDeviationGradient = Tensor(rows, numbers)
  }

  /// Draws an action for each row of `output`, a policy's.
  package func draw(_ output: Tensor, from random: inout RandomStream) {
    unsafe words.withUnsafeMutableBufferPointer {
      for index in $0.indices { unsafe $0[index] = random.bits() }
      unsafe diorama_normals($0.count, $0.baseAddress, noise.base)
    }
    update(output)
  }

  /// Makes actions from `output`, a policy's, with the noise as it is.
  package func update(_ output: Tensor) {
    mean.updateFromColumns(output, at: 0)
    logDeviation.updateFromColumns(output, at: numbers)
    unsafe diorama_squash(
      rows * numbers, mean.base, logDeviation.base, noise.base, deviation.base, actions.base,
      logDensity.base)
    for row in 0..<rows {
      var sum: Float = 0
      for index in 0..<numbers { sum += logDensity[row * numbers + index] }
      logProbability[row] = sum
    }
  }

  /// Writes the gradient of `weight log π(a) + q(a)` in the policy's output, ε being fixed.
  ///
  /// - Parameters:
  ///   - rowWeights: The factor of the logarithm of each row's density `[rows]`.
  ///   - inputGradient: The gradient of q, in rows such as a critic's input.
  ///   - column: The first column of the actions in these rows.
  ///   - gradient: Receives the gradient, in rows as the policy's output has them.
  package func backward(
    weights rowWeights: Tensor, slope inputGradient: Tensor, at column: Int = 0,
    into gradient: Tensor
  ) {
    slope.updateFromColumns(inputGradient, at: column)
    for row in 0..<rows {
      for index in 0..<numbers { weights[row * numbers + index] = rowWeights[row] }
    }
    unsafe diorama_squash_gradient(
      rows * numbers, weights.base, logDeviation.base, noise.base, deviation.base, actions.base,
      slope.base, meanGradient.base, logDeviationGradient.base)
    gradient.updateColumns(meanGradient, at: 0)
    gradient.updateColumns(logDeviationGradient, at: numbers)
  }
}
