// SPDX-License-Identifier: Apache-2.0

/// A solution for a finite horizon: the best action for each state and number of steps left.
///
/// There is no discount, so that the values are exactly the best expected returns of a truncated
/// episode. Of equally good actions it takes the one that ends the episode sooner.
public struct FiniteHorizonSolution: Sendable {
  /// The number of steps that it looks ahead; with more steps left it acts as with that many.
  public let stepCount: Int
  /// The values of the states with `stepCount` steps left, `[states]`.
  public let values: [Double]
  /// The best action with 1, 2, … steps left, `[steps, states]`.
  private let actions: [UInt8]

  /// Plans `stepCount` steps in `model`, by backward induction.
  ///
  /// > Source: Bellman 1957, *Dynamic Programming*.
  public init(_ model: MarkovModel, stepCount: Int) {
    precondition(stepCount >= 1, "there must be a step; there are \(stepCount)")
    precondition(model.actionCount <= 256, "there are \(model.actionCount) actions")
    let count = model.stateCount
    var values = model.terminalValues
    var lengths = [Double](repeating: 0, count: count)
    var actions = [UInt8](repeating: 0, count: stepCount * count)
    for step in 0..<stepCount {
      var (nextValues, nextLengths) = (values, lengths)
      for state in 0..<count where !model.isTerminal[state] {
        var (bestValue, bestLength) = (-Double.infinity, Double.infinity)
        for action in 0..<model.actionCount {
          var (value, length) = (0.0, 1.0)
          for outcome in model[state, action] {
            value += outcome.probability * (outcome.reward + values[outcome.state])
            length += outcome.probability * lengths[outcome.state]
          }
          let margin = 1e-12 * max(1, abs(bestValue))
          let isBetter =
            bestValue == -.infinity || value > bestValue + margin
            || value >= bestValue - margin && length < bestLength - 1e-9
          if isBetter {
            (bestValue, bestLength) = (value, length)
            actions[step * count + state] = UInt8(action)
          }
        }
        (nextValues[state], nextLengths[state]) = (bestValue, bestLength)
      }
      (values, lengths) = (nextValues, nextLengths)
    }
    self.stepCount = stepCount
    self.values = values
    self.actions = actions
  }

  /// Returns the best action in `state` with so many steps left.
  ///
  /// - Precondition: `stepsLeft` is positive.
  public func action(in state: Int, stepsLeft: Int) -> Int {
    precondition(stepsLeft >= 1, "there is no step left")
    return Int(actions[(min(stepsLeft, stepCount) - 1) * values.count + state])
  }
}
