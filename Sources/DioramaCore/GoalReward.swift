// SPDX-License-Identifier: Apache-2.0

/// The reward of a goal-conditioned environment as a function of goals alone.
///
/// After every step the environment's reward is this function's value for the observed goals, so
/// that a learner can compute the reward for another goal (hindsight experience replay).
public struct GoalReward: Sendable {
  /// The number of elements of a goal.
  public let count: Int
  /// The reward of one achieved and one desired goal, `count` numbers each.
  public let single: @Sendable (ArraySlice<Float>, ArraySlice<Float>) -> Float

  /// Makes the function from one that takes an achieved and a desired goal, `count` numbers each.
  ///
  /// - Precondition: `count` is positive.
  public init(
    count: Int, _ reward: @escaping @Sendable (ArraySlice<Float>, ArraySlice<Float>) -> Float
  ) {
    precondition(count > 0, "a goal must have a number; it has \(count)")
    self.count = count
    single = reward
  }

  /// Returns the reward for each achieved goal, given the desired one beside it.
  ///
  /// - Parameters:
  ///   - achieved: Goals as observed, `[batch, count]`.
  ///   - desired: Goals as wanted, `[batch, count]`.
  /// - Returns: Rewards, `[batch]`.
  /// - Throws: ``SimulationError`` when the shapes disagree.
  public func callAsFunction(
    achieved: [Float], desired: [Float]
  ) throws(SimulationError) -> [Float] {
    guard achieved.count == desired.count, achieved.count.isMultiple(of: count) else {
      throw .goalCount(achieved: achieved.count, desired: desired.count, goal: count)
    }
    return stride(from: 0, to: achieved.count, by: count).map {
      single(achieved[$0..<$0 + count], desired[$0..<$0 + count])
    }
  }
}
