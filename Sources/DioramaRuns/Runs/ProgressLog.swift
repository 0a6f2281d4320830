// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import Foundation

/// The rows of a run, in the three files that they are written to.
final class ProgressLog {
  /// All rows so far.
  private(set) var rows: [ProgressRow]

  private let columns: ProgressColumns
  private var files: [(path: String, file: OpenFile)] = []

  /// Opens the files in `folder`, without what was written after `step`.
  ///
  /// - Throws: ``RunError`` when they cannot be written, or a row that is there cannot be.
  init(_ folder: String, _ columns: ProgressColumns, upTo step: Int) throws(RunError) {
    self.columns = columns
    rows = try Self.read(folder + "/progress.jsonl", columns).filter { $0.step <= step }
    let events = try Self.eventFile(folder)
    let start =
      rows.first.map { ($0["time"] ?? 0) - ($0["seconds"] ?? 0) } ?? Date().timeIntervalSince1970
    let contents = [
      (
        "progress.csv",
        Data(([columns.csvHeading] + rows.map(columns.csv)).map { $0 + "\n" }.joined().utf8)
      ),
      ("progress.jsonl", Data(rows.map { columns.json($0) + "\n" }.joined().utf8)),
      (
        events, rows.map { EventFile.record($0, columns) }.reduce(EventFile.heading(time: start), +)
      ),
    ]
    for (name, content) in contents {
      let path = folder + "/" + name
      do {
        try Disk.write(content, to: path)
        files.append((path, try OpenFile(path, for: .updating)))
      } catch {
        throw .unwritable(path: path, reason: "\(error)")
      }
    }
  }

  /// Adds a row.
  func add(_ row: ProgressRow) throws(RunError) {
    rows.append(row)
    let contents = [
      Data((columns.csv(row) + "\n").utf8), Data((columns.json(row) + "\n").utf8),
      EventFile.record(row, columns),
    ]
    for ((path, file), content) in zip(files, contents) {
      do {
        try file.append(content)
      } catch {
        throw .unwritable(path: path, reason: "\(error)")
      }
    }
  }

  /// Waits until all rows are on the disk.
  func synchronize() throws(RunError) {
    for (path, file) in files {
      do {
        try file.synchronize()
      } catch {
        throw .unwritable(path: path, reason: "\(error)")
      }
    }
  }

  /// The rows in the file at `path`; the line that a killed process left unfinished is none.
  ///
  /// - Throws: ``RunError/badRow(path:line:column:value:bounds:)`` where a number cannot be.
  static func read(
    _ path: String, _ columns: ProgressColumns
  ) throws(RunError) -> [ProgressRow] {
    guard let content = try? Disk.read(path) else { return [] }
    var rows: [ProgressRow] = []
    for (index, line) in content.split(separator: UInt8(ascii: "\n")).enumerated() {
      guard let row = columns.row(line) else { continue }
      if let wrong = columns.impossible(row) {
        throw .badRow(
          path: path, line: index + 1, column: wrong.column, value: wrong.value,
          bounds: wrong.bounds)
      }
      rows.append(row)
    }
    return rows
  }

  /// The name of the run's event file: TensorBoard wants the time of its beginning in it.
  private static func eventFile(_ folder: String) throws(RunError) -> String {
    let prefix = "events.out.tfevents."
    do {
      return try Disk.contents(folder).first { $0.hasPrefix(prefix) }
        ?? prefix + "\(Int(Date().timeIntervalSince1970)).diorama"
    } catch {
      throw .unreadable(path: folder, reason: "\(error)")
    }
  }
}
