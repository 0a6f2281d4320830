// SPDX-License-Identifier: Apache-2.0

/// The plan of a study: the runs and the commands that are left to do.
public struct StudyPlan: Encodable, Sendable {
  /// A run and its commands.
  public struct Run: Encodable, Sendable {
    public let name: String
    public let task: String
    public let seed: UInt64
    public let isDone: Bool
    /// The commands that are left to do, as they would be typed in the study's folder.
    public let commands: [String]
  }

  public let title: String
  public let runs: [Run]

  /// Plans `study` in the folder `path`, which need not exist.
  ///
  /// - Throws: ``StudyError`` when the folder holds results of something else.
  public init(_ study: Study, in path: String) throws(StudyError) {
    title = study.title
    _ = try StudyFolder.check(path, for: study.cells)
    try study.checkFolders(in: path)
    var runs: [Run] = []
    for cell in study.chosenCells {
      let record = RunRecord(cell, in: path)
      var commands: [[String]] = []
      let isNew = record.configuration.isEmpty
      if !record.isTrained { commands.append(isNew ? cell.typed() : cell.resume) }
      if record.evaluation == nil || !record.isTrained {
        commands.append(cell.evaluation ?? cell.start)
      }
      if let perturbed = cell.perturbedEvaluation, record.perturbed == nil || !record.isTrained {
        commands.append(perturbed)
      }
      if cell.row.makesFilms, cell.seed == cell.row.seeds[0], record.film == nil {
        commands.append(cell.filming)
      }
      runs.append(
        Run(
          name: cell.row.name, task: cell.task, seed: cell.seed, isDone: commands.isEmpty,
          commands: commands.map(Self.line)))
    }
    self.runs = runs
  }

  /// Returns a command as it is typed in a shell.
  package static func line(_ arguments: [String]) -> String {
    (["diorama"] + arguments).map { word in
      let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "-_=.,:/+".contains($0) }
      return isPlain && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
    }.joined(separator: " ")
  }
}
