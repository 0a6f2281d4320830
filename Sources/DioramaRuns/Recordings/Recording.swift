// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import Foundation

/// A recording: episodes that can be lived through again, bit for bit.
///
/// | file | holds |
/// | --- | --- |
/// | `recording.json` | the ``RecordingManifest`` |
/// | `episodes.jsonl` | a ``RecordedEpisode`` a line |
/// | `images/`, `minari/`, `lerobot/` | what was exported |
public struct Recording: Sendable {
  /// The path of the folder.
  public let folder: String
  public let manifest: RecordingManifest
  public let episodes: [RecordedEpisode]

  /// Reads the recording in `folder`.
  ///
  /// A last line that a killed process left unfinished does not count.
  ///
  /// - Throws: ``RecordingError`` when there is none, or it is damaged.
  public init(_ folder: String) throws(RecordingError) {
    self.folder = folder
    manifest = try Self.readManifest(folder)
    let path = Self.episodes(folder)
    guard Disk.exists(path) else {
      episodes = []
      return
    }
    do {
      episodes = try Self.parse(Disk.read(path), path).episodes
    } catch let error as RecordingError {
      throw error
    } catch {
      throw .unreadable(path: path, reason: error.systemReason)
    }
  }

  /// Whether a recording is in `folder`.
  public static func exists(in folder: String) -> Bool { Disk.exists(manifest(folder)) }

  static func manifest(_ folder: String) -> String { folder + "/recording.json" }
  static func episodes(_ folder: String) -> String { folder + "/episodes.jsonl" }

  /// Reads the manifest of the recording in `folder`.
  static func readManifest(_ folder: String) throws(RecordingError) -> RecordingManifest {
    let path = manifest(folder)
    guard exists(in: folder) else { throw .noRecording(folder) }
    let content: Data
    do throws(SystemError) {
      content = try Disk.read(path)
    } catch {
      throw .unreadable(path: path, reason: "\(error)")
    }
    struct Form: Decodable {
      let format: Int
      let version: String?
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      let form = try decoder.decode(Form.self, from: content)
      guard form.format == RecordingManifest.currentFormat else {
        throw RecordingError.otherFormat(
          path: path, found: form.format, madeBy: form.version ?? "of the version")
      }
      let manifest = try decoder.decode(RecordingManifest.self, from: content)
      do { _ = try manifest.options } catch {
        throw RecordingError.badManifest(path: path, reason: "\(error)")
      }
      return manifest
    } catch let error as RecordingError {
      throw error
    } catch {
      throw .badManifest(path: path, reason: error.fault)
    }
  }

  /// Returns the episodes in `content`, and how many of its bytes they take.
  static func parse(
    _ content: Data, _ path: String
  ) throws(RecordingError) -> (episodes: [RecordedEpisode], length: Int) {
    let decoder = JSONDecoder()
    let newline = UInt8(ascii: "\n")
    let pieces = content.split(separator: newline, omittingEmptySubsequences: false)
    var episodes: [RecordedEpisode] = []
    for (index, piece) in pieces.enumerated() {
      // what is not ended by a newline was not written to its end
      if index == pieces.count - 1 { return (episodes, content.count - piece.count) }
      let episode: RecordedEpisode
      do {
        episode = try decoder.decode(RecordedEpisode.self, from: piece)
      } catch {
        throw .badLine(path: path, line: index + 1, reason: error.fault)
      }
      if let fault = episode.fault { throw .badLine(path: path, line: index + 1, reason: fault) }
      episodes.append(episode)
    }
    return (episodes, content.count)
  }
}

extension Error {
  /// The fault of a JSON text, in a few words.
  fileprivate var fault: String {
    switch self as? DecodingError {
    case .keyNotFound(let key, _)?: "it has no '\(key.stringValue.snakeCased)'"
    case .typeMismatch(_, let context)?, .valueNotFound(_, let context)?:
      context.codingPath.isEmpty ? "it is no JSON object" : context.misfit
    case .dataCorrupted(let context)?:
      context.codingPath.isEmpty
        ? "it is no JSON, or a number in it cannot be" : context.misfit
    default: systemReason
    }
  }
}

extension DecodingError.Context {
  /// Which value does not fit.
  fileprivate var misfit: String {
    let path = codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue.snakeCased }
    return "its '\(path.joined())' has a value that cannot be"
  }
}
