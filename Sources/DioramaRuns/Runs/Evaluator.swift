// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaTasks

/// Evaluates the deterministic policy in an environment of its own, always from the same starts.
///
/// Nothing that training depends on is touched: neither its environment nor its random streams.
struct Evaluator {
  /// The seed of the first episode; the seeds of training are drawn at random.
  static let firstSeed: UInt64 = 1_000_000

  private let environment: AnyEnvironment
  private let policy: any Policy
  private let episodes: Int
  private let name: String
  private let framesPerSecond: Double

  init(_ configuration: RunConfiguration, _ training: Training) throws {
    name = configuration.learner
    environment = try configuration.makeEnvironment()
    framesPerSecond =
      try 1 / configuration.environmentEntry.controlPeriod
    policy = TrainedPolicy(training.learner, training.problem)
    episodes = configuration.evaluationEpisodes
  }

  /// Runs the episodes.
  ///
  /// - Parameters:
  ///   - path: The path of a video of the first episode; nil for no video.
  ///   - classifier: The classifier of a learned reward; nil without one.
  /// - Returns: The statistics of the episodes, and the recording.
  /// - Throws: The errors of the environment.
  func report(
    film path: String?, by classifier: SuccessClassifier?
  ) throws -> (report: RolloutReport, episodes: EpisodeRecorder) {
    var recorder = EpisodeRecorder(
      episodes, film: path, framesPerSecond: framesPerSecond, by: classifier)
    var policy = policy
    let report = try environment.rollout(
      &policy, name: name, episodes: episodes, seed: Self.firstSeed
    ) { recorder.see($0, $1, $2) }
    recorder.finish()
    return (report, recorder)
  }
}
