// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import Foundation

/// Writes what happens in a rollout: a JSON line for the start and for each step of every episode.
final class TraceWriter {
  private struct Line: Encodable {
    let episode: Int
    let step: Int
    let state: [Float]
    let metrics: [String: Double]
  }

  private let file: FileHandle
  private let encoder = JSONEncoder()
  private var episode = -1
  private var step = 0

  /// Prepares to write to `path`, in place of what is there.
  init(to path: String) throws {
    let manager = FileManager.default
    guard manager.fileExists(atPath: path) || manager.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else { throw ValidationError("cannot write '\(path)'; name a file in a folder that exists") }
    try? file.truncate(atOffset: 0)  // a device has no end
    self.file = file
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  }

  /// Adds the present moment of an episode.
  func add(episode: Int, _ environment: AnyEnvironment) throws {
    step = episode == self.episode ? step + 1 : 0
    self.episode = episode
    let (observation, metrics, _) = try environment.observed()
    let line = Line(
      episode: episode, step: step, state: observation.state,
      metrics: Dictionary(zip(metrics.names, metrics.values)) { first, _ in first })
    try file.write(contentsOf: encoder.encode(line) + Data("\n".utf8))
  }
}
