// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaLearners
public import DioramaMath
import DioramaTasks
import Foundation

/// What is trained, where and for how long: a run's `config.json`.
public struct RunConfiguration: Hashable, Sendable, Codable {
  /// The version of the program that made it, and the commit of its sources where it is known.
  public var version = ""
  public var commit: String?

  /// The name of the learner in the ``LearnerCatalog``.
  public var learner: String

  /// The environment, such as `Pushing-v1`.
  public var environment: String

  /// The preset that it began with.
  public var preset: Preset

  /// A recipe that was followed besides those that are shipped.
  public var recipe: String?

  /// What is observed and how it is rewarded.
  public var observation: String
  public var reward = RewardKind.dense.rawValue

  /// Steps until an episode is truncated; nil for the task's own number.
  public var horizon: Int?

  /// What observed pixels show.
  public var camera: String?
  public var width = View().width
  public var height = View().height
  public var quality = RenderQuality.standard.rawValue

  /// What differs from episode to episode, each a ``RandomizedProperty``.
  public var randomize: [String] = []

  /// The seed of all random numbers.
  public var seed: UInt64 = 0

  /// How many steps the run has.
  public var steps: Int

  /// The run whose transitions are in the replay at first.
  public var dataset: String?

  /// How many episodes of the expert are in the replay at first.
  public var demonstrations = 0

  /// After how many steps each a row is written, the policy is evaluated, and all is saved; 0 for at
  /// the end only.
  public var logEvery: Int
  public var evaluateEvery: Int
  public var checkpointEvery: Int

  /// How many episodes an evaluation has.
  public var evaluationEpisodes = 20

  /// How many evaluations go to one film; 0 for no films.
  public var filmEvery: Int

  /// How many threads share an update; the result does not depend on it.
  public var threads = 2

  /// Where success images come from, a folder; made by the task if nil.
  public var goals: String?

  /// How many of them the reward is learned from.
  public var goalCount = 80

  /// Who answers questions: `oracle`, `terminal`, `web`, or the folder that pictures are sorted in.
  public var labeler = "oracle"

  /// How often an oracle errs.
  public var labelNoise = 0.0

  /// The hyperparameters, by name.
  public var settings: [String: JSONValue]

  /// The hyperparameters of a reward that is learned; nil where the environment gives it.
  public var rewardSettings: [String: JSONValue]?

  /// Makes the configuration of `learner` with `preset`, or with what fits the observation.
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

  /// Makes the configuration of a learner that no recipe has changed.
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
    get throws(RunError) { try Self.entry(learner) }
  }

  /// The learner called `name`.
  ///
  /// - Throws: ``RunError`` where there is none.
  package static func entry(_ name: String) throws(RunError) -> LearnerEntry {
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

  /// The values of a configuration that mean nothing to the learner called `learner`.
  package static func unusedKeys(of learner: String) -> [String] {
    let needs = LearnerCatalog.entry(learner)?.needs ?? []
    return (needs.contains(.successImages) ? [] : ["goals", "goal_count"])
      + (needs.contains(.answers) ? [] : ["labeler", "label_noise"])
  }

  /// How the environment is made.
  public var options: EnvironmentOptions {
    get throws(RunError) {
      EnvironmentOptions(
        observation: try Self.choice("observation", observation),
        view: View(
          camera: camera, width: width, height: height,
          quality: try Self.choice("quality", quality)),
        reward: try Self.choice("reward", reward), horizon: horizon,
        randomized: Set(
          try randomize.map { (word) throws(RunError) in try Self.choice("randomize", word) }))
    }
  }

  static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, _ word: String
  ) throws(RunError) -> Choice {
    guard let choice = Choice(rawValue: word) else {
      throw .unknownChoice(key: key, value: word, known: Choice.allCases.map(\.rawValue))
    }
    return choice
  }

  /// Makes an environment as it is configured, after checking that it can be learned in.
  ///
  /// - Throws: ``RunError``, ``SettingsError`` or what the catalogue throws.
  public func makeEnvironment() throws -> AnyEnvironment {
    let task = try EnvironmentSuite.catalog.entry(environment)
    if needs(.successImages), case .discrete = task.actionSpace {
      throw RunError.notForRewards(self.environment)
    }
    let encoder = try entry.sight(values).encoder
    if try options.observation == .both, encoder != .asymmetric {
      throw SettingsError.conflict(
        "observation is both and encoder=\(encoder.rawValue) has no use for one of them",
        remedy: "observe state or pixels, or set encoder=asymmetric")
    }
    let environment = try task.make(try options)
    try entry.check(values, for: problem(of: environment))
    return environment
  }

  /// What is seen and done in `environment`.
  ///
  /// - Throws: ``RunError`` or ``SettingsError``.
  public func problem(of environment: AnyEnvironment, images: [Image] = []) throws -> Problem {
    try Problem(environment, entry.sight(values), successImages: images)
  }

  /// Makes the learner of `problem`, and its reward, if one is learned.
  ///
  /// - Throws: What is wrong with the problem.
  public func makeLearner(_ problem: Problem) throws -> LearnerEntry.Made {
    try entry.make(values, problem, Compute(threads: threads, seed: seed))
  }

  /// Makes the path of a folder to sort that of every working directory.
  mutating func fixPaths() throws(LabelError) {
    if let dataset { self.dataset = URL(fileURLWithPath: dataset).standardizedFileURL.path }
    guard needs(.answers), case .folder(let path) = try LabelerChoice(labeler) else { return }
    labeler = URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// Checks the numbers that are not the learner's.
  package func check() throws {
    let largest = 1_000_000_000
    for (key, value, bounds) in [
      ("steps", steps, 1...largest), ("demonstrations", demonstrations, 0...100_000),
      ("log_every", logEvery, 0...largest), ("evaluate_every", evaluateEvery, 0...largest),
      ("checkpoint_every", checkpointEvery, 0...largest), ("film_every", filmEvery, 0...largest),
      ("evaluation_episodes", evaluationEpisodes, 1...100_000), ("threads", threads, 1...1_024),
      ("goal_count", goalCount, 1...10_000), ("horizon", horizon ?? 1, 1...1_000_000),
    ] where !bounds.contains(value) {
      guard value > bounds.upperBound else {
        throw RunError.tooSmall(key: key, value: value, least: bounds.lowerBound)
      }
      throw RunError.outOfBounds(
        key: key, value: "\(value)", bounds: "at most \(bounds.upperBound)")
    }
    let entry = try entry
    if let limit = entry.stepLimit, steps > limit {
      throw RunError.outOfBounds(
        key: "steps", value: "\(steps)", bounds: "at most \(limit) with \(learner)")
    }
    guard demonstrations == 0 || !entry.needs.contains(.failures) else {
      throw SettingsError.conflict(
        "\(learner) takes all that was there before it learned for failure, "
          + "the \(demonstrations) demonstrations too",
        remedy: "leave demonstrations out, or train "
          + LearnerCatalog.names {
            $0.values.rewardSettings != nil && !$0.needs.contains(.failures)
          })
    }
    if entry.needs.contains(.dataset), dataset == nil, demonstrations == 0 {
      throw RunError.noDataset(learner: learner)
    }
    if entry.needs.contains(.answers), try LabelerChoice(labeler) != .oracle, labelNoise > 0 {
      throw SettingsError.conflict(
        "label_noise is \(labelNoise) and \(labeler) answers; only an oracle errs on purpose",
        remedy: "leave label_noise out")
    }
    guard (0...0.5).contains(labelNoise) else {
      throw RunError.outOfBounds(key: "label_noise", value: "\(labelNoise)", bounds: "in 0...0.5")
    }
  }
}
