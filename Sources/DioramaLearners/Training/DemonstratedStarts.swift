// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaNetworks

/// The moments of demonstrations that episodes of training begin at; see ``Practice/demonstratedStarts``.
final class DemonstratedStarts {
  private let share: Float
  /// The moments at which the demonstrator acted, by episode.
  private(set) var episodes: [[Snapshot]] = []

  init(share: Float) { self.share = share }

  /// Begins the moments of another episode.
  func beginEpisode() { if share > 0 { episodes.append([]) } }

  /// Adds the present moment of `environment`, in which the demonstrator acts next.
  func add(_ environment: AnyEnvironment) {
    if share > 0 { episodes[episodes.count - 1].append(environment.snapshot) }
  }

  /// Draws whether an episode begins at one of the moments, and which; nil for a usual start.
  ///
  /// Nothing is drawn if there are none.
  func draw(from stream: inout RandomStream) -> Snapshot? {
    guard share > 0, !episodes.isEmpty, Float(stream.uniform()) < share else { return nil }
    let episode = episodes[stream.integer(below: episodes.count)]
    return episode[stream.integer(below: episode.count)]
  }

  func save(to file: inout SafeTensors) {
    guard share > 0 else { return }
    let moments = episodes.flatMap(\.self)
    file.add("starts.episodes", episodes.map { UInt64($0.count) })
    file.add("starts.lengths", moments.map { UInt64($0.words.count) })
    file.add("starts.words", moments.flatMap(\.words))
  }

  /// Loads the moments, which are of `environment`.
  func load(from file: SafeTensors, of environment: AnyEnvironment) throws {
    guard share > 0 else { return }
    func counts(_ name: String) throws -> [Int] {
      try file.counts(name, count: file.words(name).count)
    }
    let (sizes, lengths) = (try counts("starts.episodes"), try counts("starts.lengths"))
    var words = try file.words("starts.words")[...]
    guard !sizes.contains(0), sizes.reduce(0, +) == lengths.count,
      lengths.reduce(0, +) == words.count
    else { throw SafeTensorsError.badEntry("starts.lengths", reason: "does not fit the moments") }
    var moments = lengths.map { length in
      defer { words = words.dropFirst(length) }
      return Snapshot(
        environment: environment.id.description, words: Array(words.prefix(length)))
    }[...]
    episodes = sizes.map { size in
      defer { moments = moments.dropFirst(size) }
      return Array(moments.prefix(size))
    }
  }
}
