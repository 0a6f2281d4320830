// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaRuns
import DioramaTasks

extension Benchmark {
  /// The benchmarks of planning, one for each kind of model.
  static let plans = [learnedPlan, simulatedPlan]

  private static let planned = "Pushing-v1"

  /// The benchmark of planning with a learned model: the time of one plan of iCEM with its paper's settings.
  ///
  /// It plans 30 steps ahead with 40 sequences at first, in an ensemble of 5 networks with 3 layers of 200
  /// units and random weights, for the observations and actions of `Pushing-v1`.
  private static let learnedPlan = Benchmark(name: "mpc-icem-5x200x3", unit: "ms/decision") {
    duration in
    let environment = try EnvironmentSuite.catalog.make(planned)
    let problem = Problem(environment)
    let learner = try EnsembleLearner(
      ModelSettings(), stateCount: problem.layout.stateCount, actionCount: problem.actionCount,
      Compute(threads: threads, seed: 0))
    let model = EnsembleModel(learner.ensemble, problem, .infinite, threads: threads)
    return try time(model, PlannerSettings(), in: environment, for: duration) * 1_000
  }

  /// The benchmark of planning with the simulator, with the settings of `diorama rollout --policy mpc`.
  private static let simulatedPlan = Benchmark(name: "mpc-\(planned)", unit: "decisions/s") {
    duration in
    let environment = try EnvironmentSuite.catalog.make(planned)
    let settings = try SimulatorPlannerSettings(.icem, for: planned)
    var options = EnvironmentOptions()
    options.coarseness = settings.coarseness
    let made = options
    let model = try SimulatorModel(threads: threads) {
      try EnvironmentSuite.catalog.make(planned, made)
    }
    return 1 / (try time(model, settings.planning, in: environment, for: duration))
  }

  /// Returns the median time of a plan over the whole horizon from the start of an episode [s].
  ///
  /// Two plans warm up.
  private static func time(
    _ model: any PlanningModel, _ settings: PlannerSettings, in environment: AnyEnvironment,
    for duration: Duration
  ) throws -> Double {
    let observation = try environment.reset(seed: 0)
    let policy = try PlanningPolicy(model, settings, for: environment)
    policy.begin(seed: 0)
    for _ in 0..<2 { _ = try policy.action(for: observation, in: environment) }
    return try Benchmark.median(over: duration) {
      _ = try policy.action(for: observation, in: environment)
    }
  }
}
