// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaFiles
public import DioramaLearners
public import DioramaMath
import DioramaTasks
import Foundation

/// The configuration of a run, its `config.json`: learner, environment, settings and number of steps.
public struct RunConfiguration: Hashable, Sendable, Codable {
  /// The version of the program that made it, and the commit of its sources, if known.
  public var version = ""
  public var commit: String?

  /// The name of the learner in the ``LearnerCatalog``.
  public var learner: String

  /// The environment, such as `Pushing-v1`.
  public var environment: String

  /// The path of the user's own task file, and the checksum of it and its scene; nil for a shipped environment.
  public var task: String?
  public var taskChecksum: String?

  /// The preset that the settings began with.
  public var preset: Preset

  /// The path of a recipe that was applied after the shipped ones.
  public var recipe: String?

  /// The names of the observation and of the reward: an ``ObservationKind`` and a ``RewardKind``.
  public var observation: String
  public var reward = RewardKind.dense.rawValue

  /// The number of steps until an episode is truncated; nil for the task's own.
  public var horizon: Int?

  /// The camera, the size [px] and the quality of observed images; nil for the scene's first camera.
  public var camera: String?
  public var width = View().width
  public var height = View().height
  public var quality = RenderQuality.standard.rawValue

  /// The properties that are randomised in each episode, each a ``RandomizedProperty``.
  public var randomize: [String] = []

  /// The seed of all random numbers.
  public var seed: UInt64 = 0

  /// The number of steps of the whole run.
  public var steps: Int

  /// The folder of the run whose transitions are in the replay buffer at first.
  public var dataset: String?

  /// The number of expert episodes that are in the replay buffer at first.
  public var demonstrations = 0

  /// The numbers of steps between rows, evaluations and checkpoints; 0 for at the end only.
  public var logEvery: Int
  public var evaluateEvery: Int
  public var checkpointEvery: Int

  /// The number of episodes of an evaluation.
  public var evaluationEpisodes = 20

  /// The number of evaluations per video; 0 for no videos.
  public var filmEvery: Int

  /// The number of threads that share the work; nil for two, or one where others use the other processors.
  ///
  /// The result does not depend on it.
  public var threads: Int?

  /// The folder of the success images; nil if the task makes them.
  public var goals: String?

  /// The number of success images that the reward is learned from.
  public var goalCount = 80

  /// The number of images of failure that it is shown beside them.
  public var failureCount = 0

  /// The labeler: `oracle`, `terminal`, `web`, or the folder that images are sorted in.
  public var labeler = "oracle"

  /// The probability that the oracle answers wrongly, in `0...0.5`.
  public var labelNoise = 0.0

  /// Who teaches a learner that an expert teaches: an ``ExpertChoice``.
  public var expert = ExpertChoice.scripted.rawValue

  /// The hyperparameters, by name.
  public var settings: [String: JSONValue]

  /// The hyperparameters of a learned reward; nil where the environment gives the reward.
  public var rewardSettings: [String: JSONValue]?

  /// Makes the configuration of `learner` with `preset`, or with the one that fits the observation.
  ///
  /// - Throws: ``RunError`` where a recipe is damaged.
  public init(
    environment: String, learner: LearnerEntry, preset: Preset? = nil,
    observation: ObservationKind? = nil, recipe: String? = nil
  ) throws {
    self.init(unchanged: learner, environment, preset, observation)
    self.recipe = recipe
    var recipes = try Recipe.shipped(for: environment)
    if let recipe { recipes.append(try Recipe(contentsOf: recipe)) }
    for recipe in recipes { try recipe.apply(to: &values, of: learner, self.preset) }
  }

  /// Makes the configuration of `learner` with its default settings, without recipes.
  package init(
    unchanged learner: LearnerEntry, _ environment: String, _ preset: Preset? = nil,
    _ observation: ObservationKind? = nil
  ) {
    let usesImages = learner.needs.contains(.successImages)
    let seen = observation ?? (usesImages ? .pixels : .state)
    let chosen = preset ?? (seen == .state ? .state : .pixels)
    self.learner = learner.name
    self.environment = environment
    self.preset = chosen
    self.observation = (observation ?? (chosen == .state ? .state : .pixels)).rawValue
    // where images show success it is only reported
    if usesImages || learner.needs.contains(.goals) { reward = RewardKind.sparse.rawValue }
    let defaults = learner.defaults
    (steps, logEvery, filmEvery) = (defaults.steps, defaults.logEvery, defaults.filmEvery)
    (evaluateEvery, checkpointEvery) = (defaults.evaluateEvery, defaults.checkpointEvery)
    (settings, rewardSettings) = (learner.values.settings, learner.values.rewardSettings)
  }

