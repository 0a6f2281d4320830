// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import Foundation

extension Study {
  /// Checks that nothing of something else is in the folder `path`, which results are to be copied to.
  ///
  /// - Throws: ``StudyError``.
  public func checkPublishing(to path: String) throws(StudyError) {
    _ = try StudyFolder.check(path, for: cells)
  }
}

extension StudyResults {
  /// What is small and says everything about a run.
  private static let published = [
    "config.json", "progress.csv", "summary.json", "evaluation.json", "questions/answers.jsonl",
  ]

  /// Copies the small files of the finished runs, and the results, to the folder `path`.
  ///
  /// - Throws: ``StudyError`` when they cannot be written, or the folder holds something else.
  public func publish(to path: String) throws(StudyError) {
    _ = try StudyFolder.check(path, for: records.map(\.cell))
    for record in records where record.evaluation != nil {
      let target = "\(path)/\(record.cell.folder)"
      for name in Self.published {
        let file = name.split(separator: "/").last.map(String.init) ?? name
        try Self.copy("\(record.path)/\(name)", to: "\(target)/\(file)", makingFolder: target)
      }
    }
    for name in ["results.csv", "results.json", "report.html"] {
      try Self.copy("\(folder)/\(name)", to: "\(path)/\(name)", makingFolder: path)
    }
  }

  private static func copy(
    _ source: String, to target: String, makingFolder folder: String
  ) throws(StudyError) {
    guard let data = try? Disk.read(source) else { return }
    do {
      try Disk.makeFolder(folder)
    } catch {
      throw .unwritable(path: folder, reason: "\(error)")
    }
    try StudyFolder.write(data, to: target)
  }

  /// The columns of ``table``.
  public var tableHeading: [String] {
    ["learner", "task", "seeds", "success [%]", "interval", "return"]
  }

  /// The final results for a terminal.
  public var table: [[String]] {
    rows.map { row in
      guard let success = row.success, let mean = row.episodeReturn else {
        return [row.name, row.task, "0", "–", row.absence, ""]
      }
      return [
        row.name, row.task, "\(row.successes.count)",
        String(format: "%.0f", 100 * success.value),
        success.interval.map {
          String(format: "%.0f to %.0f", 100 * $0.lowerBound, 100 * $0.upperBound)
        } ?? "",
        String(format: "%.2f", mean.value),
      ]
    }
  }
}
