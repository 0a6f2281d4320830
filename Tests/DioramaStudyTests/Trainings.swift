// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaStudy
import DioramaTasks

/// Small agents that learn in a second.
enum Trainings {
  /// Settings of two tiny layers; the replay is so small that it is filled over.
  static func settings(_ observation: ObservationKind) throws -> SACSettings {
    var settings = SACSettings()
    settings.hiddenUnits = [8, 8]
    settings.batchSize = 4
    settings.warmupSteps = 20
    settings.heldSteps = 3
    settings.replayCapacity = 60
    settings.returnSteps = 2
    settings.actorInterval = 2
    settings.normalizesCritics = true
    if observation != .state {
      settings.encoder = .shared
      settings.shift = 2
    }
    return settings
  }

  static func make(
    _ observation: ObservationKind, in environment: String = "Pendulum-v1", seed: UInt64 = 5,
    horizon: Int = 30, reward: RewardSettings? = nil,
    change: (inout SACSettings) -> Void = { _ in }
  ) throws -> Training {
    var settings = try settings(observation)
    change(&settings)
    return try Training(
      EnvironmentSuite.catalog.make(
        environment, EnvironmentOptions(observation: observation, horizon: horizon)),
      settings,
      reward: reward.map { RewardSource($0, goals: [Image(width: 48, height: 48)]) }, threads: 1,
      seed: seed)
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

  /// A short run that is evaluated, logged and saved a few times.
  static func configuration(_ learner: Learner = .sac) throws -> RunConfiguration {
    let pictures: [String: JSONValue] =
      learner.usesGoals ? ["width": .integer(16), "height": .integer(16)] : [:]
    let settings = (rewardSettings + plannerSettings).filter {
      learner.settingKeys.contains(String($0.prefix { $0 != "=" }))
    }
    return try RunConfiguration(
      file: nil, learner: learner, environment: "Pendulum-v1", steps: 200, threads: 1,
      flags: [
        "seed": .integer(7), "horizon": .integer(30), "log_every": .integer(40),
        "evaluate_every": .integer(100), "evaluation_episodes": .integer(2),
        "checkpoint_every": .integer(50), "film_every": .integer(0), "goal_count": .integer(5),
      ].merging(pictures) { $1 },
      settings: ["hidden_units=8,8", "batch_size=4", "warmup_steps=20", "updates_per_step=1"]
        + settings)
  }
}
