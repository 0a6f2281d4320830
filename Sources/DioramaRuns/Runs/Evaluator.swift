// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaTasks

/// Lets the deterministic policy act in an environment of its own, from starts that are always the same.
///
/// Nothing that training depends on is touched: neither its environment nor its random streams.
struct Evaluator {
  /// The seed of the first start; those of training are drawn from all numbers.
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
      try 1 / EnvironmentSuite.catalog.entry(configuration.environment).controlPeriod
    policy = TrainedPolicy(training.learner, training.problem)
    episodes = configuration.evaluationEpisodes
  }

  /// Runs the episodes.
  ///
  /// - Parameters:
  ///   - path: Where a film of the first one goes; nil for none.
  ///   - classifier: What a learned reward is made of; nil without one.
  /// - Returns: Their statistics, and what was noted of them.
  /// - Throws: What the environment throws.
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
