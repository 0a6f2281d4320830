// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import DioramaCore
import DioramaFiles
import DioramaLearners
public import DioramaRuns

/// The options for learning: the values of a run's configuration that the command line can set.
struct LearningOptions: ParsableArguments {
  @Option(help: "The seed of all random numbers. (default: 0)", transform: Whole.read)
  var seed: UInt64?

  @Option(help: "The settings to start from; by default those that fit the observation.")
  var preset: Preset?

  @Option(
    help: "A JSON file with settings for learners and presets, such as recipes/Pushing-v1.json.")
  var recipe: String?

  @Option(help: "The observation; by default the one that fits the preset.")
  var observation: ObservationKind?

  @Option(help: "The camera of observed pixels; the scene's first by default.")
  var camera: String?

  @Option(help: "The environment's reward; dense, or sparse with success images.")
  var reward: RewardKind?

  @Option(help: "Steps until an episode is truncated; the task's own number by default.")
  var horizon: Int?

  @OptionGroup var randomization: RandomizationOptions

  @Option(help: "A JSON file with any of the values of a config.json.")
  var config: String?

  @Option(help: ArgumentHelp("Changes a setting.", valueName: "key=value"))
  var set: [String] = []

  @Option(
    help: "A run, a recording or a file of transitions that the replay buffer starts with.")
  var dataset: String?

  @Option(help: "How many expert episodes the replay buffer starts with. (default: 0)")
  var demonstrations: Int?

  var isGiven: Bool { !flags.isEmpty || config != nil || !set.isEmpty }

  var flags: [String: JSONValue] {
    let randomize = randomization.list.map { JSONValue($0.rawValue) }
    return [
      "seed": seed.map { JSONValue($0) }, "preset": preset.map { JSONValue($0.rawValue) },
      "recipe": recipe.map { JSONValue($0) }, "dataset": dataset.map { JSONValue($0) },
      "observation": observation.map { JSONValue($0.rawValue) },
      "camera": camera.map { JSONValue($0) }, "reward": reward.map { JSONValue($0.rawValue) },
      "horizon": horizon.map { JSONValue($0) },
      "demonstrations": demonstrations.map { JSONValue($0) },
      "randomize": randomize.isEmpty ? nil : .array(randomize),
    ].compactMapValues(\.self)
  }
}

/// The options for reporting: the intervals of rows, evaluations, checkpoints and videos.
struct ReportingOptions<let number: Int>: ParsableArguments {
  private static var defaults: LearnerEntry.Defaults { LearnerCatalog.all[number].defaults }

  @Option(
    help: "Steps between rows; 0 for evaluations only. (default: \(Self.defaults.logEvery))")
  var logEvery: Int?

  @Option(
    help: """
      Steps between evaluations; 0 for the end only. (default: \(Self.defaults.evaluateEvery))
      """)
  var evaluateEvery: Int?

  @Option(
    help: "The number of episodes per evaluation. (default: 20)")
  var evaluationEpisodes: Int?

  @Option(
    help: """
      Steps between checkpoints; 0 for the end only. (default: \(Self.defaults.checkpointEvery))
      """)
  var checkpointEvery: Int?

  @Option(
    help: "Evaluations between videos; 0 for no videos. (default: \(Self.defaults.filmEvery))")
  var filmEvery: Int?

  var isGiven: Bool { !flags.isEmpty }

  var flags: [String: JSONValue] {
    [
      "log_every": logEvery, "evaluate_every": evaluateEvery,
      "evaluation_episodes": evaluationEpisodes, "checkpoint_every": checkpointEvery,
      "film_every": filmEvery,
    ].compactMapValues { $0.map { JSONValue($0) } }
  }
}

extension Preset: ExpressibleByArgument {}
