// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

/// A shard of the sequences that are rolled out in a ``DynamicsEnsemble``, each with one particle per
/// network.
final class ImaginationShard: Sendable {
  let rows: Int
  private let pass: Pass
  private let returns: Tensor
  private let moved: Tensor
  /// The standard deviations that the networks predict, laid out as their output; entries of the means are
  /// unused.
  private let deviations: Tensor
  private let stateCount: Int
  private let width: Int
  private let targetCount: Int

  /// Makes a shard of `rows` sequences.
  init(_ ensemble: DynamicsEnsemble, rows: Int) {
    self.rows = rows
    pass = Pass(ensemble.network, rows: rows, inputPerCopy: true)
    returns = Tensor(rows)
    stateCount = ensemble.stateCount
    width = ensemble.stateCount + ensemble.actionCount
    targetCount = ensemble.targetCount
    moved = Tensor(ensemble.network.copies, rows, width)
    deviations = Tensor(pass.output.count)
  }

  /// Returns the return of the sequence in `row`.
  func earned(_ row: Int) -> Double { Double(returns[row]) }

  /// Rolls `sequences` out, and sums up their rewards.
  func run(_ sequences: [[Float]], _ scenario: ImaginedScenario) {
    let copies = pass.network.copies
    let steps = (sequences.first?.count ?? 0) / (width - stateCount)
    returns.fill(0)
    for at in 0..<(copies * rows) {
      for index in 0..<stateCount { pass.input[at * width + index] = scenario.start[index] }
    }
    for step in 0..<steps {
      if step > 0, let deal = scenario.deals?[step] { self.deal(deal) }
      for (row, sequence) in sequences.enumerated() {
        for index in 0..<(width - stateCount) {
          let number = sequence[step * (width - stateCount) + index]
          let seen = number * scenario.actionScale[index] + scenario.actionShift[index]
          for copy in 0..<copies {
            pass.input[(copy * rows + row) * width + stateCount + index] = seen
          }
        }
      }
      pass.forward()
      GaussianLikelihood.writeDeviations(pass.output, to: deviations)
      for copy in 0..<copies {
        let noise = (step * copies + copy) * stateCount
        for row in 0..<rows { advance(copy, row, noise, scenario) }
      }
    }
  }

  /// Advances the particle in `row` of network `copy` by one step, and adds its reward.
  private func advance(_ copy: Int, _ row: Int, _ noise: Int, _ scenario: ImaginedScenario) {
    let input = (copy * rows + row) * width
    let output = (copy * rows + row) * 2 * targetCount
    for index in 0..<stateCount {
      let deviation = deviations[output + targetCount + index]
      let change = pass.output[output + index] + deviation * scenario.noise[noise + index]
      let next =
        pass.input[input + index] + change * scenario.changeScale[index]
        + scenario.changeShift[index]
      pass.input[input + index] = min(max(next, scenario.low[index]), scenario.high[index])
    }
    returns[row] += scenario.rewardScale * pass.output[output + stateCount] + scenario.rewardShift
  }

  /// Gives each network the particles of the network that `others` names for it.
  private func deal(_ others: [Int]) {
    moved.update(pass.input)
    let block = rows * width
    for (copy, other) in others.enumerated() where other != copy {
      for index in 0..<block { pass.input[copy * block + index] = moved[other * block + index] }
    }
  }
}
