// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import Foundation

extension Study {
  /// The keys of a study file.
  static let keys = ["title", "note", "plots", "defaults", "rows"]

  /// Reads the study in the JSON file at `path`, or from the folder `path` where it was begun.
  ///
  /// - Throws: A ``StudyError`` that names the row and the key.
  public init(contentsOf path: String) throws(StudyError) {
    guard Disk.exists(path) else {
      throw .unreadable(path: path, reason: "there is no such file; check the path")
    }
    if Disk.isFolder(path) {
      let state = try StudyState(ofFolder: path)
      try self.init(
        state.study, path: path, name: state.name, base: RelativePath.whole(state.base, in: path))
      return
    }
    let url = URL(fileURLWithPath: path)
    let data: Data
    do {
      data = try Disk.read(path)
    } catch {
      throw .unreadable(path: path, reason: "\(error)")
    }
    let source: JSONValue
    do {
      source = try JSONDecoder().decode(JSONValue.self, from: data)
    } catch {
      throw .noObject(path: path, reason: Self.reason(data))
    }
    try self.init(
      source, path: path, name: url.deletingPathExtension().lastPathComponent,
      base: url.standardizedFileURL.deletingLastPathComponent().path)
  }

  private init(
    _ source: JSONValue, path: String, name: String, base: String
  ) throws(StudyError) {
    let place = path.split(separator: "/").last.map(String.init) ?? path
    guard case .object(let values) = source else {
      throw .noObject(path: path, reason: "it is a list or a word; begin it with {")
    }
    for key in values.keys.sorted() where !Self.keys.contains(key) {
      throw .value(in: place, .unknownKey(key, known: Self.keys, of: "key"))
    }
    let head = StudyReader(values, place, base: base)
    var defaults: [String: JSONValue] = [:]
    switch values["defaults"] {
    case nil: break
    case .object(let given):
      let known = StudyReader.rowKeys.filter {
        !["learner", "name", "folder", "gate"].contains($0)
      }
      let here = "\(place), defaults"
      for key in given.keys.sorted() where !known.contains(key) {
        throw .value(in: here, .unknownKey(key, known: known, of: "key"))
      }
      try StudyReader(given, here, base: base).checkDefaultSettings()
      defaults = given
    case let other?:
      throw .value(
        in: place,
        .badValue(key: "defaults", value: other.description, wanted: "an object of keys of rows"))
    }
    guard case .array(let list)? = values["rows"], !list.isEmpty else {
      guard values["rows"] == nil || values["rows"] == .array([]) else {
        throw .value(
          in: place,
          .badValue(key: "rows", value: values["rows"]?.description ?? "", wanted: "a list"))
      }
      throw .noRows(path: path)
    }
    var rows: [StudyRow] = []
    for (index, item) in list.enumerated() {
      let row = "\(place), row \(index + 1)"
      guard case .object(let given) = item else {
        throw .value(in: row, .badValue(key: "rows", value: item.description, wanted: "an object"))
      }
      rows.append(try StudyReader(given, row, base: base, defaults: defaults).row())
      try rows[index].findDatasets(in: rows[..<index])
    }
    self.init(
      name: name, title: try head.text("title") ?? name, note: try head.text("note"),
      plots: try head.plots(of: rows), rows: rows, source: source, base: base)
    try check()
  }

  /// Returns the reason why JSON cannot be parsed, and the line if it is known.
  private static func reason(_ data: Data) -> String {
    do {
      _ = try JSONSerialization.jsonObject(with: data)
      return "check its brackets and commas"
    } catch {
      let text = (error as NSError).userInfo["NSDebugDescription"] as? String ?? ""
      let words = text.split { " .".contains($0) }
      guard let place = words.last.flatMap({ Int($0) }) else {
        return text.isEmpty
          ? "check its brackets and commas"
          : text.prefix(1).lowercased() + text.dropFirst().trimmingSuffix(".")
      }
      let what = words.prefix { $0 != "around" && $0 != "at" }.joined(separator: " ").lowercased()
      let line = data.prefix(place).count { $0 == UInt8(ascii: "\n") } + 1
      return "\(what) around line \(line)"
    }
  }
}

extension StudyRow {
  /// Finds the runs that its own learn from among the rows above it, so that these are begun first.
  ///
  /// - Throws: ``StudyError`` where there is no such row, or it has no run for one of this row.
  fileprivate mutating func findDatasets(in rows: ArraySlice<StudyRow>) throws(StudyError) {
    guard let datasetOf else { return }
    guard !flags.contains(where: { $0.key == "dataset" }) else {
      throw .value(
        in: place,
        .conflict(
          "dataset and dataset_of are both given", remedy: "keep the one that is meant"))
    }
    let trained = rows.filter(\.learner.isTrained)
    guard trained.contains(where: { $0.name == datasetOf }) else {
      throw .value(
        in: place,
        .unknownChoice(
          key: "dataset_of", value: datasetOf, known: Set(trained.map(\.name)).sorted()))
    }
    datasets = trained.filter { $0.name == datasetOf }.flatMap(\.cells)
    if let cell = cells.first(where: { $0.dataset == nil }) {
      throw .value(
        in: place,
        .badValue(
          key: "dataset_of", value: "\"\(datasetOf)\"",
          wanted:
            "a row with a run in \(cell.task) of seed \(cell.seed), or with a single run there"))
    }
  }
}
