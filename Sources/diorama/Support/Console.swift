// SPDX-License-Identifier: Apache-2.0

import DioramaLearners
import Foundation

/// What is printed, and where: reports on standard output, everything else on standard error.
enum Console {
  /// Prints a line for the person in front of the terminal.
  static func note(_ line: String) { show(line + "\n") }

  /// Prints a text for the person in front of the terminal, who may have gone.
  static func show(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Prints a part of the report.
  ///
  /// - Throws: ``OutputError`` when it is lost.
  static func write(_ text: String) throws(OutputError) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    } catch {
      throw OutputError(reason: error.systemReason)
    }
  }

  /// Checks that all that was printed has arrived.
  ///
  /// - Throws: ``OutputError`` when it is lost.
  static func finish() throws(OutputError) {
    guard fflush(nil) != 0 else { return }
    throw OutputError(reason: POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO).systemReason)
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
  /// Columns whose index is in `numbers` are set flush right.
  static func printTable(_ heading: [String], _ rows: [[String]], numbers: Set<Int> = []) {
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
