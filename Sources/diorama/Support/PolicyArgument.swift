// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import DioramaFiles
import DioramaMath
import DioramaRuns
import Foundation

/// What acts, as it is named on the command line: a kind of policy, or the folder of a run.
struct PolicyArgument: ExpressibleByArgument, CustomStringConvertible {
  /// What was typed.
  let description: String

  init?(argument: String) { description = argument }

  private static let planned = "mpc"

  /// Whether plans are made, with the simulator as the model.
  var isPlanned: Bool { description == Self.planned }

  /// Returns what was learned, if the folder of a run is named.
  ///
  /// - Throws: A `ValidationError` when it is neither a kind nor a folder, and ``RunError`` when the
  ///   run has learned in another environment than `id`.
  func savedPolicy(learnedIn id: EnvironmentID) throws -> SavedPolicy? {
    if PolicyKind(rawValue: description) != nil || isPlanned { return nil }
    guard Disk.exists(description) else {
      let kinds = PolicyKind.allCases.map(\.rawValue) + [Self.planned]
      throw ValidationError(
        "'\(description)' is neither \(kinds.joined(separator: ", ")) nor the folder of a run"
          + description.didYouMean(kinds))
    }
    let saved = try SavedPolicy(run: description)
    try saved.check(learnedIn: id.description)
    return saved
  }

  /// Returns the policy; `saved` is what ``savedPolicy(learnedIn:)`` returned.
  func make(_ saved: SavedPolicy?, for environment: AnyEnvironment) throws -> any Policy {
    if let kind = PolicyKind(rawValue: description) { return kind.make() }
    guard let saved else { return ZeroPolicy() }
    return try saved.policy(for: environment)
  }
}
