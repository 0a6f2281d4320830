// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaMath
import Foundation

/// The console: reports go to standard output, everything else to standard error.
enum Console {
  /// Prints a line to standard error.
  ///
  /// Control characters, from file names and the like, are escaped.
  static func note(_ line: String) { show(line.printable + "\n") }

  /// Prints a text to standard error; failures are ignored.
  static func show(_ text: String) {
    try? OpenFile.write(Data(text.utf8), to: STDERR_FILENO)
  }

  /// Prints a part of the report.
  ///
  /// - Throws: ``OutputError`` when it is lost.
  static func write(_ text: String) throws(OutputError) {
    do {
      try OpenFile.write(Data(text.utf8), to: STDOUT_FILENO)
    } catch {
      throw OutputError(reason: "\(error)")
    }
  }

  /// Flushes standard output, and checks that everything was written.
  ///
  /// - Throws: ``OutputError`` when it is lost.
  static func finish() throws(OutputError) {
    do {
      try OpenFile.flushStreams()
    } catch {
      throw OutputError(reason: "\(error)")
    }
  }

  /// Prints `value` as one JSON document.
  static func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    try write(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n")
  }

  /// Prints rows under a heading, every column as wide as its widest entry.
  ///
  /// Columns whose index is in `numbers` are aligned to the right; control characters are escaped.
  static func printTable(_ heading: [String], _ rows: [[String]], numbers: Set<Int> = []) {
    let rows = rows.map { $0.map(\.printableLine) }
    let widths = heading.indices.map { column in
      ([heading] + rows).map { $0[column].count }.max() ?? 0
    }
    for row in [heading] + rows {
      let cells = row.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return numbers.contains(column) ? padding + row[column] : row[column] + padding
      }
      let line = cells.joined(separator: "  ")
      print(String(line.reversed().drop { $0 == " " }.reversed()))
    }
  }
}

/// A report that could not be printed.
struct OutputError: Error, CustomStringConvertible {
  let reason: String

  var description: String { "cannot write to standard output: \(reason)" }
}
