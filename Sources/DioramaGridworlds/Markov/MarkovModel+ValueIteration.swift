// SPDX-License-Identifier: Apache-2.0

internal import Foundation

extension MarkovModel {
  /// Finds the optimal values by value iteration: repeated sweeps over all states.
  ///
  /// Discount 1 is allowed where an end can be reached from every state and no reward can be collected
  /// for ever.
  ///
  /// - Parameters:
  ///   - discount: The discount factor γ, in `0...1`.
  ///   - tolerance: The largest error that the values may have.
  /// - Returns: The values, the greedy policy, and a bound of the values' error.
  /// - Throws: ``MarkovError`` where there is no solution.
  ///
  /// > Source: Sutton and Barto 2018, Eq. 4.10.
  public func valueIteration(
    discount: Double, tolerance: Double = 1e-10
  ) throws(MarkovError) -> MarkovSolution {
    try iterate(discount: discount, tolerance: tolerance) { state, values in
      var best = -Double.infinity
      for action in 0..<actionCount {
        best = max(best, value(of: action, in: state, values, discount: discount))
      }
      return best
    } policy: { values in
      greedyPolicy(values, discount: discount)
    }
  }

  /// Finds the values and the policy that are optimal for reward plus entropy, by soft value iteration.
  ///
  /// In every state, `temperature` times the entropy of the policy is added to the reward: the
  /// values are `V(s) = t log sum_a exp(Q(s, a) / t)`, and the policy takes an action with
  /// probability `exp((Q(s, a) - V(s)) / t)`. As the temperature goes to 0, both go to those of
  /// ``valueIteration(discount:tolerance:)``.
  ///
  /// - Parameters:
  ///   - discount: The discount factor γ, in `0...1`.
  ///   - temperature: The weight of the entropy: positive, in units of reward.
  ///   - tolerance: The largest error that the values may have.
  /// - Returns: The values, the probability of each action, and a bound of the values' error.
  /// - Throws: ``MarkovError`` where there is no solution.
  ///
  /// > Source: Haarnoja et al. 2017, [Eq. 2 to 5](https://arxiv.org/abs/1702.08165).
  public func softValueIteration(
    discount: Double, temperature: Double, tolerance: Double = 1e-10
  ) throws(MarkovError) -> MarkovSolution {
    guard temperature > 0, temperature.isFinite else { throw .temperature(temperature) }
    /// Returns the values of the actions less the largest, over the temperature; and the largest.
    func exponents(_ state: Int, _ values: [Double]) -> ([Double], largest: Double) {
      let worth = (0..<actionCount).map { value(of: $0, in: state, values, discount: discount) }
      let largest = worth.max() ?? 0
      return (worth.map { ($0 - largest) / temperature }, largest)
    }
    return try iterate(discount: discount, tolerance: tolerance) { state, values in
      let (exponents, largest) = exponents(state, values)
      return largest + temperature * log(exponents.reduce(0) { $0 + exp($1) })
    } policy: { values in
      var policy = [Double](repeating: 0, count: stateCount * actionCount)
      for state in 0..<stateCount where !isTerminal[state] {
        let weights = exponents(state, values).0.map { exp($0) }
        let sum = weights.reduce(0, +)
        for action in 0..<actionCount {
          policy[state * actionCount + action] = weights[action] / sum
        }
      }
      return policy
    }
  }

  /// Sweeps until the values are within `tolerance` of their limit, or as near as doubles get.
  private func iterate(
    discount: Double, tolerance: Double, _ backup: (Int, [Double]) -> Double,
    policy: ([Double]) -> [Double]
  ) throws(MarkovError) -> MarkovSolution {
    try check(discount)
    if discount == 1, let state = ranks(allowed: { _, _ in true }).firstIndex(of: nil) {
      throw .noEnd(state: stateNames[state])
    }
    var values = terminalValues
    var goodEnough = tolerance
    for sweep in 1...Self.sweepLimit {
      var next = values
      var change = 0.0
      var largest = 0.0
      for state in 0..<stateCount where !isTerminal[state] {
        next[state] = backup(state, values)
        change = max(change, abs(next[state] - values[state]))
        largest = max(largest, abs(next[state]))
      }
      values = next
      guard largest.isFinite else { break }
      // one more sweep would change them by `discount * change` at most
      let factor = discount < 1 ? discount / (1 - discount) : 1
      let isAtRest = change <= 4 * largest.ulp
      guard isAtRest || factor * change <= goodEnough else { continue }
      let acting = policy(values)
      var residual = factor * change
      if discount == 1 { residual *= try stepsToEnd(of: acting).max() ?? 0 }
      if isAtRest || residual <= tolerance {
        return MarkovSolution(
          values: values, policy: acting, residual: residual, iterations: sweep)
      }
      goodEnough = min(goodEnough / 2, tolerance * change / residual)
    }
    let change =
      (0..<stateCount).filter { !isTerminal[$0] }
      .map { abs(backup($0, values) - values[$0]) }.max() ?? 0
    throw .notConverged(sweeps: Self.sweepLimit, change: change, discount: discount)
  }

  /// Returns the greedy policy; of equally good actions it takes the first or, with discount 1, one
  /// that leads to an end.
  func greedyPolicy(_ values: [Double], discount: Double) -> [Double] {
    var isBest = [Bool](repeating: false, count: stateCount * actionCount)
    for state in 0..<stateCount where !isTerminal[state] {
      let worth = (0..<actionCount).map { value(of: $0, in: state, values, discount: discount) }
      let best = worth.max() ?? 0
      for action in 0..<actionCount {
        isBest[state * actionCount + action] =
          worth[action] >= best - Self.tie * max(1, abs(best))
      }
    }
    if discount == 1 { return endingPolicy { isBest[$0 * actionCount + $1] } }
    var policy = [Double](repeating: 0, count: isBest.count)
    for state in 0..<stateCount {
      let row = state * actionCount
      if let action = (0..<actionCount).first(where: { isBest[row + $0] }) {
        policy[row + action] = 1
      }
    }
    return policy
  }

  /// The relative difference of values below which actions are equally good.
  static var tie: Double { 1e-9 }

  private static var sweepLimit: Int { 200_000 }
}
