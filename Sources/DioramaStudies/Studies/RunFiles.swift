// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import DioramaRuns
import Foundation
import Synchronization

/// The small files of a run of a study: in the folder of the run, or in the archive of a published study.
///
/// The archive has a line for each run:
///
/// ```json
/// {"files": {"config.json": {"seed": 1}, "progress.csv": "step,…"}, "run": "sac-Pendulum-v1-1"}
/// ```
struct RunFiles: Sendable {
  /// The name of the archive of a published study.
  static let archive = "runs.jsonl"

  /// The folder of the study.
  let folder: String
  /// The folder of the run, in that of the study.
  let run: String

  /// Returns the content of the file called `name`; nil if there is none.
  func content(_ name: String) -> Data? {
    if let found = try? Disk.read("\(folder)/\(run)/\(name)") { return found }
    return Self.published(in: folder)[run]?[Self.key(name)].map { Data($0.text.utf8) }
  }

  /// The name of a file in the archive: without the folder that it is in.
  private static func key(_ name: String) -> String {
    name.split(separator: "/").last.map(String.init) ?? name
  }

  /// Whether there is a file called `name`.
  func contains(_ name: String) -> Bool {
    Disk.exists("\(folder)/\(run)/\(name)")
      || Self.published(in: folder)[run]?[Self.key(name)] != nil
  }

  /// Returns the JSON object in the file called `name`; nil if there is none.
  func object(_ name: String) -> [String: JSONValue]? {
    content(name).flatMap { try? JSONDecoder().decode([String: JSONValue].self, from: $0) }
  }

  /// A line of the archive.
  struct Line: Codable {
    var run: String
    var files: [String: JSONValue]

    /// Takes over the files called `names`; JSON files are embedded as JSON, others as text.
    init(_ source: RunFiles, names: [String]) {
      run = source.run
      files = names.reduce(into: [:]) { files, name in
        guard let content = source.content(name) else { return }
        let object = source.object(name).map(Self.withoutFolders)
        let value = name.hasSuffix(".json") ? object.map(JSONValue.object) : nil
        let text = String(decoding: content, as: UTF8.self)
        files[RunFiles.key(name)] =
          value ?? .string(name.hasSuffix(".csv") ? Self.thinned(text) : text)
      }
    }

    /// Returns a configuration whose absolute paths are names alone, which hold on each machine.
    private static func withoutFolders(_ values: [String: JSONValue]) -> [String: JSONValue] {
      values.merging(
        RunConfiguration.pathKeys.compactMap { key in
          guard case .string(let path)? = values[key], path.hasPrefix("/") else { return nil }
          return (key, .string(URL(fileURLWithPath: path).lastPathComponent))
        }
      ) { $1 }
    }

    /// Returns a table of progress with only the rows that have an evaluation, and the last one.
    private static func thinned(_ table: String) -> String {
      let lines = table.split(separator: "\n")
      guard let heading = lines.first?.split(separator: ",", omittingEmptySubsequences: false),
        let column = heading.firstIndex(of: "evaluation_return_mean")
      else { return table }
      let rows = lines.dropFirst().enumerated().filter { index, line in
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        return index == lines.count - 2 || cells.count > column && !cells[column].isEmpty
      }
      return ([lines[0]] + rows.map(\.element)).map { $0 + "\n" }.joined()
    }
  }

  /// Returns the archived files of each run in the published folder `path`.
  static func published(in path: String) -> [String: [String: JSONValue]] {
    let file = "\(path)/\(archive)"
    guard let version = FileVersion(file) else { return [:] }
    return read.withLock { read in
      if let (known, runs) = read[file], known == version { return runs }
      let lines = ((try? Disk.read(file)) ?? Data()).split(separator: UInt8(ascii: "\n"))
      let runs = lines.compactMap { try? JSONDecoder().decode(Line.self, from: $0) }
        .reduce(into: [:]) { $0[$1.run] = $1.files }
      read[file] = (version, runs)
      return runs
    }
  }

  /// A cache of archives that were read.
  private static let read = Mutex<[String: (FileVersion, [String: [String: JSONValue]])]>([:])
}
