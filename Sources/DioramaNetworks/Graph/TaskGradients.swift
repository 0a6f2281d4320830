// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// The tasks that the rows of a batch belong to.
public struct TaskRows {
  /// The index of each row's task, counted from 0.
  public let index: Value

  /// The number of tasks.
  public let count: Int

  /// Makes the tasks of rows.
  public init(index: Value, count: Int) {
    self.index = index
    self.count = count
  }
}

/// The gradients of a stage's loss in the rows of each task, which ``PCGrad`` makes one of.
final class TaskGradients {
  /// The number of tasks.
  var count: Int { kept.count }

  /// The gradients that the optimiser of each network adds up.
  private let networks: [[Tensor]]

  /// The gradient of each task in each network.
  private let kept: [[Tensor]]

  /// Makes room for the gradients of `tasks` tasks in networks, whose optimisers add up `networks`.
  init(tasks: Int, _ networks: [[Tensor]]) {
    self.networks = networks
    kept = (0..<tasks).map { _ in networks.map { Tensor(like: $0[0]) } }
  }

  /// Keeps the present gradients as those of `task`.
  func keep(_ task: Int) {
    for (sum, gradients) in zip(kept[task], networks) {
      sum.fill(0)
      for gradient in gradients { sum.add(gradient) }
    }
  }

  /// Replaces the present gradients by the sum of the tasks' projected ones.
  func combine(_ random: inout RandomStream) {
    let products = kept.map { one in
      kept.map { other in zip(one, other).reduce(0) { $0 + $1.0.dot($1.1) } }
    }
    let weights = PCGrad.weights(products, &random)
    for (network, gradients) in networks.enumerated() {
      for gradient in gradients { gradient.fill(0) }
      for (task, weight) in weights.enumerated() {
        gradients[0].add(kept[task][network], times: Float(weight))
      }
    }
  }
}
