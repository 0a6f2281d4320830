// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import Foundation

/// A line of a ``LineFile``.
protocol RecordLine: Codable, Sendable {
  /// Whether its numbers can be.
  var isPossible: Bool { get }
}

/// A file of JSON lines that several processes add to, and a person may edit.
///
/// A line is on the disk when it has been added. What a killed process left unfinished at the end is no
/// line; the next one that is added takes its place.
struct LineFile<Line: RecordLine>: Sendable {
  /// Where it is; it need not be there.
  let path: String
  /// What a line looks like, for the person who edited one into nonsense.
  let example: Line

  /// Returns all lines.
  ///
  /// - Throws: ``LabelError/badLine(path:line:example:)``, or ``RunError`` when it cannot be read.
  func read() throws -> [Line] {
    guard Disk.exists(path) else { return [] }
    do {
      return try parse(Disk.read(path)).lines
    } catch let error as SystemError {
      throw RunError.unreadable(path: path, reason: "\(error)")
    }
  }

  /// Adds the line that `make` returns, which is given all lines and may refuse; nobody else adds one
  /// meanwhile.
  func append(_ make: ([Line]) throws -> Line) throws {
    do {
      let file = try OpenFile(path, for: .updating)
      _ = try file.lock(waits: true)
      // said explicitly: a program that is started meanwhile holds the file, too
      defer { file.unlock() }
      let content = try file.readToEnd()
      let (lines, length) = try parse(content)
      let line = try Self.encoder.encode(make(lines)) + newline
      try file.truncate(at: length)
      let isOpen = length > 0 && content[length - 1] != newline[0]
      try file.append(isOpen ? newline + line : line)
      try file.synchronize()
    } catch let error as SystemError {
      throw RunError.unwritable(path: path, reason: "\(error)")
    }
  }

  /// Returns what changes whenever the file does; nil while there is none.
  var version: FileVersion? { FileVersion(path) }

  private var newline: Data { Data("\n".utf8) }

  /// The lines in `content`, and how many bytes of it they are.
  private func parse(_ content: Data) throws -> (lines: [Line], length: Int) {
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
