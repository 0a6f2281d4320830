// SPDX-License-Identifier: Apache-2.0

/// An observation to act on, with the frames before it.
public struct Seen {
  /// The replay that stores it.
  public let replay: Replay

  /// Its slot.
  public let slot: Int

  /// Makes the observation of `replay` that waits for its action.
  ///
  /// - Precondition: There is such an observation.
  public init(_ replay: Replay) {
    guard let slot = replay.open else { preconditionFailure("no observation waits for an action") }
    self.replay = replay
    self.slot = slot
  }
}
