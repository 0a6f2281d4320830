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
  /// The images of failure that it is shown.
  var shown: [Image] = []
  /// The other images of failure, near misses, mishaps and the like, which it never learns from.
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
      shown = Array(given.negatives.prefix(configuration.failureCount))
      failures = Array(given.negatives.dropFirst(configuration.failureCount))
      notes = given.notes
      if goals.count < count {
        let found = goals.count == 1 ? "is 1 image" : "are \(goals.count) images"
        notes.append("there \(found) of success; goal_count asks for \(count)")
      }
      if shown.count < configuration.failureCount {
        let found = shown.count == 1 ? "is 1 image" : "are \(shown.count) images"
        notes.append(
          "there \(found) of failure; failure_count asks for \(configuration.failureCount)")
      }
      return
    }
    let total = count + 2 * Self.trialCount + configuration.failureCount
    let set = try Self.set(configuration, count: count + Self.trialCount, Self.trialCount, .staged)
    {
      try progress($0, total)
    }
    let successes = set.filter { $0.kind == .success }.map(\.picture)
    goals = Array(successes.prefix(count))
    heldOut = Array(successes.dropFirst(count))
    failures = set.filter { $0.kind != .success }.map(\.picture)
    guard configuration.failureCount > 0 else { return }
    shown = try Self.set(configuration, count: 0, configuration.failureCount, .graded) {
      try progress(set.count + $0, total)
    }.map(\.picture)
  }

  /// Has the task make images.
  private static func set(
    _ configuration: RunConfiguration, count: Int, _ negatives: Int,
    _ choice: SuccessSet.Negatives, progress: (Int) throws -> Void
  ) throws -> [SuccessSet.Example] {
    let options = try configuration.options
    return try SuccessSet(
      configuration.environmentEntry, count: count, negatives: negatives, choice,
      view: options.view, seed: configuration.seed, randomized: options.randomized,
      progress: progress
    ).examples
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

  /// A hash over the images that it is learned from.
  var goalsHash: UInt64 {
    var hash = TrajectoryHash()
    for image in goals + shown { hash.combine(image) }
    return hash.value
  }

  private static var kinds: [(String, WritableKeyPath<RewardImages, [Image]>)] {
    [("success", \.goals), ("held_out", \.heldOut), ("shown", \.shown), ("failure", \.failures)]
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
