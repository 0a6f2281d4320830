// SPDX-License-Identifier: Apache-2.0

/// An error of planning.
public enum PlanningError: Error, Hashable, Sendable {
  /// An environment whose actions are discrete.
  case choices(String)
}

extension PlanningError: CustomStringConvertible {
  /// The message in one line: the error, the value, the bound, and the remedy.
  public var description: String {
    switch self {
    case .choices(let environment):
      "mpc plans continuous actions, and those of \(environment) are discrete; "
        + "'diorama solve \(environment)' plans there exactly"
    }
  }
}