  /// The hyperparameters of the learner and of its reward.
  var values: LearnerEntry.Values {
    get { .init(settings: settings, rewardSettings: rewardSettings) }
    set { (settings, rewardSettings) = (newValue.settings, newValue.rewardSettings) }
  }

  /// The learner.
  public var entry: LearnerEntry {
    get throws(SettingsError) { try Self.entry(learner) }
  }

  /// Returns the learner called `name`.
  ///
  /// - Throws: ``SettingsError`` when there is none.
  package static func entry(_ name: String) throws(SettingsError) -> LearnerEntry {
    guard let entry = LearnerCatalog.entry(name) else {
      throw .unknownChoice(
        key: "learner", value: name, known: LearnerCatalog.all.map(\.name))
    }
    return entry
  }

  /// Whether the learner needs something of the kind `need`.
  func needs(_ need: LearnerEntry.Need) -> Bool {
    LearnerCatalog.entry(learner)?.needs.contains(need) ?? false
  }

  /// Returns the keys of a configuration that the learner called `learner` does not use.
  package static func unusedKeys(of learner: String) -> [String] {
    let entry = LearnerCatalog.entry(learner)
    let needs = entry?.needs ?? []
    return (needs.contains(.successImages) ? [] : ["goals", "goal_count"])
      + (entry?.hasClassifier == true ? [] : ["failure_count"])
      + (needs.contains(.answers) ? [] : ["labeler", "label_noise"])
      + (needs.contains(.expert) ? [] : ["expert"])
  }

  /// The options of the environment.
  public var options: EnvironmentOptions {
    get throws(SettingsError) {
      EnvironmentOptions(
        observation: try Self.choice("observation", observation),
        view: View(
          camera: camera, width: width, height: height,
          quality: try Self.choice("quality", quality)),
        reward: try Self.choice("reward", reward), horizon: horizon,
        randomized: Set(
          try randomize.map { (word) throws(SettingsError) in try Self.choice("randomize", word) }))
    }
  }

