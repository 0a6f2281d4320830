// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import Foundation

extension StudyFolder {
  /// The names of the files that a study makes before it has a state.
  private static let ownNames: Set = [".lock", "logs", "configurations"]

  /// Checks that the folder `path`, if it exists, holds nothing but results of `cells`.
  ///
  /// - Returns: The state in the folder; nil if there is none, as in a published one.
  /// - Throws: ``StudyError``.
  static func check(_ path: String, for cells: [StudyCell]) throws(StudyError) -> StudyState? {
    let state = StudyState.read(path)
    let folders = Set(cells.map(\.folder))
    if let state {
      guard state.runs.isEmpty || !folders.isDisjoint(with: state.runs.keys) else {
        throw .otherStudy(folder: path, holds: state.title)
      }
    } else {
      let contents = ((try? Disk.contents(path)) ?? []) + RunFiles.published(in: path).keys
      guard ownNames.isSuperset(of: contents) || !folders.isDisjoint(with: contents) else {
        throw .strangeFolder(path)
      }
    }
    for cell in cells {
      guard let difference = cell.difference(in: path) else { continue }
      throw .otherRun(
        folder: path, run: cell.folder, was: "\(difference.key) \(difference.was)",
        wanted: "\(difference.key) \(difference.wanted)")
    }
    return state
  }
}
