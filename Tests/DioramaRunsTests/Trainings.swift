// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaMath
import DioramaRuns
import DioramaTasks
import TestSupport
import Testing

/// Small agents that learn in a second.
enum Trainings {
  /// Settings of two tiny layers; the replay is so small that it is filled over.
  static func settings(_ observation: ObservationKind) throws -> SAC.Settings {
    var settings = SAC.Settings()
    settings.hiddenUnits = [8, 8]
    settings.batchSize = 4
    settings.practice.warmupSteps = 20
    settings.practice.heldSteps = 3
    settings.practice.replayCapacity = 60
    settings.returnSteps = 2
    settings.actorInterval = 2
    settings.normalizesCritics = true
    if observation != .state {
      settings.sight.encoder = .shared
      settings.sight.shift = 2
    }
    return settings
  }

  static func make(
    _ observation: ObservationKind, in environment: String = "Pendulum-v1", seed: UInt64 = 5,
    horizon: Int = 30, reward: RewardSettings? = nil,
    change: (inout SAC.Settings) -> Void = { _ in }
  ) throws -> Training {
    var settings = try settings(observation)
    change(&settings)
    let environment = try EnvironmentSuite.catalog.make(
      environment, EnvironmentOptions(observation: observation, horizon: horizon))
    let problem = Problem(
      environment, settings.sight, successImages: [Image(width: 48, height: 48)])
    let compute = Compute(threads: 1, seed: seed)
    let learner = try SAC(settings, problem, compute)
    let model = try reward.map {
      try VICE(
        $0, problem, policy: learner.policy, warmup: settings.practice.warmupSteps, compute)
    }
    return try Training([environment], learner, problem, reward: model, seed: seed)
  }

  /// Small settings of a reward that learns and asks every few steps.
  static let rewardSettings = [
    "classifier_batch=8", "first_classifier_steps=2", "classifier_steps=1", "classifier_every=10",
    "query_every=15", "queries=8",
  ]

  /// Small settings of a model and of the planner; a plan lasts for longer than a step.
  static let plannerSettings = [
    "members=2", "train_every=10", "horizon=6", "population=6", "elites=3", "iterations=2",
    "replan_every=3",
  ]

  /// Small settings of what learns from an expert.
  static let imitationSettings = [
    "discriminator_units=8", "discriminator_batch=8", "discriminator_every=10",
    "discriminator_steps=2", "round_steps=40", "round_updates=5",
  ]

  /// Small rollouts of several environments.
  static let rolloutSettings = ["environments=3", "rollout_steps=20", "epochs=2"]

  /// A short run that is evaluated, logged and saved a few times; by default in a task that is fast, of what
  /// the learner observes by default.
  static func configuration(
    _ learner: String = "sac", in environment: String? = nil, observing: ObservationKind? = nil,
    steps: Int = 200
  ) throws -> RunConfiguration {
    let entry = try #require(LearnerCatalog.entry(learner))
    let seesPictures = observing.map { $0 != .state } ?? entry.needs.contains(.successImages)
    var pictures: [String: JSONValue] =
      seesPictures ? ["width": .integer(16), "height": .integer(16)] : [:]
    pictures["observation"] = observing.map { .string($0.rawValue) }
    let all =
      ["hidden_units=8,8", "batch_size=4", "warmup_steps=20", "updates_per_step=1", "episodes=2"]
      + rewardSettings + plannerSettings + rolloutSettings + imitationSettings
    return try RunConfiguration(
      file: nil, learner: learner, environment: environment ?? entry.smallTask, steps: steps,
      threads: 1,
      flags: [
        "seed": .integer(7), "horizon": .integer(30), "log_every": .integer(40),
        "evaluate_every": .integer(100), "evaluation_episodes": .integer(2),
        "checkpoint_every": .integer(50), "film_every": .integer(0), "goal_count": .integer(5),
        "demonstrations": .integer(entry.needs.contains(.dataset) ? 3 : 0),
      ].merging(pictures) { $1 },
      settings: all.filter { entry.settingKeys.contains(String($0.prefix { $0 != "=" })) })
  }
}

extension Trainings {
  /// The rows of the run `name`, without the columns that say how long it took.
  static func rows(_ folder: TemporaryFolder, _ name: String) throws -> [[String: String]] {
    let lines = try folder.text("\(name)/progress.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { line in
      Dictionary(uniqueKeysWithValues: zip(lines[0], line))
        .filter { !["time", "seconds", "steps_per_second"].contains($0.key) }
    }
  }

  /// Makes the run `straight`, and the run `broken`, which is interrupted after `interruption` steps and resumed;
  /// expects that both end with the same parameters and rows.
  static func expectSameEnd(
    _ configuration: RunConfiguration, in folder: TemporaryFolder, after interruption: Int = 77,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let straight = try TrainingRun(configuration, at: folder.path("straight"))
    #expect(try straight.run() == .finished, sourceLocation: location)
    var broken: TrainingRun? = try TrainingRun(configuration, at: folder.path("broken"))
    #expect(
      try broken?.run(isInterrupted: broken?.stepCount == interruption) == .interrupted,
      sourceLocation: location)
    broken = nil  // the lock goes with it
    let resumed = try TrainingRun(resuming: folder.path("broken"))
    #expect(resumed.stepCount == interruption, sourceLocation: location)
    #expect(try resumed.run() == .finished, sourceLocation: location)
    #expect(resumed.parametersHash == straight.parametersHash, sourceLocation: location)
    #expect(try rows(folder, "broken") == rows(folder, "straight"), sourceLocation: location)
  }
}

extension LearnerEntry {
  /// A task that it learns in, and that is fast.
  var smallTask: String {
    if needs.contains(.goals) { return "PushingGoal-v1" }
    if needs.contains(.finiteStates) { return "FrozenLake-v1" }
    return needs.contains(.discreteActions) ? "CartPole-v1" : "Pendulum-v1"
  }
}
