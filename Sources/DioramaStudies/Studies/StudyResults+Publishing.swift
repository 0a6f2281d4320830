// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import Foundation

extension Study {
  /// Checks that the folder `path`, to which results are to be copied, holds nothing from elsewhere.
  ///
  /// - Throws: ``StudyError``.
  public func checkPublishing(to path: String) throws(StudyError) {
    _ = try StudyFolder.check(path, for: cells)
  }
}

extension StudyResults {
  /// The files of a run that are published: small ones that document it completely.
  private static let published = [
    "config.json", "progress.csv", "summary.json", "evaluation.json",
    "perturbed.json", "questions/answers.jsonl",
  ]

  /// Writes the small files of the finished runs to one file in the folder `path`, and the results beside it.
  ///
  /// The file has a line for each run; the report can be made from it again.
  ///
  /// - Throws: ``StudyError`` when it cannot be written, or the folder holds something else.
  public func publish(to path: String) throws(StudyError) {
    _ = try StudyFolder.check(path, for: records.map(\.cell))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var lines = Data()
    for record in records where record.evaluation != nil {
      let line = RunFiles.Line(record.files, names: Self.published)
      lines += ((try? encoder.encode(line)) ?? Data()) + Data("\n".utf8)
    }
    try StudyFolder.make(path, of: path)
    try StudyFolder.write(lines, to: "\(path)/\(RunFiles.archive)")
    for name in ["results.csv", "results.json"] {
      guard let data = try? Disk.read("\(folder)/\(name)") else { continue }
      try StudyFolder.write(data, to: "\(path)/\(name)")
    }
  }

  /// The columns of ``table``.
  public var tableHeading: [String] {
    ["learner", "task", "seeds", "success [%]", "interval", "return"]
  }

  /// The final results as rows for a terminal.
  public var table: [[String]] {
    chosen.map { row in
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
