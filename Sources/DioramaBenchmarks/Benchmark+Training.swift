// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaRuns
import DioramaTasks

extension Benchmark {
  /// The benchmark of a training by SAC: the time of 10,000 steps of `Pendulum-v1` with its preset.
  ///
  /// The networks have two layers of 64 units, batches are of 100, and after the first 100 steps there is an
  /// update a step. Making the environment and the networks, acting, stepping, the replay buffer and updates
  /// are included. The result is the median of as many trainings as the time allows, at least one.
  static let pendulum = Benchmark(name: "sac-pendulum-10k", unit: "s") { duration in
    let configuration = try Self.configuration("sac", in: "Pendulum-v1")
    return try median(over: duration) {
      let environment = try EnvironmentSuite.catalog.make("Pendulum-v1")
      let problem = try configuration.problem(of: environment)
      let learner = try configuration.makeLearner(problem, threads: threads).learner
      let training = try Training([environment], learner, problem, seed: 0)
      for _ in 0..<10_000 { _ = try training.step() }
    }
  }

  /// Makes the default configuration of `learner` in `environment`, on ``threads``.
  static func configuration(
    _ learner: String, in environment: String, preset: Preset? = nil
  ) throws -> RunConfiguration {
    var configuration = try RunConfiguration(
      environment: environment, learner: RunConfiguration.entry(learner), preset: preset)
    configuration.threads = threads
    return configuration
  }
}
