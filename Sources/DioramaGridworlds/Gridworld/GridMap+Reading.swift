// SPDX-License-Identifier: Apache-2.0

internal import Foundation

extension GridMap {
  /// The keys of the settings before the map.
  enum Key: String, CaseIterable {
    case name, horizon, slip, wind, actions, start, floor
    case livingReward = "living reward"
    case goalReward = "goal reward"
    case holeReward = "hole reward"
    case cliffReward = "cliff reward"
    case iceSlip = "ice slip"
    case slipTarget = "slips to"
  }

  /// The size of the largest file [bytes].
  private static let byteLimit = 1_000_000

  /// Reads the map in the file at `path`.
  ///
  /// - Throws: A ``GridMapError`` that names the line.
  public init(contentsOf path: String) throws(GridMapError) {
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    guard let kind = attributes?[.type] as? FileAttributeType else {
      throw GridMapError(
        file: path, fault: .unreadable(reason: "there is no such file; check the path"))
    }
    guard kind != .typeDirectory else {
      throw GridMapError(
        file: path, fault: .unreadable(reason: "it is a folder; name a file in it"))
    }
    let size = (attributes?[.size] as? NSNumber)?.intValue ?? 0
    guard kind == .typeRegular, size <= Self.byteLimit else {
      throw GridMapError(
        file: path,
        fault: .unreadable(reason: "it is not a text file of at most \(Self.byteLimit) bytes"))
    }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw GridMapError(
        file: path, fault: .unreadable(reason: "it is not UTF-8 text, or you may not read it"))
    }
    try self.init(text: text, file: path)
  }

  /// Reads a map from `text`.
  ///
  /// - Parameters:
  ///   - text: Lines `key: value`, the line `map:`, and the rows.
  ///   - file: The file's name in messages; also the map's name, where the text does not give one.
  /// - Throws: A ``GridMapError`` that names the line.
  public init(text: String, file: String) throws(GridMapError) {
    func fail(_ fault: GridMapError.Fault, _ line: Int?) -> GridMapError {
      GridMapError(file: file, line: line, fault: fault)
    }
    // a carriage return and a line feed are one character, and one newline
    let lines = text.drop { $0 == "\u{FEFF}" }.split(omittingEmptySubsequences: false) {
      $0.isNewline
    }
    .map { $0.trimmingCharacters(in: .whitespaces) }
    var settings: [(key: Key, value: String, line: Int)] = []
    var mapLine: Int?
    for (index, line) in lines.enumerated() where !line.isEmpty && !line.hasPrefix("//") {
      guard let colon = line.firstIndex(of: ":") else { throw fail(.noKey(line: line), index + 1) }
      let name = line[..<colon].trimmingCharacters(in: .whitespaces).lowercased()
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      if name == "map", value.isEmpty {
        mapLine = index + 1
        break
      }
      guard let key = Key(rawValue: name) else { throw fail(.unknownKey(name), index + 1) }
      guard !settings.contains(where: { $0.key == key }) else {
        throw fail(.repeatedKey(name), index + 1)
      }
      settings.append((key, value, index + 1))
    }
    guard let mapLine else { throw fail(.noMap, nil) }

    var rows = Array(lines[mapLine...])
    while rows.last?.isEmpty == true { rows.removeLast() }
    guard let columns = rows.first?.count, columns > 0 else { throw fail(.emptyMap, mapLine) }
    guard rows.count <= Self.sizeLimit, columns <= Self.sizeLimit else {
      throw fail(.tooLarge(rows: rows.count, columns: columns), mapLine)
    }
    var cells: [GridCell] = []
    for (index, row) in rows.enumerated() {
      guard row.count == columns else {
        throw fail(.unequalRows(count: row.count, expected: columns), mapLine + 1 + index)
      }
      for (column, symbol) in row.enumerated() {
        guard let cell = GridCell(symbol: symbol) else {
          throw fail(.unknownSymbol(symbol, column: column + 1), mapLine + 1 + index)
        }
        cells.append(cell)
      }
    }
    let stem = (file as NSString).lastPathComponent
    self.init(
      name: (stem as NSString).deletingPathExtension, file: file, firstLine: mapLine + 1,
      rows: rows.count, columns: columns, cells: cells)
    for (key, value, line) in settings {
      guard set(key, to: value) else {
        throw fail(.value(key: key.rawValue, value, expected: expected(key)), line)
      }
    }
    guard !starts.isEmpty else { throw fail(.noStart, mapLine) }
    guard cells.contains(.goal) else { throw fail(.noGoal, mapLine) }
  }
}
