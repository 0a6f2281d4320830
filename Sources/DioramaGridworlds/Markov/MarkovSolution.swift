// SPDX-License-Identifier: Apache-2.0

/// A solution of a Markov decision process: the values of its states, and a policy.
public struct MarkovSolution: Hashable, Sendable {
  /// The values of the states, `[states]`.
  public let values: [Double]
  /// The probability of each action, `[states, actions]`; 0 in terminal states.
  public let policy: [Double]
  /// A bound of the values' error, up to rounding.
  ///
  /// With `e` the largest change that one more sweep would bring, it is `e / (1 - discount)`. Without a
  /// discount it is `e` times the longest time to the end that the policy needs from any state [steps]:
  /// lowering every reward by `e` would make the values exact bounds, and costs a policy `e` a step.
  public let residual: Double
  /// The number of sweeps over the states, or of improvements of the policy.
  public let iterations: Int

  /// Returns the most likely action in `state`, the first of several; nil in a terminal state.
  public func action(in state: Int) -> Int? {
    let count = policy.count / values.count
    let row = policy[state * count..<(state + 1) * count]
    guard let best = row.max(), best > 0 else { return nil }
    return row.firstIndex(of: best).map { $0 - row.startIndex }
  }
}
