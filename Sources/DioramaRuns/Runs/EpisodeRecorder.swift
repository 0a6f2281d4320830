// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaRender

/// A recorder of an evaluation's episodes: the classifier's values, success in the last image, a video.
struct EpisodeRecorder {
  /// Whether the last image of each episode shows success.
  private(set) var looksSolved: [Bool]

  /// The classifier's logits f of the observed images, by episode; empty without a classifier.
  private(set) var values: [[Double]]

  /// The reason why the video could not be made; nil if nothing went wrong.
  private(set) var noFilm: String?

  private var film: Film?
  private let classifier: SuccessClassifier?

  private static let filmView = View(width: 320, height: 240)

  /// Makes a recorder.
  ///
  /// - Parameters:
  ///   - episodes: The number of episodes.
  ///   - path: The path of a video of the first episode; nil for no video.
  ///   - framesPerSecond: The frame rate of the video [1/s].
  ///   - classifier: The classifier of a learned reward; nil without one.
  init(
    _ episodes: Int, film path: String?, framesPerSecond: Double,
    by classifier: SuccessClassifier?
  ) {
    self.classifier = classifier
    looksSolved = Array(repeating: false, count: episodes)
    values = classifier == nil ? [] : Array(repeating: [], count: episodes)
    if let path { attempt { film in film = try Film(to: path, framesPerSecond: framesPerSecond) } }
  }

  /// Records the moment of `episode` after a reset or a step.
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

  /// Finishes the video.
  mutating func finish() {
    attempt { film in try film?.finish() }
  }

  /// Works on the video; a failure is recorded and does not stop training.
  private mutating func attempt(_ work: (inout Film?) throws -> Void) {
    do {
      try work(&film)
    } catch {
      film = nil
      noFilm = "\(error)"
    }
  }
}
