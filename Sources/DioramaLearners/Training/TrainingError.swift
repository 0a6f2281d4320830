// SPDX-License-Identifier: Apache-2.0

/// An error of training.
public enum TrainingError: Error, Hashable, Sendable {
  /// A loss, or another measurement, that is infinite or NaN.
  case lossNotFinite(String, value: Float, step: Int, update: Int)
  /// A network with a parameter that is infinite or NaN, which is found before it is saved.
  case networkNotFinite(String, step: Int)
  /// A data set with too few episodes to choose a share of the best.
  case tooFewEpisodes(Int, share: Float)
}

extension TrainingError: CustomStringConvertible {
  /// The message in one line: the error, the value, the bound, and the remedy.
  public var description: String {
    let remedy =
      "the last checkpoint is intact; restart with a lower learning rate or normalized critics"
    return switch self {
    case .lossNotFinite(let name, let value, let step, let update):
      "\(name) is \(value) in update \(update), at step \(step); \(remedy)"
    case .networkNotFinite(let name, let step):
      "the network '\(name)' has a number that is not finite at step \(step); \(remedy)"
    case .tooFewEpisodes(let count, let share):
      "the data set has \(count) episode\(count == 1 ? "" : "s"), and best_share=\(share) chooses among 2 "
        + "or more; record more, or set best_share=1"
    }
  }
}
