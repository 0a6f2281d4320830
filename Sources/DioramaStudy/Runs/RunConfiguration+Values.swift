// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
package import DioramaLearners
import DioramaMath
import Foundation

extension RunConfiguration {
  /// What is written by the program and read by nobody.
  private static let notes: Set = ["version", "commit"]

  /// The names of all values, as in `config.json`.
  public static var keys: [String] {
    // the optional ones have to be there to be seen
    var full = RunConfiguration(environment: "")
    (full.commit, full.horizon, full.camera, full.goals) = ("", 0, "", "")
    full.rewardSettings = RewardSettings()
    (full.modelSettings, full.plannerSettings) = (ModelSettings(), PlannerSettings())
    guard case .object(let values) = JSONValue(full) else { return [] }
    return values.keys.sorted()
  }

  /// Reads a configuration file, JSON with any of the ``keys``, and changes single values after it.
  ///
  /// A run's `config.json` is such a file.
  ///
  /// - Parameters:
  ///   - file: The path; nil for none.
  ///   - learner: What learns; what the file says if nil.
  ///   - environment: This and what follows goes before what the file says, where it is not nil.
  ///   - steps: How many steps the run has.
  ///   - threads: How many threads share an update.
  ///   - flags: More values by name.
  ///   - settings: `key=value` each, of settings; they go last.
  /// - Throws: ``RunError`` or ``SettingsError``.
  package init(
    file: String?, learner: Learner? = nil, environment: String?, steps: Int? = nil,
    threads: Int? = nil, flags: [String: JSONValue] = [:], settings: [String] = []
  ) throws {
    var typed = flags
    typed["learner"] = learner.map { .string($0.rawValue) }
    typed["environment"] = environment.map(JSONValue.string)
    typed["steps"] = steps.map { JSONValue($0) }
    typed["threads"] = threads.map { JSONValue($0) }
    let values = try (file.map(Self.read) ?? [:]).merging(typed) { _, typed in typed }
    try self.init(values, settings: settings)
  }

  private init(_ all: [String: JSONValue], settings assignments: [String]) throws {
    var all = all
    guard case .string(let environment)? = all["environment"] else { throw RunError.noEnvironment }
    func settings(_ key: String) throws -> [(key: String, value: JSONValue)] {
      let settings = all.removeValue(forKey: key) ?? .object([:])
      guard case .object(let chosen) = settings else {
        throw RunError.badValue(key: key, value: settings.description, example: "{}")
      }
      return chosen.sorted { $0.key < $1.key }
    }
    let agent = try settings("settings")
    let reward = try settings("reward_settings")
    let model = try settings("model_settings")
    let planner = try settings("planner_settings")
    func known<Choice: RawRepresentable<String> & CaseIterable>(
      _ key: String, _: Choice.Type
    ) throws(RunError) -> Choice? {
      guard let value = all[key] else { return nil }
      guard let choice = Choice(rawValue: value.text) else {
        throw .unknownChoice(key: key, value: value.text, known: Choice.allCases.map(\.rawValue))
      }
      return choice
    }
    self.init(
      environment: environment, learner: try known("learner", Learner.self) ?? .sac,
      preset: try known("preset", SACPreset.self),
      observation: try known("observation", ObservationKind.self))
    for (key, value) in all.sorted(by: { $0.key < $1.key }) where !Self.notes.contains(key) {
      try set(key, to: value)
    }
    for (key, value) in agent { try self.settings.set(key, to: value) }
    for (key, value) in reward { try rewardSettings?.set(key, to: value) }
    for (key, value) in model { try modelSettings?.set(key, to: value) }
    for (key, value) in planner { try plannerSettings?.set(key, to: value) }
    for assignment in assignments {
      let assignment = try SettingAssignment(assignment, option: "--set")
      try setSetting(assignment.key, to: assignment.value)
    }
  }

  /// Changes a setting of the reward or of the agent.
  private mutating func setSetting(_ key: String, to value: JSONValue) throws(SettingsError) {
    guard learner.settingKeys.contains(key) else {
      guard Learner.allCases.contains(where: { $0.settingKeys.contains(key) }) else {
        throw .unknownKey(key, known: learner.settingKeys)
      }
      throw .conflict(
        "\(key) is set and \(learner.rawValue) has no use for it", remedy: "leave it out")
    }
    if ModelSettings.keys.contains(key), modelSettings != nil {
      try modelSettings?.set(key, to: value)
    } else if PlannerSettings.keys.contains(key), plannerSettings != nil {
      try plannerSettings?.set(key, to: value)
    } else if RewardSettings.keys.contains(key), rewardSettings != nil {
      try rewardSettings?.set(key, to: value)
    } else {
      try settings.set(key, to: value)
    }
  }

  private mutating func set(_ key: String, to value: JSONValue) throws(RunError) {
    guard Self.keys.contains(key) else { throw .unknownKey(key, known: Self.keys) }
    guard case .object(var changed) = JSONValue(self) else { return }
    let example = changed[key]?.description ?? (key == "camera" ? "\"front\"" : "100")
    changed[key] = value
    do {
      self = try JSONValue.object(changed).decoded(as: Self.self)
    } catch {
      throw .badValue(key: key, value: value.description, example: example)
    }
  }

  private static func read(_ path: String) throws(RunError) -> [String: JSONValue] {
    guard Disk.exists(path) else {
      throw .unreadable(path: path, reason: "there is no such file; check the path")
    }
    let data: Data
    do throws(SystemError) {
      data = try Disk.read(path)
    } catch {
      throw .unreadable(path: path, reason: "\(error)")
    }
    do {
      return try JSONDecoder().decode([String: JSONValue].self, from: data)
    } catch {
      throw .noObject(path: path)
    }
  }

  /// Reads the configuration of the run in `folder`.
  ///
  /// - Throws: ``RunError`` when there is none, or a number in it cannot be.
  public init(ofRun folder: String) throws {
    let path = folder + "/config.json"
    guard Disk.exists(path) else { throw RunError.noRun(folder) }
    var values = try Self.read(path)
    let notes = (values["version"], values["commit"])
    // settings that are missing would become the preset's, which may have changed since
    let learner = values["learner"].flatMap { Learner(rawValue: $0.text) } ?? .sac
    let parts =
      learner == .mpc
      ? [("model_settings", ModelSettings.keys), ("planner_settings", PlannerSettings.keys)]
      : [("settings", SACSettings.keys)]
        + (learner.method == nil ? [] : [("reward_settings", RewardSettings.keys)])
    // what has no value by default is not written without one
    let written = SACSettings().values
    let mayBeNone = SACSettings.keys.filter { written[$0] == nil }
    for (part, keys) in parts {
      guard case .object(let settings)? = values[part] else { throw RunError.noRun(folder) }
      let missing = keys.filter { settings[$0] == nil && !mayBeNone.contains($0) }
      if let key = missing.first { throw RunError.missingValue(path: path, key: key) }
    }
    values["version"] = nil
    values["commit"] = nil
    try self.init(values, settings: [])
    version = notes.0?.text ?? ""
    commit = notes.1?.text
    try check()
  }

  /// What is written to `config.json`.
  var file: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      var values = JSONValue(self)
      if modelSettings != nil, case .object(var all) = values {
        all["settings"] = nil  // those of SAC
        values = .object(all)
      }
      return try encoder.encode(values) + Data("\n".utf8)
    }
  }
}
