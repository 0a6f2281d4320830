// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import DioramaFiles
import DioramaMath
import DioramaRuns
import Foundation

/// A policy as it is named on the command line: a kind of policy, `mpc`, or the folder of a run.
struct PolicyArgument: ExpressibleByArgument, CustomStringConvertible {
  /// The word that was typed.
  let description: String

  init?(argument: String) { description = argument }

  private static let planned = "mpc"

  /// Whether it plans with the simulator as the model.
  var isPlanned: Bool { description == Self.planned }

  /// Returns the saved policy, if the folder of a run is named.
  ///
  /// - Throws: A `ValidationError` when it is neither a kind of policy nor a folder, and ``RunError`` when
  ///   the run has learned in another environment than `entry`'s.
  func savedPolicy(learnedIn entry: Catalog.Entry) throws -> SavedPolicy? {
    if PolicyKind(rawValue: description) != nil || isPlanned { return nil }
    guard Disk.exists(description) else {
      let kinds = PolicyKind.allCases.map(\.rawValue) + [Self.planned]
      throw ValidationError(
        "'\(description)' is neither \(kinds.joined(separator: ", ")) nor the folder of a run"
          + description.didYouMean(kinds))
    }
    let saved = try SavedPolicy(run: description)
    try saved.check(learnedIn: entry.id.description)
    if saved.configuration.taskChecksum != entry.sourceChecksum {
      Console.note(
        "diorama: warning: '\(description)' was trained before the task or its scene was edited")
    }
    return saved
  }

  /// Returns the policy; `saved` is what ``savedPolicy(learnedIn:)`` returned.
  func make(_ saved: SavedPolicy?, for environment: AnyEnvironment) throws -> any Policy {
    if let kind = PolicyKind(rawValue: description) { return kind.make() }
    guard let saved else { return ZeroPolicy() }
    return try saved.policy(for: environment)
  }
}
