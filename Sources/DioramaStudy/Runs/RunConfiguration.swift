// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaLearners
import DioramaMath
import DioramaTasks
import Foundation

/// What is trained, where and for how long: a run's `config.json`.
public struct RunConfiguration: Hashable, Sendable, Codable {
  /// The program that made it, its version, and the commit of its sources where it is known.
  public var version = ""
  public var commit: String?

  /// What learns.
  public var learner = Learner.sac

  /// Where, such as `Pushing-v1`.
  public var environment: String

  /// Which settings it began with.
  public var preset: SACPreset

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

  /// Of everything random.
  public var seed: UInt64 = 0

  /// How many steps the run has.
  public var steps = 100_000

  /// How many episodes of the expert are in the replay at first.
  public var demonstrations = 0

  /// After how many steps each a row is written, the policy is evaluated, and all is saved; 0 for at
  /// the end only.
  public var logEvery = 1_000
  public var evaluateEvery = 5_000
  public var checkpointEvery = 5_000

  /// How many episodes an evaluation has.
  public var evaluationEpisodes = 20

  /// How many evaluations go to one film; 0 for no films.
  public var filmEvery = 5

  /// How many threads share an update; the result does not depend on it.
  public var threads = 2

  /// Where pictures of success come from, a folder; made by the task if nil.
  public var goals: String?

  /// How many of them the reward is learned from.
  public var goalCount = 80

  /// Who answers questions: `oracle`, `terminal`, `web`, or the folder that pictures are sorted in.
  public var labeler = "oracle"

  /// How often an oracle errs.
  public var labelNoise = 0.0

  /// The hyperparameters.
  public var settings: SACSettings

  /// How the reward is learned; nil where the environment gives it.
  public var rewardSettings: RewardSettings?

  /// How a model is learned and planned with; nil where none is.
  public var modelSettings: ModelSettings?
  public var plannerSettings: PlannerSettings?

  /// Makes the configuration of `preset`, or of what fits the learner and the observation.
  public init(
    environment: String, learner: Learner = .sac, preset: SACPreset? = nil,
    observation: ObservationKind? = nil
  ) {
    self.environment = environment
    self.learner = learner
    let seen = observation ?? (learner.usesGoals ? .pixels : .state)
    let chosen = preset ?? (seen == .state ? .state : .pixels)
    self.preset = chosen
    rewardSettings = learner.method.map { .preset(chosen, for: $0, in: environment) }
    if learner.usesGoals {
      reward = RewardKind.sparse.rawValue  // it is only reported
      // whoever answers wants to see what comes of it
      (evaluateEvery, checkpointEvery, filmEvery) = (1_000, 1_000, 1)
    }
    self.observation = (observation ?? (chosen == .state ? .state : .pixels)).rawValue
    settings = .preset(chosen, for: environment)
    if learner.usesGoals { RewardSettings.adapt(&settings, to: chosen, for: environment) }
    if learner == .rce { settings.criticLoss = .examples }
    useModel()
  }

  /// Changes what is otherwise where a model is learned: fewer steps teach it, and each costs more.
  private mutating func useModel() {
    guard learner == .mpc else { return }
    (steps, logEvery, evaluateEvery, checkpointEvery) = (5_000, 250, 1_000, 500)
    modelSettings = ModelSettings()
    plannerSettings = .learned(for: environment)
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

  private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
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
    let entry = try EnvironmentSuite.catalog.entry(environment)
    if learner.usesGoals, case .discrete = entry.actionSpace {
      throw RunError.notForRewards(self.environment)
    }
    let environment = try entry.make(try options)
    if let modelSettings {
      _ = try ModelTraining.layout(of: environment)
      try modelSettings.check()
      try plannerSettings?.check()
      return environment
    }
    guard try options.observation != .both || settings.encoder == .asymmetric else {
      throw SettingsError.conflict(
        "observation is both and encoder=\(settings.encoder.rawValue) has no use for one of them",
        remedy: "observe state or pixels, or set encoder=asymmetric")
    }
    try settings.check(for: ObservationLayout(environment, settings))
    try rewardSettings?.check(with: settings)
    return environment
  }

  /// Makes the path of a folder to sort that of every working directory.
  mutating func fixLabeler() throws(LabelError) {
    guard learner.asks, case .folder(let path) = try LabelerChoice(labeler) else { return }
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
    if modelSettings != nil, steps > ModelTraining.stepLimit {
      throw RunError.outOfBounds(
        key: "steps", value: "\(steps)", bounds: "at most \(ModelTraining.stepLimit) with mpc")
    }
    guard (learner == .rce) == (settings.criticLoss == .examples) else {
      throw SettingsError.conflict(
        "critic_loss is \(settings.criticLoss.rawValue) and the learner is \(learner.rawValue)",
        remedy: "'\(Learner.rce.rawValue)' goes with examples, every other learner with rewards")
    }
    guard learner.method == rewardSettings?.method else {
      throw SettingsError.conflict(
        "method is \(rewardSettings?.method.rawValue ?? "none") and the learner is \(learner.rawValue)",
        remedy: "leave method out")
    }
    guard demonstrations == 0 || learner != .classifier && learner != .raq else {
      throw SettingsError.conflict(
        "\(learner.rawValue) takes all that was there before it learned for failure, "
          + "the \(demonstrations) demonstrations too",
        remedy: "leave demonstrations out, or train vice or vice-raq")
    }
    if learner.asks, try LabelerChoice(labeler) != .oracle, labelNoise > 0 {
      throw SettingsError.conflict(
        "label_noise is \(labelNoise) and \(labeler) answers; only an oracle errs on purpose",
        remedy: "leave label_noise out")
    }
    guard (0...0.5).contains(labelNoise) else {
      throw RunError.outOfBounds(key: "label_noise", value: "\(labelNoise)", bounds: "in 0...0.5")
    }
  }
}
