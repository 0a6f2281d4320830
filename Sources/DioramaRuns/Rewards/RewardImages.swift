// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaMath
import DioramaRender
import DioramaTasks
import Foundation

/// The images that a reward is learned from, and those that it is only tested on.
struct RewardImages {
  /// The success images that it is learned from.
  var goals: [Image] = []
  /// The held-out success images, which it never learns from.
  var heldOut: [Image] = []
  /// The images of failure, near misses, mishaps and the like, which it never learns from either.
  var failures: [Image] = []
  /// Notes for the user about the images, a sentence each.
  var notes: [String] = []

  /// The number of test images of each kind, where the task makes them.
  private static let trialCount = 21

  /// Reads the images in the configuration's folder, or has the task make them.
  ///
  /// - Throws: ``SuccessImagesError``, ``RunError``, ``RenderError``, or an error of the task or `progress`.
  init(
    _ configuration: RunConfiguration,
    progress: (_ done: Int, _ count: Int) throws -> Void = { _, _ in }
  ) throws {
    let count = configuration.goalCount
    if let folder = configuration.goals {
      var view = try configuration.options.view
      view.camera = try view.camera ?? configuration.makeEnvironment().cameras.first
      let given = try SuccessImages(
        folder: folder, for: view, of: configuration.environmentEntry)
      goals = Array(given.goals.prefix(count))
      heldOut = Array(given.goals.dropFirst(count))
      failures = given.negatives
      notes = given.notes
      if goals.count < count {
        let found = goals.count == 1 ? "is 1 image" : "are \(goals.count) images"
        notes.append("there \(found) of success; goal_count asks for \(count)")
      }
      return
    }
    let set = try SuccessSet(
      configuration.environmentEntry,
      count: count + Self.trialCount, negatives: Self.trialCount,
      view: configuration.options.view, seed: configuration.seed,
      randomized: configuration.options.randomized
    ) { try progress($0, count + 2 * Self.trialCount) }
    let successes = set.examples.filter { $0.kind == .success }.map(\.picture)
    goals = Array(successes.prefix(count))
    heldOut = Array(successes.dropFirst(count))
    failures = set.examples.filter { $0.kind != .success }.map(\.picture)
  }

  /// Reads the images of the run in `folder`.
  ///
  /// - Throws: ``RenderError`` when one is damaged, ``RunError`` when they cannot be found or are of
  ///   another size.
  init(ofRun folder: String, _ configuration: RunConfiguration) throws {
    let size = [configuration.width, configuration.height]
    for (kind, path) in Self.kinds {
      self[keyPath: path] = try Self.files(folder, kind).map { file in
        let picture = try PNG.decode(contentsOf: file)
        let found = [picture.width, picture.height]
        guard found == size else {
          throw RunError.otherSize(path: file, found: found, wanted: size)
        }
        return picture
      }
    }
    guard !goals.isEmpty else { throw RunError.otherGoals(run: folder) }
  }

  /// A hash over the success images.
  var goalsHash: UInt64 {
    var hash = TrajectoryHash()
    for goal in goals { hash.combine(goal) }
    return hash.value
  }

  private static var kinds: [(String, WritableKeyPath<RewardImages, [Image]>)] {
    [("success", \.goals), ("held_out", \.heldOut), ("failure", \.failures)]
  }

  private static func files(_ run: String, _ kind: String) throws -> [String] {
    let folder = run + "/goals"
    do {
      return try Disk.contents(folder)
        .filter { $0.hasPrefix(kind + "_") }.map { folder + "/" + $0 }
    } catch {
      throw RunError.unreadable(path: folder, reason: error.systemReason)
    }
  }

  /// Writes the images into the folder `run`.
  func write(toRun run: String) throws {
    let folder = run + "/goals"
    do {
      try Disk.makeFolder(folder)
    } catch {
      throw RunError.unwritable(path: folder, reason: error.systemReason)
    }
    for (kind, path) in Self.kinds {
      for (index, picture) in self[keyPath: path].enumerated() {
        try PNG.write(picture, to: folder + String(format: "/%@_%04d.png", kind, index))
      }
    }
  }
}
