// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import Foundation

/// The results of a study, or of several side by side.
public struct StudyResults: Sendable {
  /// The results of one algorithm in one task, over its seeds.
  package struct Row: Sendable {
    package let name: String
    package let task: String
    package let records: [RunRecord]

    /// The final success rate and the mean return, over the seeds; nil while there is no evaluation.
    package let success: Estimate?
    package let episodeReturn: Estimate?
    /// The success rate in perturbed surroundings; nil where it was not measured.
    package let perturbed: Estimate?

    init(name: String, task: String, records: [RunRecord]) {
      (self.name, self.task, self.records) = (name, task, records)
      let evaluations = records.compactMap(\.evaluation)
      success = Estimate(ofRuns: evaluations.map(\.successRate))
      episodeReturn = Estimate(ofRuns: evaluations.map(\.returnMean))
      perturbed = Estimate(ofRuns: records.compactMap { $0.perturbed?.successRate })
    }

    /// The runs that have a final evaluation.
    package var finished: [RunRecord] { records.filter { $0.evaluation != nil } }

    /// The time that a finished run took, on average [min]; nil if none is finished.
    var minutes: Double? {
      finished.isEmpty
        ? nil : finished.compactMap(\.wallClock).reduce(0, +) / 60 / Double(finished.count)
    }

    /// The final success rates of the finished runs, in `0...1`.
    package var successes: [Double] { finished.compactMap { $0.evaluation?.successRate } }

    /// The name of the reward that the returns are sums of.
    var reward: String {
      (records.first { !$0.configuration.isEmpty } ?? records[0]).reward
    }

    /// The failure of the first run that failed; nil if none did.
    var failure: StudyState.Failure? { records.lazy.compactMap(\.failure).first }

    /// The reason why there is no result: a failure, or work that is still to be done.
    var absence: String {
      if let failure { return "failed: \(failure.line)" }
      return records.contains(where: \.isOutgrown)
        ? "not evaluated with \(records[0].cell.row.episodes) episodes" : "not run"
    }
  }

  package let title: String
  package let note: String?
  /// All runs, study by study.
  let records: [RunRecord]
  /// The algorithms, in the order of the files.
  package let names: [String]
  /// The tasks, in the order of the files.
  package let tasks: [String]
  /// The rows, by task and then by algorithm.
  package let rows: [Row]
  /// The rows that were chosen, which tables for terminals and documents show.
  var chosen: [Row] { rows.filter { $0.records.contains(where: \.cell.row.isChosen) } }
  /// The columns of runs that are plotted, besides success and return.
  let plots: [String]
  let machines: [Machine]
  /// The runs without a video, and the reasons.
  let unfilmed: [(title: String, reason: String)]
  /// The time spent on each study [s], and the number of parallel runs.
  let spans: [(seconds: Double, jobs: Int)]
  /// The folder that the results are written to.
  let folder: String

  /// Reads the results of `study` from the folder `path`, and those of other studies' folders.
  ///
  /// - Parameters:
  ///   - study: The study.
  ///   - path: Its folder.
  ///   - others: Folders of studies to compare with, or study files beside their runs; an algorithm of a
  ///     name that several studies have gets the name of its study added.
  /// - Throws: ``StudyError`` when a folder holds something else, or is given twice.
  public init(_ study: Study, in path: String, with others: [String] = []) throws(StudyError) {
    var parts = [(study: study, folder: path)]
    for other in others {
      let folder = Disk.isFolder(other) ? other : Self.folder(of: other)
      guard !parts.contains(where: { RelativePath.isSame($0.folder, folder) }) else {
        throw .repeatedStudy(folder)
      }
      parts.append((try Study(contentsOf: other), folder))
    }
    let allCells = Self.cells(parts.map(\.study))
    var records: [RunRecord] = []
    var machines: [Machine] = []
    var unfilmed: [(title: String, reason: String)] = []
    var spans: [(seconds: Double, jobs: Int)] = []
    for ((_, folder), cells) in zip(parts, allCells) {
      guard Disk.isFolder(folder) else { throw .noStudy(folder) }
      let state = try StudyFolder.check(folder, for: cells)
      for cell in cells {
        let record = RunRecord(cell, in: folder, failure: state?.failures[cell.folder])
        records.append(record)
        if record.film == nil, cell.row.makesFilms, let reason = state?.unfilmed[cell.folder] {
          unfilmed.append((cell.title, reason))
        }
      }
      // a published folder has the results that it was published with, and no state
      for machine in state?.machine.map({ [$0] }) ?? Self.machines(folder)
      where !machines.contains(machine) {
        machines.append(machine)
      }
      if let seconds = state?.seconds, let jobs = state?.jobs { spans.append((seconds, jobs)) }
    }
    title = parts.map(\.study.title).joined(separator: " and ")
    note = study.note
    plots = study.plots
    folder = path
    self.records = records
    self.machines = machines
    self.unfilmed = unfilmed
    self.spans = spans
    names = Self.unique(records.map(\.cell.row.name))
    tasks = Self.unique(records.map(\.cell.task))
    var rows: [Row] = []
    for task in tasks {
      for name in names {
        let runs = records.filter { $0.cell.task == task && $0.cell.row.name == name }
        if !runs.isEmpty { rows.append(Row(name: name, task: task, records: runs)) }
      }
    }
    self.rows = rows
  }

  /// Returns the runs of each study, with algorithms renamed so that no two studies share a name.
  private static func cells(_ studies: [Study]) -> [[StudyCell]] {
    var taken: Set<String> = []
    var labels: Set<String> = []
    return studies.map { study in
      let names = Set(study.rows.map(\.name))
      let shared = names.intersection(taken)
      let all = names.union(taken)
      // the study's name, numbered where it is not unique
      var (label, number) = (study.name, 1)
      while labels.contains(label) || shared.contains(where: { all.contains("\($0) (\(label))") }) {
        number += 1
        label = "\(study.name) \(number)"
      }
      labels.insert(label)
      let cells = study.cells.map { cell in
        shared.contains(cell.row.name) ? cell.renamed("\(cell.row.name) (\(label))") : cell
      }
      taken.formUnion(cells.map(\.row.name))
      return cells
    }
  }

  private static func folder(of file: String) -> String {
    URL(fileURLWithPath: file).deletingLastPathComponent().path
  }

  /// Returns the machines in a folder's `results.json`.
  private static func machines(_ folder: String) -> [Machine] {
    struct Document: Decodable {
      let machines: [Machine]
    }
    let data = try? Disk.read("\(folder)/results.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let document = data.flatMap { try? decoder.decode(Document.self, from: $0) }
    return (document?.machines ?? []).filter(\.isPossible)
  }

  static func unique<Element: Hashable>(_ list: [Element]) -> [Element] {
    var seen: Set<Element> = []
    return list.filter { seen.insert($0).inserted }
  }

  package func row(_ name: String, _ task: String) -> Row? {
    rows.first { $0.name == name && $0.task == task }
  }

  /// The runs that failed.
  var failures: [RunRecord] { records.filter { $0.failure != nil } }

  /// The runs that have no final evaluation, and did not fail.
  var missing: [RunRecord] { records.filter { $0.evaluation == nil && $0.failure == nil } }
}

extension StudyCell {
  /// Returns the same run of an algorithm called `name`.
  func renamed(_ name: String) -> StudyCell {
    var row = row
    row.name = name
    return StudyCell(row: row, task: task, taskFile: taskFile, seed: seed, folder: folder)
  }
}
