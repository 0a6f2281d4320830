// SPDX-License-Identifier: Apache-2.0

/// A reward model, which is learned while a learner learns from its rewards.
///
/// It sees transitions and does not know the learner.
public protocol RewardModel: AnyObject {
  /// The names of the columns of a replay that it reads and writes.
  var columns: [String] { get }

  /// Takes in the newest observation of `replay`, which waits for its action.
  func see(_ replay: inout Replay)

  /// Returns the reward for the action at `slot` of `replay`, where the next observation is stored, too.
  func reward(at slot: Int, of replay: Replay) -> Float

  /// Learns from `replay`, if an update is due after `step` steps of training.
  ///
  /// - Returns: Whether the rewards have changed.
  func learn(from replay: inout Replay, after step: Int) throws -> Bool

  /// The last measurements, by the names of the catalogue's columns.
  var measures: Measures { get }

  /// The parts that its future depends on, by name.
  var parts: Parts { get }
}

extension RewardModel {
  public var columns: [String] { [] }
  public func see(_ replay: inout Replay) {}
}
