// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks
import Synchronization

/// One part of a batch on its way through a ``DynamicsEnsemble``: the loss and its gradient.
final class EnsembleShard: Sendable {
  let pass: Pass
  private let rows: Int
  private let targetCount: Int
  private let target: Tensor
  private let sum = Mutex(Float(0))

  /// Makes a part of `rows` rows for each network.
  init(_ ensemble: DynamicsEnsemble, rows: Int) {
    self.rows = rows
    targetCount = ensemble.targetCount
    // each network learns from transitions of its own
    pass = Pass(ensemble.network, rows: rows, gradients: .parameters, inputPerCopy: true)
    target = Tensor(ensemble.network.copies, rows, targetCount)
  }

  /// The sum of the losses of all networks, rows and numbers.
  var loss: Float { sum.withLock { $0 } }

  /// Takes over what network `copy` learns in `row`.
  func load(_ transition: ModelTransition, copy: Int, row: Int) {
    let at = copy * rows + row
    for (index, number) in transition.input.enumerated() {
      pass.input[at * transition.input.count + index] = number
    }
    for (index, number) in transition.target.enumerated() {
      target[at * targetCount + index] = number
    }
  }

  /// Computes the gradient of the mean over a batch of `batchSize` rows, the sum over numbers and networks.
  ///
  /// Each number's share is multiplied by its deviation, as if that were given: else what is hard to predict,
  /// such as the reward where it is high and rare, would be called noise and be left at that.
  ///
  /// > Source: Seitzer et al. 2022, [*On the Pitfalls of Heteroscedastic Uncertainty Estimation with
  /// > Probabilistic Neural Networks*](https://arxiv.org/abs/2203.09168), Eq. 5 with β = 1/2.
  func gradient(batchSize: Int) {
    pass.forward()
    var total: Float = 0
    let scale = 1 / Float(batchSize)
    for at in 0..<(pass.network.copies * rows) {
      let output = at * 2 * targetCount
      for index in 0..<targetCount {
        let loss = GaussianLikelihood.loss(
          mean: pass.output[output + index], raw: pass.output[output + targetCount + index],
          target: target[at * targetCount + index])
        total += loss.value
        let weight = scale * loss.variance.squareRoot()
        pass.outputGradient[output + index] = weight * loss.meanSlope
        pass.outputGradient[output + targetCount + index] = weight * loss.rawSlope
      }
    }
    pass.backward()
    sum.withLock { [total] in $0 = total }
  }
}

/// A transition as the networks learn it, standardised.
struct ModelTransition: Sendable {
  /// Observation and action.
  var input: [Float]
  /// Changes and reward.
  var target: [Float]
}
