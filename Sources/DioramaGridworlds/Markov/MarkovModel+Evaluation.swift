// SPDX-License-Identifier: Apache-2.0

extension MarkovModel {
  /// Returns the value Q of `action` in `state`, given the `values` of the states.
  func value(of action: Int, in state: Int, _ values: [Double], discount: Double) -> Double {
    let row = state * actionCount + action
    var sum = 0.0
    for index in offsets[row]..<offsets[row + 1] {
      let outcome = outcomes[index]
      sum += outcome.probability * (outcome.reward + discount * values[outcome.state])
    }
    return sum
  }

  /// Returns the values of the states under `policy`, by solving the linear equations exactly.
  ///
  /// - Parameters:
  ///   - policy: The probability of each action, `[states, actions]`.
  ///   - discount: The discount factor γ, in `0...1`.
  /// - Returns: The values, `[states]`.
  /// - Throws: ``MarkovError`` when the discount factor is 1 and the policy may never end, or there
  ///   are too many states.
  ///
  /// > Source: Sutton and Barto 2018, Eq. 4.4.
  public func values(of policy: [Double], discount: Double) throws(MarkovError) -> [Double] {
    try check(discount)
    if discount == 1, let state = stateWithoutEnd(under: policy) {
      throw .noEnd(state: stateNames[state])
    }
    return try solve(policy, discount: discount) { $0.reward }
  }

  /// Returns the mean number of steps that `policy` takes to the end from each state, `[states]`.
  ///
  /// - Throws: ``MarkovError`` when the policy may never end, or there are too many states.
  public func stepsToEnd(of policy: [Double]) throws(MarkovError) -> [Double] {
    if let state = stateWithoutEnd(under: policy) { throw .noEnd(state: stateNames[state]) }
    return try solve(policy, discount: 1, terminal: 0) { _ in 1 }
  }

  func check(_ discount: Double) throws(MarkovError) {
    guard discount >= 0, discount <= 1 else { throw .discount(discount) }
  }

  /// Solves `v = r + discount P v` under `policy`, where `r` is the mean of `reward`.
  ///
  /// `1 - discount P` is diagonally dominant, so that elimination needs no pivots and fills in
  /// nothing outside the band.
  private func solve(
    _ policy: [Double], discount: Double, terminal: Double? = nil, _ reward: (Outcome) -> Double
  ) throws(MarkovError) -> [Double] {
    let unknowns = (0..<stateCount).filter { !isTerminal[$0] }
    var place = [Int](repeating: 0, count: stateCount)
    for (index, state) in unknowns.enumerated() { place[state] = index }

    var (below, above) = (0, 0)
    for (state, _, outcome) in weighted(policy, unknowns) where !isTerminal[outcome.state] {
      below = max(below, place[state] - place[outcome.state])
      above = max(above, place[outcome.state] - place[state])
    }
    let width = below + 1 + above
    guard unknowns.count * width <= 100_000_000 else { throw .tooLarge(states: unknowns.count) }

    // row i holds columns i - below ... i + above
    var matrix = [Double](repeating: 0, count: unknowns.count * width)
    var right = [Double](repeating: 0, count: unknowns.count)
    for row in unknowns.indices { matrix[row * width + below] = 1 }
    for (state, weight, outcome) in weighted(policy, unknowns) {
      let row = place[state]
      right[row] += weight * reward(outcome)
      if isTerminal[outcome.state] {
        right[row] += weight * discount * (terminal ?? terminalValues[outcome.state])
      } else {
        matrix[row * width + below + place[outcome.state] - row] -= weight * discount
      }
    }
    for pivot in unknowns.indices {
      for row in (pivot + 1)..<max(pivot + 1, min(unknowns.count, pivot + below + 1)) {
        let factor =
          matrix[row * width + below + pivot - row] / matrix[pivot * width + below]
        guard factor != 0 else { continue }
        for column in pivot..<min(unknowns.count, pivot + above + 1) {
          matrix[row * width + below + column - row] -=
            factor * matrix[pivot * width + below + column - pivot]
        }
        right[row] -= factor * right[pivot]
      }
    }
    for row in unknowns.indices.reversed() {
      for column in (row + 1)..<max(row + 1, min(unknowns.count, row + above + 1)) {
        right[row] -= matrix[row * width + below + column - row] * right[column]
      }
      right[row] /= matrix[row * width + below]
    }
    var values = terminal.map { Array(repeating: $0, count: stateCount) } ?? terminalValues
    for (index, state) in unknowns.enumerated() { values[state] = right[index] }
    return values
  }

  /// Returns every outcome that is possible in `states` under `policy`, with its probability.
  private func weighted(_ policy: [Double], _ states: [Int]) -> [(Int, Double, Outcome)] {
    precondition(
      policy.count == stateCount * actionCount,
      "a policy has \(stateCount * actionCount) numbers; there are \(policy.count)")
    return states.flatMap { state in
      (0..<actionCount).flatMap { action -> [(Int, Double, Outcome)] in
        let likelihood = policy[state * actionCount + action]
        guard likelihood > 0 else { return [] }
        return self[state, action].map { (state, likelihood * $0.probability, $0) }
      }
    }
  }
}
