// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// An error in making an environment of the catalogue.
public enum CatalogError: Error, Hashable, Sendable {
  case unknownEnvironment(String, known: [String])
  /// A name that exists, in a version that does not.
  case unknownVersion(String, known: [EnvironmentID])
  case unknownCamera(String, of: EnvironmentID, known: [String])
  case size(width: Int, height: Int)
  case horizon(Int)
  /// Tasks that cannot be one environment, with the reason.
  case notJoined(String, reason: String)
}

extension CatalogError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .unknownEnvironment(let id, let known):
      "no environment is called '\(id)'"
        + (id.didYouMean(known).isEmpty ? "; 'diorama list' shows them all" : id.didYouMean(known))
    case .unknownVersion(let id, let known):
      "there is no '\(id)'; there is "
        + known.sorted().map { "'\($0)'" }.joined(separator: ", ")
    case .unknownCamera(let name, let id, let known):
      "\(id) has no camera '\(name)'; it has " + known.map { "'\($0)'" }.joined(separator: ", ")
    case .size(let width, let height):
      "an image of \(width)x\(height) pixels cannot be drawn; both sides must lie in \(View.sizes)"
    case .horizon(let horizon):
      "the horizon must be at least 1 step; it is \(horizon)"
    case .notJoined(let id, let reason):
      "'\(id)' is no environment: \(reason)"
    }
  }
}
