// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import Foundation

extension StudyFolder {
  /// What a study makes before it has a state.
  private static let ownNames: Set = [".lock", "logs"]

  /// Checks that nothing in the folder `path`, if it is there, is from something else than `cells`.
  ///
  /// - Returns: What the folder remembers; nil where there is nothing, as in one that was published.
  /// - Throws: ``StudyError``.
  static func check(_ path: String, for cells: [StudyCell]) throws(StudyError) -> StudyState? {
    let state = StudyState.read(path)
    let folders = Set(cells.map(\.folder))
    if let state {
      guard state.runs.isEmpty || !folders.isDisjoint(with: state.runs.keys) else {
        throw .otherStudy(folder: path, holds: state.title)
      }
    } else {
      let contents = (try? Disk.contents(path)) ?? []
      guard ownNames.isSuperset(of: contents) || !folders.isDisjoint(with: contents) else {
        throw .strangeFolder(path)
      }
    }
    for cell in cells { try check(cell, in: path, begunWith: state?.runs[cell.folder]) }
    return state
  }

  /// Checks that a run that is there is the one that the study wants.
  private static func check(
    _ cell: StudyCell, in folder: String, begunWith recorded: [String]?
  ) throws(StudyError) {
    func other(_ was: String, _ wanted: String) -> StudyError {
      .otherRun(folder: folder, run: cell.folder, was: was, wanted: wanted)
    }
    if let recorded {
      let was = StudyCell.withoutStart(recorded)
      guard was == cell.identity else {
        throw other(was.joined(separator: " "), cell.identity.joined(separator: " "))
      }
      guard cell.row.config != nil else { return }
    }
    // a run that something else began, or that was published, or whose configuration was edited
    if let difference = cell.difference(from: "\(folder)/\(cell.folder)") {
      throw other(
        "\(difference.key) \(difference.was)", "\(difference.key) \(difference.wanted)")
    }
  }
}
