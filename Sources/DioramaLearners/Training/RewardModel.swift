// SPDX-License-Identifier: Apache-2.0

/// A reward that is learned while a learner learns by it.
///
/// It sees transitions and knows no learner.
public protocol RewardModel: AnyObject {
  /// The names of the columns of a replay that it reads and writes.
  var columns: [String] { get }

  /// Takes in the newest observation of `replay`, which waits for its action.
  func see(_ replay: inout Replay)

  /// Returns the reward for what was done at `slot` of `replay`, of which the result is stored.
  func reward(at slot: Int, of replay: Replay) -> Float

  /// Learns from `replay`, if it is time once `step` steps of training were made.
  ///
  /// - Returns: Whether rewards are others now.
  func learn(from replay: inout Replay, after step: Int) throws -> Bool

  /// What was measured last, by the names of the catalogue's columns.
  var measures: Measures { get }

  /// All that its future depends on, by name.
  var parts: Parts { get }
}

extension RewardModel {
  public var columns: [String] { [] }
  public func see(_ replay: inout Replay) {}
}
