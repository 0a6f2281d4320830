// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaRuns
import Foundation

/// A writer of a rollout's trace: a JSON line for the start and for each step of every episode.
final class TraceWriter {
  private struct Line: Encodable {
    let episode: Int
    let step: Int
    let state: [Float]
    let metrics: [String: Double]
  }

  private let path: String
  private let file: OpenFile
  private let encoder = JSONEncoder()
  private var episode = -1
  private var step = 0

  /// Prepares to write to `path`; an existing file is replaced.
  ///
  /// - Throws: ``RunError`` when it cannot be written to.
  init(to path: String) throws {
    self.path = path
    do {
      file = try OpenFile(path, for: .writing)
    } catch {
      throw RunError.unwritable(path: path, reason: "\(error)")
    }
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
    let text = try encoder.encode(line) + Data("\n".utf8)
    do {
      try file.append(text)  // no line is cut
    } catch {
      throw RunError.unwritable(path: path, reason: "\(error)")
    }
  }
}
