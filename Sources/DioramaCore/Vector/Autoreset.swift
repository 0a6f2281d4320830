// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath

/// The autoreset mode: how a vector treats an environment whose episode has ended (Gymnasium:
/// `AutoresetMode`).
public enum Autoreset: String, Hashable, Sendable, CaseIterable {
  /// The ending step returns the final observation; the environment's next step ignores its action
  /// and resets, with reward 0 and no ending.
  ///
  /// Such a step is not a transition.
  case nextStep = "next_step"
  /// The step that ends an episode also resets; the final observation is kept apart.
  case sameStep = "same_step"
  /// A step after the end is refused; the caller resets with a mask.
  case disabled
}

/// The seeds of a run's episodes.
public enum EpisodeSeed {
  /// Returns the seed of episode `number`, from 0, of a run seeded `seed`; the first has `seed` itself.
  public static func of(_ seed: UInt64, number: UInt64) -> UInt64 {
    guard number > 0 else { return seed }
    var stream = RandomStream("episode \(number)", seed: seed)
    return stream.bits()
  }
}
