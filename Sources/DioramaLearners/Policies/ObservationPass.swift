// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

/// A forward pass of an encoder and the network behind it, for a few observations at a time, such as those
/// that a policy acts on or the slots of a rollout.
///
/// It uses the weights as they are when it computes.
final class ObservationPass {
  /// The number of observations that it computes at once.
  let rows: Int

  private let problem: Problem
  private let encoder: Pass?
  /// The whole states, of an encoder that shows some of their numbers, and which; nil for others.
  private let shown: (states: Tensor, columns: [Int])?
  private let head: Pass
  private let seesActions: Bool
  /// Whether the head reads what the encoder writes, and nothing else.
  private let readsFeatures: Bool

  /// Plans the pass; if `seesActions` the head's input is an observation's features and then its action.
  init(
    _ problem: Problem, _ encoder: FeatureEncoder, _ head: Network, rows: Int = 1,
    seesActions: Bool = false
  ) {
    self.problem = problem
    self.rows = rows
    self.seesActions = seesActions
    self.encoder = encoder.network.map { Pass($0.network, rows: rows) }
    shown = encoder.columns.map { (Tensor(rows, problem.layout.stateCount), $0) }
    // where more than features goes in, it has an input of its own
    readsFeatures = encoder.network?.network.output.count == head.input.count
    self.head = Pass(head, rows: rows, reading: readsFeatures ? self.encoder?.output : nil)
  }

  /// Fills in `row` with the observation at `slot` of `replay`, and with its action if the head sees actions.
  func load(_ row: Int = 0, _ slot: Int, of replay: Replay) {
    if let encoder {
      replay.copyPicture(slot, to: encoder.input, row: row)
    } else {
      let states = shown?.states ?? head.input
      replay.copyState(slot, to: states, row: row)
      problem.normalizer.apply(to: states, row: row)
      for (index, column) in (shown?.columns ?? []).enumerated() {
        head.input[row, index] = states[row, column]
      }
    }
    if seesActions {
      let column = head.network.input.count - problem.actionCount
      replay.copyAction(slot, to: head.input, row: row, column: column)
    }
  }

  /// Computes the output for all rows `[copies, rows, width]`, each given `condition` beside the observation.
  func output(given condition: [Float] = []) -> Tensor {
    encoder?.forward()
    if let encoder, !readsFeatures { head.input.updateColumns(encoder.output, at: 0) }
    let first = head.network.input.count - condition.count
    for row in 0..<rows {
      for (index, number) in condition.enumerated() { head.input[row, first + index] = number }
    }
    head.forward()
    return head.output
  }

  /// Computes the first copy's output for each of `slots`.
  func outputs(_ slots: [Int], of replay: Replay) -> [[Float]] {
    let width = head.network.output.count
    return stride(from: 0, to: slots.count, by: rows).flatMap { first in
      let block = slots[first..<min(first + rows, slots.count)]
      for (row, slot) in block.enumerated() { load(row, slot, of: replay) }
      let output = output()
      return block.indices.map { index in
        let start = (index - first) * width
        return (start..<start + width).map { output[$0] }
      }
    }
  }
}
