// SPDX-License-Identifier: Apache-2.0

/// What can go wrong while an agent learns.
public enum TrainingError: Error, Hashable, Sendable {
  /// A loss that is infinite or no number.
  case lossNotFinite(String, value: Float, step: Int, update: Int)
  /// A network with a number that is infinite or none, found when it was to be saved.
  case networkNotFinite(String, step: Int)
}

extension TrainingError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    let remedy =
      "the last checkpoint is as it was; begin again with smaller rates or normalized critics"
    return switch self {
    case .lossNotFinite(let name, let value, let step, let update):
      "\(name) is \(value) in update \(update), at step \(step); \(remedy)"
    case .networkNotFinite(let name, let step):
      "the network '\(name)' has a number that is not finite at step \(step); \(remedy)"
    }
  }
}
