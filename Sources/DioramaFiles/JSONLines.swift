// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// The lines at which the values of a JSON text stand, so that a message can name the line.
///
/// Foundation reads the values but does not tell where they stand.
public struct JSONLines: Sendable {
  private var lines: [[String]: Int] = [:]

  /// The first key that an object has twice, with the line of the second; nil if there is none.
  public private(set) var repeated: (key: String, line: Int)?

  /// Finds the lines in `text`, which is valid JSON.
  public init(_ text: String) {
    var scanner = Scanner(text)
    scanner.readValue(at: []) { path, line in
      if lines.updateValue(line, forKey: path) != nil, repeated == nil {
        repeated = (path.last ?? "", line)
      }
    }
  }

  /// Returns the line of the value at `path`, of which each part is a key or an index; 1 if it is unknown.
  ///
  /// The line of a member of an object is that of its key.
  public func line(of path: [String]) -> Int { lines[path] ?? 1 }

  /// A scanner that walks over the values.
  private struct Scanner {
    private let bytes: [UInt8]
    private var next = 0
    private var line = 1

    init(_ text: String) { bytes = Array(text.utf8) }

    private mutating func skipSpace() {
      while next < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[next]) { advance() }
    }

    private mutating func advance() {
      if bytes[next] == 0x0A { line += 1 }
      next += 1
    }

    /// Whether the next character, after white space, is `character`, which is passed then.
    private mutating func passes(_ character: Character) -> Bool {
      skipSpace()
      guard next < bytes.count, bytes[next] == character.asciiValue else { return false }
      advance()
      return true
    }

    mutating func readValue(at path: [String], _ note: ([String], Int) -> Void) {
      skipSpace()
      if path.isEmpty { note(path, line) }
      if passes("{") {
        while next < bytes.count, !passes("}") {
          skipSpace()
          let start = line
          let key = path + [readText()]
          note(key, start)
          guard passes(":") else { return }
          readValue(at: key, note)
          _ = passes(",")
        }
      } else if passes("[") {
        var index = 0
        while next < bytes.count, !passes("]") {
          skipSpace()
          let item = path + ["\(index)"]
          note(item, line)
          readValue(at: item, note)
          index += 1
          _ = passes(",")
        }
      } else if next < bytes.count, bytes[next] == UInt8(ascii: "\"") {
        _ = readText()
      } else {
        while next < bytes.count, ![UInt8]("]},".utf8).contains(bytes[next]) { advance() }
      }
    }

    private mutating func readText() -> String {
      let start = next
      next += 1
      while next < bytes.count, bytes[next] != UInt8(ascii: "\"") {
        next += bytes[next] == UInt8(ascii: "\\") ? 2 : 1
      }
      next = min(next + 1, bytes.count)
      let text = try? JSONDecoder().decode(String.self, from: Data(bytes[start..<next]))
      return text ?? ""
    }
  }
}
