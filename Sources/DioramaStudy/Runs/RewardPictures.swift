// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaRender
import DioramaTasks
import Foundation

/// The pictures that a reward is learned from, and those that it is only tried on.
struct RewardPictures {
  /// Pictures of success that it is learned from.
  var goals: [Image] = []
  /// Others, that it never sees while it learns.
  var heldOut: [Image] = []
  /// Pictures of failure, that it never sees either: near misses, mishaps and the like.
  var failures: [Image] = []

  /// How many pictures of each kind it is tried on, where the task makes them.
  private static let trialCount = 21

  /// Has the task make pictures of what `configuration` observes.
  ///
  /// - Throws: What the task throws.
  init(_ configuration: RunConfiguration) throws {
    let set = try GoalSet(
      EnvironmentSuite.catalog.entry(configuration.environment),
      count: configuration.goalCount + Self.trialCount, negatives: Self.trialCount,
      view: configuration.options.view, seed: configuration.seed,
      randomized: configuration.options.randomized)
    let successes = set.examples.filter { $0.kind == .success }.map(\.picture)
    goals = Array(successes.prefix(configuration.goalCount))
    heldOut = Array(successes.dropFirst(configuration.goalCount))
    failures = set.examples.filter { $0.kind != .success }.map(\.picture)
  }

  /// Reads the pictures of the run in `folder`.
  ///
  /// - Throws: ``RenderError`` when one is damaged, ``RunError`` when they cannot be found.
  init(ofRun folder: String) throws {
    for (kind, path) in Self.kinds {
      self[keyPath: path] = try Self.files(folder, kind).map { try PNG.decode(contentsOf: $0) }
    }
  }

  /// Returns the paths of the pictures of success that the reward of the run in `folder` is learned from.
  static func goalFiles(ofRun folder: String) throws -> [String] { try files(folder, "success") }

  private static var kinds: [(String, WritableKeyPath<RewardPictures, [Image]>)] {
    [("success", \.goals), ("held_out", \.heldOut), ("failure", \.failures)]
  }

  private static func files(_ run: String, _ kind: String) throws -> [String] {
    let folder = run + "/goals"
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        .filter { $0.hasPrefix(kind + "_") }.map { folder + "/" + $0 }
    } catch {
      throw RunError.unreadable(path: folder, reason: error.systemReason)
    }
  }

  /// Writes the pictures into the folder `run`.
  func write(toRun run: String) throws {
    let folder = run + "/goals"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (kind, path) in Self.kinds {
      for (index, picture) in self[keyPath: path].enumerated() {
        try PNG.write(picture, to: folder + String(format: "/%@_%04d.png", kind, index))
      }
    }
  }
}
