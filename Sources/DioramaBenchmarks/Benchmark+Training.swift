// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaRuns
import DioramaTasks

extension Benchmark {
  /// How long 10,000 steps of `Pendulum-v1` take with its preset: two layers of 64 units, batches of
  /// 100, one update a step after the first 100.
  ///
  /// Everything is included: making networks and environment, acting, stepping, the replay, updates.
  /// It is the median of as many trainings as the time allows, and one at least.
  static let pendulum = Benchmark(name: "sac-pendulum-10k", unit: "s") { duration in
    let configuration = try Self.configuration("sac", in: "Pendulum-v1")
    return try median(over: duration) {
      let environment = try EnvironmentSuite.catalog.make("Pendulum-v1")
      let problem = try configuration.problem(of: environment)
      let learner = try configuration.makeLearner(problem).learner
      let training = try Training([environment], learner, problem, seed: 0)
      for _ in 0..<10_000 { _ = try training.step() }
    }
  }

  /// The defaults of `learner` in `environment`, on as many threads as updates have here.
  static func configuration(
    _ learner: String, in environment: String, preset: Preset? = nil
  ) throws -> RunConfiguration {
    var configuration = try RunConfiguration(
      environment: environment, learner: RunConfiguration.entry(learner), preset: preset)
    configuration.threads = threads
    return configuration
  }
}
