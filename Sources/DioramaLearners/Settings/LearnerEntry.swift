// SPDX-License-Identifier: Apache-2.0

public import DioramaFiles

/// An entry of the ``LearnerCatalog``: a learner's name, requirements and settings, and how to make it.
///
/// Commands, help screens, configurations, reports and tests are derived from it.
public struct LearnerEntry: Sendable {
  /// A requirement of a learner on its problem.
  public enum Need: Hashable, Sendable {
    /// Continuous actions.
    case continuousActions
    /// Discrete actions.
    case discreteActions
    /// Success images.
    case successImages
    /// A labeler's answers to questions about images.
    case answers
    /// Goals that can be relabelled.
    case goals
    /// A data set: transitions of a run, or demonstrations.
    case dataset
    /// A scripted expert that can be asked at every step.
    case expert
    /// Observations of the state: the learner sees no pixels.
    case state
    /// Finitely many different states, or tiles that make them so.
    case finiteStates
    /// A replay that holds only failures before the learner begins, and thus no demonstrations.
    case failures
  }

  /// A quantity that is measured while the learner learns.
  public struct Column: Hashable, Sendable {
    /// Its name in reports.
    public var name: String
    /// Its meaning.
    public var meaning: String
    /// Whether it is a count.
    public var isWhole = false
  }

  /// The defaults of a run.
  public struct Defaults: Hashable, Sendable {
    /// The number of steps.
    public var steps = 100_000
    /// The number of steps between rows of the report.
    public var logEvery = 1_000
    /// The number of steps between evaluations.
    public var evaluateEvery = 5_000
    /// The number of steps between checkpoints.
    public var checkpointEvery = 5_000
    /// The number of evaluations from one video to the next; 0 for no videos.
    public var filmEvery = 5
  }

  /// Its name on the command line and in files.
  public let name: String

  /// The names that it had in earlier versions, which are still understood.
  public internal(set) var earlierNames: [String] = []

  /// The summary for help screens, one line.
  public let abstract: String

  /// The discussion for the learner's own help screen; may be empty.
  public let discussion: String

  /// The requirements on the problem.
  public let needs: Set<Need>

  /// The columns of its reports, in addition to those of every run.
  public let columns: [Column]

  /// The defaults of a run of this learner.
  public let defaults: Defaults

  /// The largest number of steps of a run; nil for any number.
  public var stepLimit: Int?

  /// The names of settings that the learner does not use.
  let unusedKeys: Set<String>

  /// The types of the settings of the learner and of its learned reward, if it has one.
  let settingsType: any LearnerSettings.Type
  let rewardType: (any NamedSettings.Type)?

  /// The default values that differ from those of the types of settings.
  let changes: [String: JSONValue]

  fileprivate let check: @Sendable (Values, Problem) throws -> Void
  fileprivate let make: @Sendable (Values, Problem, Compute) throws -> Made

  /// A learner, and the learned reward that it is trained with, if it has one.
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

