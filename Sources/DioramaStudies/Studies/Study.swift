// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import DioramaTasks

/// A study: a matrix of learners, tasks and seeds that is run and reported on as one.
public struct Study: Sendable {
  /// The name of its file, without the extension.
  public var name: String
  /// The title, by default the name.
  public var title: String
  /// A note on the purpose of the study.
  package var note: String?
  /// The columns of runs that the report plots, besides success and return.
  var plots: [String]
  package var rows: [StudyRow]
  /// The JSON that was read, and the folder that its paths are relative to.
  let source: JSONValue
  let base: String

  init(
    name: String, title: String, note: String?, plots: [String], rows: [StudyRow],
    source: JSONValue, base: String
  ) {
    (self.name, self.title, self.note) = (name, title, note)
    (self.plots, self.rows) = (plots, rows)
    (self.source, self.base) = (source, base)
  }

  /// All runs, in the order of the file.
  package var cells: [StudyCell] { rows.flatMap(\.cells) }

  /// The runs of the chosen rows, which are to be made.
  package var chosenCells: [StudyCell] { cells.filter(\.row.isChosen) }

  /// Whether any videos are to be made.
  package var makesFilms: Bool { rows.contains(where: \.makesFilms) }

  /// Returns the study without videos.
  public func withoutFilms() -> Study {
    var study = self
    for index in rows.indices { study.rows[index].makesFilms = false }
    return study
  }

  /// Returns the study of which only rows with one of these names, or of one of these learners, are chosen, and
  /// those whose runs they learn from.
  ///
  /// - Throws: ``StudyError/noRow(named:known:)`` if a name is not there.
  public func choosing(_ names: [String]) throws(StudyError) -> Study {
    let known = StudyResults.unique(rows.flatMap { [$0.name, $0.learner.name] })
    if let name = names.first(where: { !known.contains($0) }) {
      throw .noRow(named: name, known: known)
    }
    var study = self
    var wanted = Set(names)
    for (index, row) in rows.enumerated().reversed() {
      study.rows[index].isChosen = !wanted.isDisjoint(with: [row.name, row.learner.name])
      if study.rows[index].isChosen, let source = row.datasetOf { wanted.insert(source) }
    }
    return study
  }

  /// Checks that names and folders are unique, and that every environment and configuration can be made.
  func check() throws(StudyError) {
    for row in rows where row.tasks.count > 1 {
      if let folder = row.folder { throw .sharedFolder(folder, in: row.place) }
    }
    var seen: [String: StudyCell] = [:]
    var folders: [String: StudyCell] = [:]
    for cell in cells {
      let key = "\(cell.row.name)\n\(cell.task)\n\(cell.seed)"
      if let other = seen[key] {
        throw .repeatedRun(
          name: cell.row.name, task: cell.task, seed: cell.seed,
          rows: [other.row.place, cell.row.place])
      }
      if let other = folders[cell.folder] {
        throw .sameFolder(cell.folder, rows: [other.row.place, cell.row.place])
      }
      seen[key] = cell
      folders[cell.folder] = cell
    }
    for row in rows { try Self.check(row) }
  }

  private static func check(_ row: StudyRow) throws(StudyError) {
    for cell in row.cells where cell.seed == row.seeds[0] {
      do {
        try cell.check()
      } catch {
        throw .row(row.place, reason: "\(error)")
      }
      if row.learner.needsGrid, !EnvironmentSuite.gridworldNames.contains(cell.task) {
        throw .noGrid(learner: row.learner.name, task: cell.task, in: row.place)
      }
    }
  }
}
