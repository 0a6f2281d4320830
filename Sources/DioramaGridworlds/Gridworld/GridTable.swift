// SPDX-License-Identifier: Apache-2.0

/// A table of a model's outcomes, packed for fast steps.
struct GridTable: Hashable, Sendable {
  struct Outcome: Hashable {
    /// The sum of the probabilities of the outcomes up to this one; 1 for the last.
    var upTo: Double
    var state: Int32
    var reward: Float
  }

  let outcomes: [Outcome]
  /// The index of the first outcome of each state and action, and the end of the last, `[states *
  /// actions + 1]`.
  let offsets: [Int32]
  let isTerminal: [Bool]
  let actionCount: Int
  let starts: [Int32]

  init(_ model: MarkovModel) {
    var outcomes: [Outcome] = []
    for row in 0..<model.stateCount * model.actionCount {
      let range = model.offsets[row]..<model.offsets[row + 1]
      var sum = 0.0
      for index in range {
        let outcome = model.outcomes[index]
        sum += outcome.probability
        outcomes.append(
          Outcome(
            // the last bound is exactly 1 and a draw is below it, so that every draw has an outcome
            upTo: index == range.upperBound - 1 ? 1 : sum, state: Int32(outcome.state),
            reward: Float(outcome.reward)))
      }
    }
    self.outcomes = outcomes
    offsets = model.offsets.map { Int32($0) }
    isTerminal = model.isTerminal
    actionCount = model.actionCount
    starts = model.starts.indices.filter { model.starts[$0] > 0 }.map { Int32($0) }
  }
}
