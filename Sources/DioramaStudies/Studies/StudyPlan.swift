// SPDX-License-Identifier: Apache-2.0

/// What a study would run, without running it.
public struct StudyPlan: Encodable, Sendable {
  /// A run and its commands.
  public struct Run: Encodable, Sendable {
    public let name: String
    public let task: String
    public let seed: UInt64
    public let isDone: Bool
    /// What is left to do, as it would be typed in the study's folder.
    public let commands: [String]
  }

  public let title: String
  public let runs: [Run]

  /// Plans `study` in the folder `path`, of which nothing need be there.
  ///
  /// - Throws: ``StudyError`` when the folder has other results.
  public init(_ study: Study, in path: String) throws(StudyError) {
    title = study.title
    _ = try StudyFolder.check(path, for: study.cells)
    try study.checkFolders(in: path)
    var runs: [Run] = []
    for cell in study.cells {
      let record = RunRecord(cell, in: path)
      var commands: [[String]] = []
      let isNew = record.configuration.isEmpty
      if !record.isTrained { commands.append(isNew ? cell.typed() : cell.resume) }
      if !record.isDone { commands.append(cell.evaluation ?? cell.start) }
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

  /// A command as it is typed.
  package static func line(_ arguments: [String]) -> String {
    (["diorama"] + arguments).map { word in
      let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "-_=.,:/+".contains($0) }
      return isPlain && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
    }.joined(separator: " ")
  }
}
