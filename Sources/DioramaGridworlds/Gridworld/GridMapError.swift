// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath

/// An error in a map, with the file and the line.
public struct GridMapError: Error, Hashable, Sendable {
  /// The fault that was found.
  public enum Fault: Hashable, Sendable {
    case unreadable(reason: String)
    /// A line before the map that is not of the form `key: value`.
    case noKey(line: String)
    case unknownKey(String)
    case repeatedKey(String)
    case value(key: String, String, expected: String)
    case noMap
    case emptyMap
    case unequalRows(count: Int, expected: Int)
    case unknownSymbol(Character, column: Int)
    case tooLarge(rows: Int, columns: Int)
    case noStart
    case noGoal
    /// Keys, doors and cells that make too many states.
    case tooManyStates(limit: Int)
    case tooManyKeys(count: Int, limit: Int)
  }

  /// The file's path as it was given, or a name for a map that is not from a file.
  public var file: String
  /// The line, counted from 1; nil for the file as a whole.
  public var line: Int?
  public var fault: Fault

  public init(file: String, line: Int? = nil, fault: Fault) {
    self.file = file
    self.line = line
    self.fault = fault
  }
}

extension GridMapError: CustomStringConvertible {
  /// One line: where, what is wrong, the value, the bound, what to do.
  public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(message)" }

  private var message: String {
    switch fault {
    case .unreadable(let reason): "the map cannot be read: \(reason)"
    case .noKey(let line):
      "'\(line)' is not 'key: value'; write 'map:' on a line of its own before the map"
    case .unknownKey(let key):
      "there is no key '\(key)'\(hint(key))"
    case .repeatedKey(let key): "'\(key)' is given twice; keep one"
    case .value(let key, let value, let expected):
      "'\(key)' is '\(value)'; it must be \(expected)"
    case .noMap: "there is no line 'map:'; write one, and the rows of the map below it"
    case .emptyMap: "there are no rows below 'map:'"
    case .unequalRows(let count, let expected):
      "this row has \(count) cells, the first one \(expected); make all equally long"
    case .unknownSymbol(let symbol, let column):
      "'\(symbol)' in column \(column) is not a cell; there are # . S G H ! ~ a-d A-D"
    case .tooLarge(let rows, let columns):
      "the map has \(rows) rows of \(columns) cells; there may be \(GridMap.sizeLimit) of each"
    case .noStart: "the map has no start; mark one with S, or say 'start: anywhere'"
    case .noGoal: "the map has no goal; mark one with G"
    case .tooManyStates(let limit):
      "keys and doors make more than \(limit) states; use fewer, or a smaller map"
    case .tooManyKeys(let count, let limit):
      "the map has \(count) keys and doors; there may be \(limit)"
    }
  }

  private func hint(_ key: String) -> String {
    let near = key.didYouMean(GridMap.Key.allCases.map(\.rawValue))
    return near.isEmpty
      ? "; there are " + GridMap.Key.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      : near
  }
}