  static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, _ word: String
  ) throws(SettingsError) -> Choice {
    guard let choice = Choice(rawValue: word) else {
      throw .unknownChoice(key: key, value: word, known: Choice.allCases.map(\.rawValue))
    }
    return choice
  }

  /// The entry of the environment: of the catalogue, or of the user's own task file.
  ///
  /// - Throws: An error of the catalogue or of the file, or ``RunError`` when it is not as it was at the
  ///   run's beginning.
  public var environmentEntry: Catalog.Entry {
    get throws {
      guard let task else { return try EnvironmentSuite.catalog.entry(environment) }
      let entry = try TaskFile(contentsOf: task).entry.withPlannedExpert
      guard taskChecksum == nil || taskChecksum == entry.sourceChecksum else {
        throw RunError.otherTask(task)
      }
      return entry
    }
  }

  /// Makes the configured environment, and checks that the learner can learn in it.
  ///
  /// - Throws: ``RunError``, ``SettingsError`` or an error of the catalogue.
  public func makeEnvironment() throws -> AnyEnvironment {
    let task = try environmentEntry
    if needs(.successImages), case .discrete = task.actionSpace {
      throw RunError.notForRewards(self.environment)
    }
    if needs(.expert), try !hasPerson, !task.isExpertScripted {
      throw RunError.noScriptedExpert(environment: self.environment, learner: learner)
    }
    if try options.observation == .both, try !entry.usesBoth(values) {
      let encoder = try entry.sight(values).encoder
      throw SettingsError.conflict(
        "observation is both and encoder=\(encoder.rawValue) has no use for one of them",
        remedy: "observe state or pixels, or set encoder=asymmetric")
    }
    let environment = try task.make(try options)
    try entry.check(values, for: problem(of: environment))
    return environment
  }

  /// Returns the learning problem of `environment`: its observations and actions.
  ///
  /// - Throws: ``RunError`` or ``SettingsError``.
  public func problem(
    of environment: AnyEnvironment, images: [Image] = [], failures: [Image] = []
  ) throws -> Problem {
    try Problem(
      environment, entry.sight(values), successImages: images, failureImages: failures)
  }

  /// Makes the learner of `problem`, and its reward, if one is learned.
  ///
  /// - Parameters:
  ///   - problem: The observations and actions.
  ///   - threads: The number of threads that share its updates.
  /// - Returns: The learner and the reward.
  /// - Throws: The learner's error when it cannot solve the problem.
  public func makeLearner(_ problem: Problem, threads: Int = 1) throws -> LearnerEntry.Made {
    try entry.make(values, problem, Compute(threads: threads, seed: seed))
  }

  /// The number of threads that share the work now.
  var threadCount: Int { threads ?? Processors.free(atMost: 2) }

  /// Makes the paths of the data set and of the labeler's folder absolute.
  mutating func fixPaths() throws(LabelError) {
    if let dataset { self.dataset = URL(fileURLWithPath: dataset).standardizedFileURL.path }
    if let task { self.task = URL(fileURLWithPath: task).standardizedFileURL.path }
    guard needs(.answers), case .folder(let path) = try LabelerChoice(labeler) else { return }
    labeler = URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// Checks the values other than the learner's settings, and that they agree with each other.
  package func check() throws {
    let largest = 1_000_000_000
    for (key, value, bounds) in [
      ("steps", steps, 1...largest), ("demonstrations", demonstrations, 0...100_000),
      ("log_every", logEvery, 0...largest), ("evaluate_every", evaluateEvery, 0...largest),
      ("checkpoint_every", checkpointEvery, 0...largest), ("film_every", filmEvery, 0...largest),
      ("evaluation_episodes", evaluationEpisodes, 1...100_000),
      ("threads", threads ?? 1, 1...1_024),
      ("goal_count", goalCount, 1...10_000), ("failure_count", failureCount, 0...10_000),
      ("horizon", horizon ?? 1, 1...1_000_000),
    ] where !bounds.contains(value) {
      let bound =
        value < bounds.lowerBound
        ? "at least \(bounds.lowerBound)" : "at most \(bounds.upperBound)"
      throw SettingsError.outOfBounds(key: key, value: "\(value)", bounds: bound)
    }
    let entry = try entry
    if let limit = entry.stepLimit, steps > limit {
      throw SettingsError.outOfBounds(
        key: "steps", value: "\(steps)", bounds: "at most \(limit) with \(learner)")
    }
    guard failureCount == 0 || entry.hasClassifier else {
      throw SettingsError.conflict(
        "\(learner) learns no classifier that images of failure could be shown to",
        remedy: "leave failure_count out, or train "
          + LearnerCatalog.names(where: \.hasClassifier))
    }
    guard demonstrations == 0 || !entry.needs.contains(.failures) else {
      throw SettingsError.conflict(
        "\(learner) uses everything stored before its first update as negatives; that would include "
          + "the \(demonstrations) demonstrations",
        remedy: "leave demonstrations out, or train "
          + LearnerCatalog.names {
            $0.hasClassifier && !$0.needs.contains(.failures)
          })
    }
    if dataset == nil, demonstrations == 0 {
      guard !entry.needs.contains(.dataset) else { throw RunError.noDataset(learner: learner) }
      guard try !entry.keepsData(values) else {
        throw SettingsError.conflict(
          "demonstration_share is set and there are no demonstrations",
          remedy: "give --demonstrations or --dataset, or leave demonstration_share out")
      }
      let starts = try entry.practice(values).demonstratedStarts
      guard starts == 0 else {
        throw SettingsError.conflict(
          "demonstrated_starts is \(starts) and there are no demonstrations to begin in",
          remedy: "give --demonstrations or a recording, or set demonstrated_starts=0")
      }
    }
    if entry.needs.contains(.answers), try LabelerChoice(labeler) != .oracle, labelNoise > 0 {
      throw SettingsError.conflict(
        "label_noise is \(labelNoise) and \(labeler) answers; only an oracle errs on purpose",
        remedy: "leave label_noise out")
    }
    if try hasPerson, let gate = settings["gate"], gate != .null {
      throw SettingsError.conflict(
        "gate is \(gate.text) and the expert is \(expert); only a script takes over by a number",
        remedy: "leave gate out")
    }
    guard (0...0.5).contains(labelNoise) else {
      throw SettingsError.outOfBounds(
        key: "label_noise", value: "\(labelNoise)", bounds: "in 0...0.5")
    }
  }
}
