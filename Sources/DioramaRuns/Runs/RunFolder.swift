// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaTasks
import Foundation

/// The folder of a run, which one process at a time works on.
///
/// | file | holds |
/// | --- | --- |
/// | `config.json` | the ``RunConfiguration`` |
/// | `goals/…png` | the ``RewardImages``, where a reward is learned |
/// | `progress.csv`, `progress.jsonl` | a ``ProgressRow`` per log interval |
/// | `events.out.tfevents.…` | the same for TensorBoard |
/// | `checkpoint.safetensors`, `replay.bin` | the agent and its replay buffer, to resume from |
/// | `films/step-….mp4` | a video of an episode of evaluation |
/// | `curve.svg` | return and success over steps |
/// | `reward.svg` | the learned reward along episodes |
/// | `questions/` | a ``QuestionFolder``, where questions are asked |
/// | `decisions.jsonl` | who acted at each step, where a person is the expert; see ``RecordedSupervisor`` |
/// | `summary.json` | the ``RunSummary`` |
final class RunFolder {
  /// The path of the folder.
  let path: String

  private let lock: FolderLock

  /// Makes the folder of a new run; it appears complete with its configuration, or not at all.
  ///
  /// - Throws: ``RunError`` when the folder exists, or cannot be written to.
  convenience init(
    making path: String, _ configuration: RunConfiguration, _ pictures: RewardImages?
  ) throws {
    try Self.checkIsNew(path)
    let folder = try NewFolder(path)
    do {
      try Disk.write(configuration.file, to: folder.draft + "/config.json")
    } catch {
      throw RunError.unwritable(path: path, reason: error.systemReason)
    }
    try pictures?.write(toRun: folder.draft)
    try folder.finish()
    try self.init(opening: path)
  }

  /// Checks that a run can begin in the folder `path`.
  ///
  /// - Throws: ``RunError/exists(_:)`` when something is in it.
  static func checkIsNew(_ path: String) throws(RunError) {
    let contents = (try? Disk.contents(path)) ?? []
    guard contents.isEmpty else { throw .exists(path) }
  }

  /// Opens the folder of a run, and removes unfinished files of killed processes in it and beside it.
  ///
  /// - Throws: ``RunError`` when another process works on it.
  init(opening path: String) throws(RunError) {
    do {
      lock = try FolderLock(path, patience: 0.1)  // for those that only look whether it is held
    } catch {
      switch error {
      case .isHeld: throw .isLocked(path)
      case .noFile(let file, let error): throw .unwritable(path: file, reason: "\(error)")
      }
    }
    self.path = path
    for place in ["/..", "", "/films", "/goals", "/questions", "/questions/examples"] {
      Disk.sweepDrafts(in: path + place)
    }
    try? Disk.remove(path + "/checkpoint.safetensors.partial")  // version 0.1's
  }

  /// Writes a file atomically.
  func write(_ content: Data, to name: String) throws(RunError) {
    let file = path + "/" + name
    do {
      try Disk.write(content, to: file)
    } catch {
      throw .unwritable(path: file, reason: "\(error)")
    }
  }

  /// Returns the path of the video of the evaluation after `step`.
  func film(step: Int) throws(RunError) -> String {
    let folder = path + "/films"
    do {
      try Disk.makeFolder(folder)
    } catch {
      throw .unwritable(path: folder, reason: "\(error)")
    }
    return folder + String(format: "/step-%09d.mp4", step)
  }
}
