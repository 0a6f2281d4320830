// SPDX-License-Identifier: Apache-2.0

extension MarkovModel {
  /// Finds the optimal policy by policy iteration: exact evaluation and improvement in turn.
  ///
  /// Discount 1 is allowed where an end can be reached from every state and no reward can be
  /// collected for ever: then it starts from a policy that ends, and every better one ends too.
  ///
  /// - Parameter discount: The discount factor γ, in `0...1`.
  /// - Returns: The values, the policy, and a bound of the values' error.
  /// - Throws: ``MarkovError`` where there is no solution, or too many states.
  ///
  /// > Source: Howard 1960, *Dynamic Programming and Markov Processes*.
  public func policyIteration(discount: Double) throws(MarkovError) -> MarkovSolution {
    try check(discount)
    var policy = endingPolicy { _, _ in true }
    for iteration in 1...10_000 {
      let values = try values(of: policy, discount: discount)
      var residual = 0.0
      var isImproved = false
      var improved = policy
      for state in 0..<stateCount where !isTerminal[state] {
        let row = state * actionCount
        let worth = (0..<actionCount).map { value(of: $0, in: state, values, discount: discount) }
        guard let best = worth.max(), let action = worth.firstIndex(of: best) else { continue }
        residual = max(residual, abs(best - values[state]))
        // rounding alone must not change the policy, or the iteration might never end
        if best > values[state] + 1e-12 * max(1, abs(values[state])) {
          for other in 0..<actionCount { improved[row + other] = other == action ? 1 : 0 }
          isImproved = true
        }
      }
      guard isImproved else {
        let steps = discount < 1 ? 1 / (1 - discount) : try stepsToEnd(of: policy).max() ?? 0
        // of equally good actions take the same one as value iteration does
        return MarkovSolution(
          values: values, policy: greedyPolicy(values, discount: discount),
          residual: residual * steps, iterations: iteration)
      }
      policy = improved
    }
    throw .notConverged(sweeps: 10_000, change: .infinity, discount: discount)
  }
}
