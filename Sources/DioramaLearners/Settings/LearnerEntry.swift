// SPDX-License-Identifier: Apache-2.0

/// A learner of the ``LearnerCatalog``: what it is called, what it needs, and how it is made.
///
/// Commands, help screens, configurations, reports and tests follow from it.
public struct LearnerEntry: Sendable {
  /// What a learner needs of its problem.
  public enum Need: Hashable, Sendable {
    /// Actions that are numbers.
    case numbers
    /// Actions that are choices.
    case choices
    /// Images of success.
    case successImages
    /// Answers to questions about images.
    case answers
    /// Goals that can be replaced.
    case goals
    /// A data set: transitions of a run, or demonstrations.
    case dataset
    /// The state: it sees no pixels.
    case state
    /// Nothing but failure in the replay before it learns.
    case failures
  }

  /// What is measured of it while it learns.
  public struct Column: Hashable, Sendable {
    /// Its name in reports.
    public var name: String
    /// What it means.
    public var meaning: String
    /// Whether it counts something.
    public var isWhole = false
  }

  /// What a run has where nobody says otherwise.
  public struct Defaults: Hashable, Sendable {
    /// How many steps it has.
    public var steps = 100_000
    /// How many steps lie between rows.
    public var logEvery = 1_000
    /// How many steps lie between evaluations.
    public var evaluateEvery = 5_000
    /// How many steps lie between checkpoints.
    public var checkpointEvery = 5_000
    /// How many evaluations go to one film.
    public var filmEvery = 5
  }

  /// Its name on the command line and in files.
  public let name: String

  /// One line for help screens.
  public let abstract: String

  /// More for its own help screen.
  public let discussion: String

  /// What it needs.
  public let needs: Set<Need>

  /// What is measured of it, beside what is measured of every run.
  public let columns: [Column]

  /// What a run has where nobody says otherwise.
  public let defaults: Defaults

  /// How many steps a run may have; nil for any number.
  public var stepLimit: Int?

  /// Settings that it has no use for.
  let unusedKeys: Set<String>

  /// The settings of the learner, and of a reward that is learned.
  let settingsType: any LearnerSettings.Type
  let rewardType: (any NamedSettings.Type)?

  /// What settings are other than their types have them.
  let changes: [String: JSONValue]

  fileprivate let check: @Sendable (Values, Problem) throws -> Void
  fileprivate let make: @Sendable (Values, Problem, Compute) throws -> Made

  /// A learner and the reward that is learned with it, if one is.
  public typealias Made = (learner: any Learner, reward: (any RewardModel)?)

  /// Describes a learner.
  init<L: Learner & SendableMetatype>(
    _ name: String, _ learner: L.Type, _ abstract: String, discussion: String = "",
    needs: Set<Need> = [], columns: [Column], defaults: Defaults = Defaults(),
    without unusedKeys: Set<String> = [], setting changes: [String: JSONValue] = [:]
  ) {
    (self.name, self.abstract, self.discussion) = (name, abstract, discussion)
    (self.needs, self.columns, self.defaults) = (needs, columns, defaults)
    (self.unusedKeys, self.changes) = (unusedKeys, changes)
    settingsType = L.Settings.self
    rewardType = nil
    check = { values, problem in
      try L.check(try typed(L.Settings.self, values.settings), for: problem)
    }
    make = { values, problem, compute in
      (try L(try typed(L.Settings.self, values.settings), problem, compute), nil)
    }
  }

  /// Describes a learner with a reward that is learned from images of success.
  init<L: PolicyLearner & SendableMetatype, Reward: VICERAQ & SendableMetatype>(
    _ name: String, _ learner: L.Type, by reward: Reward.Type, _ abstract: String,
    needs: Set<Need>, columns: [Column], defaults: Defaults, without unusedKeys: Set<String>,
    setting changes: [String: JSONValue] = [:]
  ) {
    (self.name, self.abstract, self.discussion) = (name, abstract, "")
    (self.needs, self.columns, self.defaults) = (needs, columns, defaults)
    (self.unusedKeys, self.changes) = (unusedKeys, changes)
    settingsType = L.Settings.self
    rewardType = RewardSettings.self
    check = { values, problem in
      try L.check(try typed(L.Settings.self, values.settings), for: problem)
      try Reward.check(try typed(RewardSettings.self, values.rewardSettings ?? [:]), for: problem)
    }
    make = { values, problem, compute in
      let settings = try typed(L.Settings.self, values.settings)
      let learner = try L(settings, problem, compute)
      let reward = try Reward(
        try typed(RewardSettings.self, values.rewardSettings ?? [:]), problem,
        policy: learner.policy, warmup: settings.practice.warmupSteps, compute)
      return (learner, reward)
    }
  }

