// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import Foundation

extension Recording {
  /// Makes a recording in the new folder `folder` of the episodes of several, one recording after the other.
  ///
  /// It is a recording like any: its policy is `mixed`, and its manifest is otherwise the first one's.
  ///
  /// - Throws: ``RecordingError/isEmpty(_:)``, ``RecordingError/cannotBeMixed(folder:key:found:wanted:)`` when one
  ///   is of another task, reward, horizon or randomisation than the first, or an error of the folders.
  public static func mix(_ folders: [String], into folder: String) throws -> Recording {
    precondition(!folders.isEmpty, "there is no recording to mix")
    let all = try folders.map { try Recording($0) }
    var manifest = all[0].manifest
    var lines = Data()
    for recording in all {
      guard !recording.episodes.isEmpty else { throw RecordingError.isEmpty(recording.folder) }
      try recording.checkMixes(with: manifest)
      let content = try Disk.read(episodes(recording.folder))
      lines += content.prefix(try parse(content, episodes(recording.folder)).length)
    }
    manifest.policy = "mixed"
    manifest.task = manifest.task.map {
      RelativePath.relative(RelativePath.whole($0, in: all[0].folder), to: folder)
    }
    try RecordingWriter.make(folder, manifest, episodes: lines)
    return try Recording(folder)
  }

  /// Checks that its episodes could stand in the recording of `other`.
  private func checkMixes(with other: RecordingManifest) throws(RecordingError) {
    for (key, found, wanted) in [
      ("environment", manifest.environment, other.environment),
      ("task", manifest.taskChecksum ?? "none", other.taskChecksum ?? "none"),
      ("reward", manifest.reward, other.reward),
      ("horizon", manifest.horizon.text, other.horizon.text),
      ("randomize", manifest.randomize.text, other.randomize.text),
    ] where found != wanted {
      throw .cannotBeMixed(folder: folder, key: key, found: found, wanted: wanted)
    }
  }
}

extension Int? {
  fileprivate var text: String { map(String.init) ?? "the task's own" }
}

extension [String] {
  fileprivate var text: String { isEmpty ? "nothing" : joined(separator: " ") }
}
