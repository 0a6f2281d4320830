// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import Foundation

/// A line of a ``LineFile``.
protocol RecordLine: Codable, Sendable {
  /// Whether its numbers are in range.
  var isPossible: Bool { get }
}

/// A file of JSON lines that several processes add to, and a person may edit.
///
/// A line is on the disk once it has been added. An unfinished line at the end, left by a killed process,
/// is ignored, and overwritten by the next line.
struct LineFile<Line: RecordLine>: Sendable {
  /// The path of the file, which need not exist.
  let path: String
  /// An example of a line, shown to the user where a line cannot be parsed.
  let example: Line

  /// Returns all lines.
  ///
  /// - Throws: ``LabelError/badLine(path:line:example:)``, or ``RunError`` when the file cannot be read.
  func read() throws -> [Line] {
    guard Disk.exists(path) else { return [] }
    do {
      return try parse(Disk.read(path)).lines
    } catch let error as SystemError {
      throw RunError.unreadable(path: path, reason: "\(error)")
    }
  }

  /// Adds the line that `make` returns.
  ///
  /// `make` is given all lines so far, and may throw to add none. The file is locked meanwhile, so that no
  /// other process adds a line.
  func append(_ make: ([Line]) throws -> Line) throws {
    do {
      let file = try OpenFile(path, for: .updating)
      _ = try file.lock(waits: true)
      // unlocked explicitly: a program that is started meanwhile holds the file, too
      defer { file.unlock() }
      let content = try file.readToEnd()
      let (lines, length) = try parse(content)
      let line = try text(of: make(lines))
      try file.truncate(at: length)
      let isOpen = length > 0 && content[length - 1] != newline[0]
      try file.append(isOpen ? newline + line : line)
      try file.synchronize()
    } catch let error as SystemError {
      throw RunError.unwritable(path: path, reason: "\(error)")
    }
  }

  /// Returns `line` as text, with the end of the line.
  func text(of line: Line) throws -> Data { try Self.encoder.encode(line) + newline }

  /// The version of the file, which changes whenever the file does; nil while there is no file.
  var version: FileVersion? { FileVersion(path) }

  private var newline: Data { Data("\n".utf8) }

  /// Returns the lines in `content`, and how many of its bytes they take.
  func parse(_ content: Data) throws -> (lines: [Line], length: Int) {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let pieces = content.split(separator: newline[0], omittingEmptySubsequences: false)
    var lines: [Line] = []
    for (index, piece) in pieces.enumerated() {
      if let line = try? decoder.decode(Line.self, from: piece), line.isPossible {
        lines.append(line)
      } else if index == pieces.count - 1, (try? JSONSerialization.jsonObject(with: piece)) == nil {
        return (lines, content.count - piece.count)
      } else {
        let text = String(decoding: try Self.encoder.encode(example), as: UTF8.self)
        throw LabelError.badLine(path: path, line: index + 1, example: text)
      }
    }
    return (lines, content.count)
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }
}