  /// Settings by name, of a learner and of a reward that is learned.
  public struct Values: Hashable, Sendable, Codable {
    /// The learner's.
    public var settings: [String: JSONValue]
    /// The reward's; nil where none is learned.
    public var rewardSettings: [String: JSONValue]?

    /// Makes them.
    public init(settings: [String: JSONValue], rewardSettings: [String: JSONValue]?) {
      self.settings = settings
      self.rewardSettings = rewardSettings
    }
  }

  /// The settings that it has where nobody says otherwise.
  public var values: Values {
    var values = Values(
      settings: settingsType.init().values, rewardSettings: rewardType?.init().values)
    for (key, value) in changes {
      if values.settings[key] != nil {
        values.settings[key] = value
      } else {
        values.rewardSettings?[key] = value
      }
    }
    return values
  }

  /// The names of all settings that mean something to it.
  public var settingKeys: [String] { hyperparameters.map(\.key) }

  /// What is to be known about each of them.
  public var hyperparameters: [Hyperparameter] {
    (settingsType.hyperparameters + (rewardType?.hyperparameters ?? []))
      .filter { !unusedKeys.contains($0.key) }
  }

  /// Changes a setting of the learner or of its reward.
  ///
  /// - Throws: ``SettingsError`` where there is none of this name, or it cannot have this value.
  public func set(
    _ key: String, to value: JSONValue, in values: inout Values
  ) throws(SettingsError) {
    let isOfReward = !settingsType.keys.contains(key) && rewardType?.keys.contains(key) == true
    if isOfReward, let rewardType {
      values.rewardSettings = try changed(rewardType, values.rewardSettings ?? [:], key, value)
    } else {
      values.settings = try changed(settingsType, values.settings, key, value)
    }
  }

  private func changed<Settings: NamedSettings>(
    _ type: Settings.Type, _ values: [String: JSONValue], _ key: String, _ value: JSONValue
  ) throws(SettingsError) -> [String: JSONValue] {
    var settings = try typed(type, values)
    try settings.set(key, to: value)
    return settings.values
  }

  /// What is seen and done in an environment, with the settings `values`.
  ///
  /// - Throws: ``SettingsError``.
  public func sight(_ values: Values) throws(SettingsError) -> Sight {
    try learnerSettings(settingsType, values).sight
  }

  /// How experience is gathered with the settings `values`.
  public func practice(_ values: Values) throws(SettingsError) -> Practice {
    try learnerSettings(settingsType, values).practice
  }

  private func learnerSettings<Settings: LearnerSettings>(
    _ type: Settings.Type, _ values: Values
  ) throws(SettingsError) -> any LearnerSettings {
    try typed(type, values.settings)
  }

  /// Checks that it can learn `problem` with the settings `values`.
  ///
  /// - Throws: ``SettingsError``.
  public func check(_ values: Values, for problem: Problem) throws {
    if needs.contains(.numbers), problem.choiceCount != nil {
      throw SettingsError.conflict(
        "\(name) learns actions that are numbers, and those of \(problem.environment) are choices",
        remedy: "train \(Self.names(without: .numbers)) there")
    }
    if needs.contains(.choices), problem.choiceCount == nil {
      throw SettingsError.conflict(
        "\(name) learns actions that are choices, and those of \(problem.environment) are numbers",
        remedy: "train \(Self.names(without: .choices)) there")
    }
    if needs.contains(.goals), problem.goalReward == nil {
      throw SettingsError.conflict(
        "\(name) needs goals and \(problem.environment) has none",
        remedy: "train it in PushingGoal-v1, or \(LearnerCatalog.usual) here")
    }
    try check(values, problem)
  }

  /// The names of those that learn by a task's reward alone, and do not need `need`.
  private static func names(without need: Need) -> String {
    LearnerCatalog.names { $0.needs.isDisjoint(with: [need, .successImages, .goals, .dataset]) }
  }

  /// Makes the learner, and its reward.
  ///
  /// - Throws: What is wrong with the problem, such as pictures that are too small for the networks.
  public func make(_ values: Values, _ problem: Problem, _ compute: Compute) throws -> Made {
    try make(values, problem, compute)
  }
}

extension LearnerEntry: CustomStringConvertible {
  /// Its name.
  public var description: String { name }
}

/// Settings of a type, by name.
private func typed<Settings: NamedSettings>(
  _ type: Settings.Type, _ values: [String: JSONValue]
) throws(SettingsError) -> Settings {
  try Settings(values)
}
