// SPDX-License-Identifier: Apache-2.0

/// What the states of a decision problem are worth, and what to do in them.
public struct MarkovSolution: Hashable, Sendable {
  /// What each state is worth, `[states]`.
  public let values: [Double]
  /// How likely each action is, `[states, actions]`; zero in terminal states.
  public let policy: [Double]
  /// No value is farther than this from the exact one, up to rounding.
  ///
  /// With `e` the largest change that one more sweep would bring, it is `e / (1 - discount)`. Without a
  /// discount it is `e` times the longest time to the end that the policy needs from any state [steps]:
  /// lowering every reward by `e` would make the values exact bounds, and costs a policy `e` a step.
  public let residual: Double
  /// How many sweeps over the states, or improvements of the policy, it took.
  public let iterations: Int

  /// Returns the most likely action in `state`, the first of several; nil where nothing follows.
  public func action(in state: Int) -> Int? {
    let count = policy.count / values.count
    let row = policy[state * count..<(state + 1) * count]
    guard let best = row.max(), best > 0 else { return nil }
    return row.firstIndex(of: best).map { $0 - row.startIndex }
  }
}
