// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaTasks
import Foundation

/// A writer of a recording, which one process at a time adds episodes to.
///
/// An episode is on the disk once it was added. What a killed process left unfinished is cut off.
package final class RecordingWriter {
  package let folder: String
  package let manifest: RecordingManifest

  /// The episodes so far.
  package private(set) var episodes: [RecordedEpisode]

  private let lock: FolderLock
  private let file: OpenFile

  /// Makes the folder of a recording, or opens it to continue.
  ///
  /// - Parameters:
  ///   - folder: The path of a new or empty folder, or of a recording that was made with the same settings.
  ///   - manifest: The settings.
  /// - Throws: ``RecordingError``, or an error of making the folder.
  package init(_ folder: String, _ manifest: RecordingManifest) throws {
    self.folder = folder
    if !Recording.exists(in: folder) { try Self.make(folder, manifest) }
    do throws(FolderLock.Refusal) {
      lock = try FolderLock(folder, patience: 0.1)
    } catch {
      switch error {
      case .isHeld: throw RecordingError.isLocked(folder)
      case .noFile(let path, let error):
        throw RecordingError.unwritable(path: path, reason: "\(error)")
      }
    }
    let found = try Recording.readManifest(folder)
    try manifest.check(continues: found, in: folder)
    self.manifest = found
    let path = Recording.episodes(folder)
    do {
      file = try OpenFile(path, for: .updating)
      let (episodes, length) = try Recording.parse(file.readToEnd(), path)
      try file.truncate(at: length)
      self.episodes = episodes
    } catch let error as SystemError {
      throw RecordingError.unwritable(path: path, reason: "\(error)")
    }
  }

  /// Makes the folder of a recording, with `episodes`, lines that were written before, if there are any.
  static func make(
    _ folder: String, _ manifest: RecordingManifest, episodes: Data = Data()
  ) throws {
    let new = try NewFolder(folder)
    let path = Recording.manifest(new.draft)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    do {
      try Disk.write(encoder.encode(manifest) + Data("\n".utf8), to: path)
      if !episodes.isEmpty { try Disk.write(episodes, to: Recording.episodes(new.draft)) }
    } catch {
      throw RecordingError.unwritable(path: path, reason: error.systemReason)
    }
    try new.finish()
  }

  /// The seed of the next episode.
  package var nextSeed: UInt64 { manifest.seed &+ UInt64(episodes.count) }

  /// Adds an episode, and waits until it is on the disk.
  ///
  /// - Throws: ``RecordingError``; then nothing was added.
  package func add(_ episode: RecordedEpisode) throws(RecordingError) {
    guard !episode.actions.isEmpty else { throw .noSteps }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      try file.append(encoder.encode(episode) + Data("\n".utf8))
      try file.synchronize()
    } catch {
      throw .unwritable(path: Recording.episodes(folder), reason: error.systemReason)
    }
    episodes.append(episode)
  }

  /// Takes the last episode back; does nothing where there is none.
  package func removeLast() throws(RecordingError) {
    guard !episodes.isEmpty else { return }
    let path = Recording.episodes(folder)
    do {
      try file.seek(to: 0)
      let lines = try file.readToEnd().dropLast()
      let end = lines.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      try file.truncate(at: end)
      try file.synchronize()
    } catch {
      throw .unwritable(path: path, reason: "\(error)")
    }
    episodes.removeLast()
  }
}
