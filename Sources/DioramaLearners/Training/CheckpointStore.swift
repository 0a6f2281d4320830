// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaNetworks

/// The store of a training, from which it can resume after the process was killed at any moment.
///
/// `checkpoint.safetensors` is replaced at once or not at all; `replay.bin` only grows, and is never behind
/// the checkpoint. Both have checksums: a bit that changed on the disk is an error.
package final class CheckpointStore {
  /// The version of the files' format.
  private static let version = "5"

  /// The folder.
  package let folder: String

  private let log: ReplayLog
  private let notes: [String: String]

  /// Opens `folder`, which exists, for saving `training` and nothing else.
  package init(_ folder: String, for training: Training) throws(CheckpointError) {
    self.folder = folder
    log = try ReplayLog(folder + "/replay.bin", for: training.replay)
    let settings: any LearnerSettings = training.learner.settings
    notes = Self.notes(training.problem, settings)
  }

  private var path: String { Self.path(folder) }

  private static func path(_ folder: String) -> String { folder + "/checkpoint.safetensors" }

  /// Returns whether something was saved in `folder`.
  package static func holdsCheckpoint(_ folder: String) -> Bool {
    Disk.exists(path(folder))
  }

  /// Saves `training`, and with it `journal`, the numbers that its run needs to resume.
  ///
  /// - Throws: ``CheckpointError`` or ``TrainingError``; the previous checkpoint is unchanged then.
  package func save(_ training: Training, journal: [UInt64] = []) throws {
    var file = SafeTensors()
    try training.save(to: &file)
    file.add("journal", journal)
    file.metadata = notes
    let hasEarlier = Self.holdsCheckpoint(folder)
    do throws(SystemError) {
      try log.append(training.replay)
    } catch {
      throw CheckpointError.unwritable(path: log.path, error, hasEarlier: hasEarlier)
    }
    do throws(SafeTensorsError) {
      try file.write(to: path)
    } catch {
      guard case .unwritable(let error) = error else {
        throw CheckpointError.file(path: path, error)
      }
      throw CheckpointError.unwritable(path: path, error, hasEarlier: hasEarlier)
    }
  }

  /// Returns the error for a number in the journal that is out of range.
  package func damaged(_ what: String) -> CheckpointError { .damaged(path: path, what: what) }

  /// Restores the saved state into `training`, which is new.
  ///
  /// - Returns: The journal that was saved with it.
  package func load(into training: Training) throws -> [UInt64] {
    let file = try Self.read(folder, notes)
    do {
      try training.load(from: file, log)
      return try file.words("journal")
    } catch let error as SafeTensorsError {
      throw CheckpointError.file(path: path, error)
    } catch let error as SimulationError {
      throw CheckpointError.damaged(path: path, what: "the environment's snapshot (\(error))")
    }
  }

  /// Loads the parts that a learner or a reward acts by from `folder`.
  ///
  /// - Parameters:
  ///   - parts: The parts; those that it does not act by, such as optimisers, are skipped.
  ///   - folder: The folder.
  ///   - problem: The observations and actions.
  ///   - settings: The learner's settings.
  /// - Throws: ``CheckpointError`` if the folder holds no such parts.
  package static func load(
    _ parts: Parts, from folder: String, _ problem: Problem, _ settings: any LearnerSettings
  ) throws {
    let file = try read(folder, notes(problem, settings))
    do {
      for case (let name, let part as any Acting) in parts { try part.load(from: file, as: name) }
    } catch let error as SafeTensorsError {
      throw CheckpointError.file(path: path(folder), error)
    }
  }

  /// Returns a replay with the transitions that were saved in `folder`.
  ///
  /// - Throws: ``CheckpointError`` if they are of another environment or layout.
  package static func transitions(
    in folder: String, for problem: Problem, capacity: Int
  ) throws -> Replay {
    let file = try read(folder, notes(problem, nil))
    var replay = Replay(problem.layout, actionCount: problem.actionCount, capacity: capacity)
    do {
      // the run may continue meanwhile: its files are only read
      let log = try ReplayLog(reading: folder + "/replay.bin", for: replay)
      try replay.load(from: file, log)
    } catch let error as SafeTensorsError {
      throw CheckpointError.file(path: path(folder), error)
    }
    guard (0..<replay.slotCount).allSatisfy({ problem.allows(Array(replay.action($0))) }) else {
      throw CheckpointError.damaged(path: folder + "/replay.bin", what: "an action")
    }
    return replay
  }

  /// Reads the checkpoint in `folder`, whose notes must be `notes`.
  private static func read(_ folder: String, _ notes: [String: String]) throws -> SafeTensors {
    let file: SafeTensors
    do throws(SafeTensorsError) {
      file = try SafeTensors(contentsOf: path(folder))
    } catch {
      throw CheckpointError.file(path: path(folder), error)
    }
    if let found = file.metadata["version"], ["1", "2", "3", "4"].contains(found) {
      throw CheckpointError.oldVersion(path: path(folder), version: found)
    }
    guard file.hasChecksum else {
      throw CheckpointError.file(path: path(folder), .noChecksum)
    }
    // the format first: other differences follow from it
    for name in ["format", "version", "environment", "observation", "settings"] {
      guard let expected = notes[name] else { continue }
      let found = file.metadata[name] ?? ""
      guard found == expected else { throw difference(name, found, expected, path(folder)) }
    }
    return file
  }

  /// Returns the error that names the first setting that differs.
  private static func difference(
    _ name: String, _ found: String, _ expected: String, _ path: String
  ) -> CheckpointError {
    if case .object(let found) = JSONValue(typed: found),
      case .object(let expected) = JSONValue(typed: expected),
      let key = Set(found.keys).union(expected.keys).sorted().first(where: {
        found[$0] != expected[$0]
      })
    {
      return .foreign(
        path: path, what: key, found: found[key]?.text ?? "none",
        expected: expected[key]?.text ?? "none")
    }
    return .foreign(path: path, what: name, found: found, expected: expected)
  }

  /// Returns the notes that the checkpoint of a training of this problem, with these settings if any, must
  /// have.
  private static func notes(
    _ problem: Problem, _ settings: (any LearnerSettings)?
  ) -> [String: String] {
    let layout = problem.layout
    let frame = layout.frame.map { " and \(layout.stack) of \($0.width)x\($0.height) pixels" } ?? ""
    var notes = [
      "format": "diorama training", "version": version, "environment": problem.environment,
      "observation": "\(layout.stateCount) numbers\(frame)",
    ]
    notes["settings"] = settings?.description
    return notes
  }
}
