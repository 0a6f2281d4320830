// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import Foundation

/// The folder of a study, which one process at a time works on.
///
/// | file | holds |
/// | --- | --- |
/// | `state.json` | the ``StudyState``: the study, the arguments of its runs, failures |
/// | `NAME-TASK-SEED/` | a run: the folder of a training, and its `evaluation.json` |
/// | `configurations/` | the configurations that trainings begin with |
/// | `films/` | videos of the first episode of the evaluation |
/// | `logs/` | the output of the runs |
/// | `results.csv`, `results.json` | a row per run; in the latter the statistics, too |
/// | `report.html` | the ``StudyReport`` |
final class StudyFolder {
  let path: String
  private(set) var state: StudyState
  /// The lock of the folder; runs inherit it, so that it is held until the last of them has ended.
  let lock: FolderLock

  /// Opens the folder for `study`, or makes it.
  ///
  /// - Throws: ``StudyError`` when it holds results of something else, or another process works on it.
  init(_ path: String, for study: Study) throws(StudyError) {
    self.path = path
    _ = try Self.check(path, for: study.cells)  // before anything is made
    try Self.make("\(path)/logs", of: path)
    do {
      lock = try FolderLock(path, patience: 3)  // the runs of a study that was killed end soon
    } catch {
      switch error {
      case .isHeld: throw .isLocked(path)
      case .noFile(let file, let error): throw .unwritable(path: file, reason: "\(error)")
      }
    }
    for place in [path, "\(path)/films"] + study.cells.map({ "\(path)/\($0.folder)" }) {
      Disk.sweepDrafts(in: place)
    }
    // another process may have worked in it until now
    let earlier = try Self.check(path, for: study.cells)
    state = StudyState(study, in: path, after: earlier)
    try save()
  }

  /// Changes the state, and saves it.
  func update(_ change: (inout StudyState) -> Void) throws(StudyError) {
    change(&state)
    try save()
  }

  private func save() throws(StudyError) {
    do {
      try Self.write(try state.content, to: "\(path)/\(StudyState.file)")
    } catch let error as StudyError {
      throw error
    } catch {
      throw .unwritable(path: path, reason: error.systemReason)
    }
  }

  /// Makes `folder`, one of the study in `path`, and those above it, where there is none.
  static func make(_ folder: String, of path: String) throws(StudyError) {
    do {
      try Disk.makeFolder(folder)
    } catch {
      throw .unwritable(path: path, reason: "\(error)")
    }
  }

  /// Writes a file atomically.
  static func write(_ content: Data, to path: String) throws(StudyError) {
    do {
      try Disk.write(content, to: path)
    } catch {
      throw .unwritable(path: path, reason: "\(error)")
    }
  }
}
