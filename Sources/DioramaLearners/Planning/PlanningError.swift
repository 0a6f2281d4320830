// SPDX-License-Identifier: Apache-2.0

/// An error of planning.
public enum PlanningError: Error, Hashable, Sendable {
  /// An environment whose actions are discrete.
  case choices(String)
}

extension PlanningError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .choices(let environment):
      "mpc plans numbers, and the actions of \(environment) are choices; "
        + "'diorama solve \(environment)' plans there exactly"
    }
  }
}