  /// Describes a learner with a reward that is learned from success images.
  init<L: PolicyLearner & SendableMetatype, Reward: SuccessReward & SendableMetatype>(
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

  /// Describes a learner with a reward that is learned from demonstrations.
  init(
    _ name: String, _ learner: SAC.Type, by reward: AdversarialReward.Type, _ abstract: String,
    discussion: String, needs: Set<Need>, columns: [Column], without unusedKeys: Set<String>,
    setting changes: [String: JSONValue]
  ) {
    (self.name, self.abstract, self.discussion) = (name, abstract, discussion)
    (self.needs, self.columns, self.defaults) = (needs, columns, Defaults())
    (self.unusedKeys, self.changes) = (unusedKeys, changes)
    settingsType = SAC.Settings.self
    rewardType = DiscriminatorSettings.self
    check = { values, problem in
      let settings = try typed(SAC.Settings.self, values.settings)
      try SAC.check(settings, for: problem)
      try typed(DiscriminatorSettings.self, values.rewardSettings ?? [:]).check(for: problem)
      guard settings.keepsData else {
        throw SettingsError.conflict(
          "\(name) compares with demonstrations, and without a demonstration_share they are overwritten",
          remedy: "set demonstration_share=0, or more to learn from them as from own steps")
      }
    }
    make = { values, problem, compute in
      let settings = try typed(SAC.Settings.self, values.settings)
      let learner = try SAC(settings, problem, compute)
      let reward = try AdversarialReward(
        try typed(DiscriminatorSettings.self, values.rewardSettings ?? [:]), problem,
        policy: learner.policy, settings, compute)
      return (learner, reward)
    }
  }

  /// Whether its reward is a classifier of images.
  public var hasClassifier: Bool { rewardType is RewardSettings.Type }

  /// The values of settings by name, of a learner and of its learned reward.
  public struct Values: Hashable, Sendable, Codable {
    /// The learner's settings.
    public var settings: [String: JSONValue]
    /// The reward's settings; nil if no reward is learned.
    public var rewardSettings: [String: JSONValue]?

    /// Makes values.
    public init(settings: [String: JSONValue], rewardSettings: [String: JSONValue]?) {
      self.settings = settings
      self.rewardSettings = rewardSettings
    }
  }

  /// The default settings.
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

  /// The names of all settings that the learner uses.
  public var settingKeys: [String] { hyperparameters.map(\.key) }

  /// The descriptions of these settings.
  public var hyperparameters: [Hyperparameter] {
    (settingsType.hyperparameters + (rewardType?.hyperparameters ?? []))
      .filter { !unusedKeys.contains($0.key) }
  }

  /// Changes a setting of the learner or of its reward.
  ///
  /// - Throws: ``SettingsError`` if no setting has this name, or it cannot have this value.
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

  /// Returns how observations become features with the settings `values`.
  ///
  /// - Throws: ``SettingsError``.
  public func sight(_ values: Values) throws(SettingsError) -> Sight {
    try learnerSettings(settingsType, values).sight
  }

  /// Returns how experience is gathered with the settings `values`.
  public func practice(_ values: Values) throws(SettingsError) -> Practice {
    try learnerSettings(settingsType, values).practice
  }

  /// Returns whether the settings `values` have a use for the state beside pictures.
  public func usesBoth(_ values: Values) throws(SettingsError) -> Bool {
    let settings = try learnerSettings(settingsType, values)
    guard rewardType is DiscriminatorSettings.Type else { return settings.usesBoth }
    let reward = try typed(DiscriminatorSettings.self, values.rewardSettings ?? [:])
    let judgesObjects = reward.discriminatorSees == .objects && settings.sight.encoder != .none
    return settings.usesBoth || judgesObjects
  }

  /// Returns whether data that is given at first stays apart with the settings `values`.
  public func keepsData(_ values: Values) throws(SettingsError) -> Bool {
    try learnerSettings(settingsType, values).keepsData
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
    if needs.contains(.continuousActions), problem.choiceCount != nil {
      throw SettingsError.conflict(
        "\(name) learns continuous actions, and those of \(problem.environment) are discrete",
        remedy: "train \(names(without: .continuousActions)) there")
    }
    if needs.contains(.discreteActions), problem.choiceCount == nil {
      throw SettingsError.conflict(
        "\(name) learns discrete actions, and those of \(problem.environment) are continuous",
        remedy: "train \(names(without: .discreteActions)) there")
    }
    if needs.contains(.goals), problem.goalReward == nil {
      throw SettingsError.conflict(
        "\(name) needs goals and \(problem.environment) has none",
        remedy: "train it in PushingGoal-v1, or \(LearnerCatalog.usual) here")
    }
    if needs.contains(.finiteStates) { try checkStates(of: problem) }
    try check(values, problem)
  }

  /// Checks that the states of `problem` fit a table.
  private func checkStates(of problem: Problem) throws(SettingsError) {
    guard problem.layout.frame == nil else {
      throw .conflict(
        "\(name) has a row for each state, and pixels are observed", remedy: "observe the state")
    }
    guard problem.stateCount != nil || problem.layout.tileCount > 0 else {
      throw .conflict(
        "\(name) has a row for each state, and those of \(problem.environment) are not counted",
        remedy: "train it in a gridworld such as FrozenLake-v1, or set state_tiles=8")
    }
  }

  /// Returns the names of the learners that learn from a task's reward alone, or from a data set as this one,
  /// and do not need `need`.
  private func names(without need: Need) -> String {
    LearnerCatalog.names {
      $0.needs.isDisjoint(with: [need, .successImages, .goals, .finiteStates])
        && $0.needs.contains(.dataset) == needs.contains(.dataset)
    }
  }

  /// Makes the learner, and its reward.
  ///
  /// - Throws: An error if the problem does not fit, such as images that are too small for the networks.
  public func make(_ values: Values, _ problem: Problem, _ compute: Compute) throws -> Made {
    try make(values, problem, compute)
  }
}

extension LearnerEntry: CustomStringConvertible {
  /// Its name.
  public var description: String { name }
}

/// Returns the settings of type `type` with these values.
private func typed<Settings: NamedSettings>(
  _ type: Settings.Type, _ values: [String: JSONValue]
) throws(SettingsError) -> Settings {
  try Settings(values)
}
