// SPDX-License-Identifier: Apache-2.0

import DioramaLearners
import Foundation

/// The rows of a run, in the three files that they are written to.
final class ProgressLog {
  /// All rows so far.
  private(set) var rows: [ProgressRow]

  private var files: [(path: String, handle: FileHandle)] = []

  /// Opens the files in `folder`, without what was written after `step`.
  ///
  /// - Throws: ``RunError`` when they cannot be written.
  init(_ folder: String, upTo step: Int) throws(RunError) {
    rows = Self.read(folder + "/progress.jsonl").filter { $0.step <= step }
    let events = try Self.eventFile(folder)
    let start = rows.first.map { $0.time - $0.seconds } ?? Date().timeIntervalSince1970
    let contents = [
      (
        "progress.csv",
        Data(([ProgressRow.csvHeading] + rows.map(\.csv)).map { $0 + "\n" }.joined().utf8)
      ),
      ("progress.jsonl", Data(rows.map { $0.json + "\n" }.joined().utf8)),
      (events, rows.map(EventFile.record).reduce(EventFile.heading(time: start), +)),
    ]
    for (name, content) in contents {
      let path = folder + "/" + name
      do {
        try content.write(to: URL(fileURLWithPath: path), options: .atomic)
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        files.append((path, handle))
      } catch {
        throw .unwritable(path: path, reason: error.systemReason)
      }
    }
  }

  /// Adds a row.
  func add(_ row: ProgressRow) throws(RunError) {
    rows.append(row)
    let contents = [
      Data((row.csv + "\n").utf8), Data((row.json + "\n").utf8), EventFile.record(row),
    ]
    for ((path, handle), content) in zip(files, contents) {
      do {
        try handle.write(contentsOf: content)
      } catch {
        throw .unwritable(path: path, reason: error.systemReason)
      }
    }
  }

  /// Waits until all rows are on the disk.
  func synchronize() throws(RunError) {
    for (path, handle) in files {
      do {
        try handle.synchronize()
      } catch {
        throw .unwritable(path: path, reason: error.systemReason)
      }
    }
  }

  /// The rows in the file at `path`; the line that a killed process left unfinished is none.
  static func read(_ path: String) -> [ProgressRow] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return text.split(separator: "\n").compactMap {
      try? decoder.decode(ProgressRow.self, from: Data($0.utf8))
    }
  }

  /// The name of the run's event file: TensorBoard wants the time of its beginning in it.
  private static func eventFile(_ folder: String) throws(RunError) -> String {
    let prefix = "events.out.tfevents."
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      return names.sorted().first { $0.hasPrefix(prefix) }
        ?? prefix + "\(Int(Date().timeIntervalSince1970)).diorama"
    } catch {
      throw .unreadable(path: folder, reason: error.systemReason)
    }
  }
}
