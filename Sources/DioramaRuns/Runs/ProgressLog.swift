// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import Foundation

/// The log of a run: its rows, and the three files that they are written to.
final class ProgressLog {
  /// All rows so far.
  private(set) var rows: [ProgressRow]

  private let columns: ProgressColumns
  private var files: [(path: String, file: OpenFile)] = []

  /// Opens the files in `folder` and drops the rows after `step`.
  ///
  /// - Throws: ``RunError`` when they cannot be written, or a present row is out of range.
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

  /// Reads the rows in the file at `path`; lines that cannot be parsed are skipped.
  ///
  /// A killed process may have left such a line.
  ///
  /// - Throws: ``RunError/badRow(path:line:column:value:bounds:)`` where a number is out of range.
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

  /// Returns the name of the run's event file, which contains the start time, as TensorBoard expects.
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
