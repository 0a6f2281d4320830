// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaRender

/// Takes note of the episodes of an evaluation, from each reset to the end.
struct EpisodeRecorder {
  /// Which episodes end in what a picture shows as success.
  private(set) var looksSolved: [Bool]

  /// f of all that is seen, by episode; empty without a classifier.
  private(set) var values: [[Double]]

  /// Why there is no film, where there should be one.
  private(set) var noFilm: String?

  private var film: Film?
  private let classifier: SuccessClassifier?

  private static let filmView = View(width: 320, height: 240)

  /// Begins.
  ///
  /// - Parameters:
  ///   - episodes: How many there will be.
  ///   - path: Where a film of the first one goes; nil for none.
  ///   - framesPerSecond: What the film shows [1/s].
  ///   - classifier: What a learned reward is made of; nil without one.
  init(
    _ episodes: Int, film path: String?, framesPerSecond: Double,
    by classifier: SuccessClassifier?
  ) {
    self.classifier = classifier
    looksSolved = Array(repeating: false, count: episodes)
    values = classifier == nil ? [] : Array(repeating: [], count: episodes)
    if let path { attempt { film in film = try Film(to: path, framesPerSecond: framesPerSecond) } }
  }

  /// Takes note of what is seen in `episode` after a reset or a step.
  mutating func see(
    _ episode: Int, _ environment: AnyEnvironment, _ observation: TaskObservation
  ) {
    looksSolved[episode] = environment.metrics.looksSolved
    if let classifier, let frame = observation.pixels?.samples {
      values[episode].append(Double(classifier.value(of: frame)))
    }
    if episode == 0 {
      attempt { film in try film?.append(environment.image(Self.filmView)) }
    }
  }

  /// Ends the film.
  mutating func finish() {
    attempt { film in try film?.finish() }
  }

  /// Works on the film; one that cannot be made is no reason to stop training.
  private mutating func attempt(_ work: (inout Film?) throws -> Void) {
    do {
      try work(&film)
    } catch {
      film = nil
      noFilm = "\(error)"
    }
  }
}
