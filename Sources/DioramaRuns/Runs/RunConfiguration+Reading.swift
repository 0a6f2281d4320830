// SPDX-License-Identifier: Apache-2.0

import DioramaCore
package import DioramaFiles
import DioramaLearners
import DioramaMath
import DioramaTasks
package import Foundation

extension RunConfiguration {
  /// The keys that record which program made a run; a new run does not take them from a file.
  private static let notes: Set = ["version", "commit"]

  /// The objects of a file that hold settings: `settings`, `reward_settings`, and two of older versions.
  private static let sections = [
    "settings", "reward_settings", "model_settings", "planner_settings",
  ]

  /// The settings of older versions that now follow from the learner.
  private static let retired: Set = ["critic_loss", "method"]

  /// The names of all values, as in `config.json`.
  public static let keys: [String] = {
    var full = RunConfiguration(unchanged: LearnerCatalog.all[0], "")
    // the optional ones have to be there to be seen
    (full.commit, full.horizon, full.camera, full.goals, full.threads) = ("", 0, "", "", 0)
    (full.task, full.taskChecksum) = ("", "")
    (full.recipe, full.dataset, full.rewardSettings) = ("", "", [:])
    guard case .object(let values) = JSONValue(full) else { return [] }
    return values.keys.sorted()
  }()

  /// Reads a configuration file, JSON with any of the ``keys``, and then changes single values.
  ///
  /// A run's `config.json` is such a file.
  ///
  /// - Parameters:
  ///   - file: The path; nil for none.
  ///   - learner: The learner's name; nil for the file's. This and the following override the file.
  ///   - environment: The environment; nil for the file's.
  ///   - steps: The number of steps of the run; nil for the file's.
  ///   - threads: The number of threads that share the work; nil for the file's.
  ///   - flags: More values by key.
  ///   - settings: Settings, `key=value` each, which are applied last.
  /// - Throws: ``RunError`` or ``SettingsError``.
  package init(
    file: String?, learner: String? = nil, environment: String?, steps: Int? = nil,
    threads: Int? = nil, flags: [String: JSONValue] = [:], settings: [String] = []
  ) throws {
    var typed = flags
    typed["learner"] = learner.map(JSONValue.string)
    typed["environment"] = environment.map(JSONValue.string)
    typed["steps"] = steps.map { JSONValue($0) }
    typed["threads"] = threads.map { JSONValue($0) }
    let values = try (file.map(Self.read) ?? [:]).merging(typed) { _, typed in typed }
    try self.init(values, settings: settings)
  }

  private init(_ all: [String: JSONValue], settings assignments: [String]) throws {
    var all = all
    if case .string(let path)? = all["task"] {
      let entry = try TaskFile(contentsOf: path).entry
      all["environment"] = .string(entry.id.description)
      all["task_checksum"] = entry.sourceChecksum.map { .string($0) }
    }
    guard case .string(let environment)? = all["environment"] else { throw RunError.noEnvironment }
    func known<Choice: RawRepresentable<String> & CaseIterable>(
      _ key: String
    ) throws(SettingsError) -> Choice? {
      guard let value = all[key] else { return nil }
      return try Self.choice(key, value.text)
    }
    try self.init(
      environment: environment,
      learner: Self.entry(all["learner"]?.text ?? LearnerCatalog.usual.name),
      preset: known("preset"), observation: known("observation"),
      recipe: all["recipe"].flatMap { $0 == .null ? nil : $0.text })
    try take(all)
    let entry = try entry
    for assignment in assignments {
      let assignment = try SettingAssignment(assignment, option: "--set")
      try Self.requireSetting(assignment.key, of: entry)
      try entry.set(assignment.key, to: assignment.value, in: &values)
    }
  }

  /// Takes over the values of a configuration file.
  private mutating func take(_ all: [String: JSONValue]) throws {
    let entry = try entry
    for (key, value) in all.sorted(by: { $0.key < $1.key })
    where key != "learner" && !Self.notes.contains(key) && !Self.sections.contains(key) {
      try set(key, to: value)
    }
    for section in Self.sections {
      guard let found = all[section], found != .null else { continue }
      guard case .object(let settings) = found else {
        throw SettingsError.badValue(
          key: section, value: found.description, wanted: "something like {}")
      }
      for (key, value) in settings.sorted(by: { $0.key < $1.key })
      where !Self.retired.contains(key) {
        // older versions wrote settings of simulator planning for learned models, too
        if section == "planner_settings", !entry.settingKeys.contains(key) { continue }
        try entry.set(key, to: value, in: &values)
      }
    }
  }

  /// Checks that `key` is a setting of `entry`.
  private static func requireSetting(
    _ key: String, of entry: LearnerEntry
  ) throws(SettingsError) {
    guard !entry.settingKeys.contains(key) else { return }
    guard LearnerCatalog.all.contains(where: { $0.settingKeys.contains(key) }) else {
      throw .unknownKey(key, known: entry.settingKeys)
    }
    throw .conflict("\(key) is set and \(entry.name) has no use for it", remedy: "leave it out")
  }

  private mutating func set(_ key: String, to value: JSONValue) throws(SettingsError) {
    guard Self.keys.contains(key) else {
      throw .unknownKey(key, known: Self.keys, of: "value of a configuration")
    }
    guard case .object(var changed) = JSONValue(self) else { return }
    let numbers = ["horizon": "100", "threads": "2"]
    let example = changed[key]?.description ?? numbers[key] ?? "\"front\""
    changed[key] = value
    do {
      self = try JSONValue.object(changed).decoded(as: Self.self)
    } catch {
      throw .badValue(key: key, value: value.description, wanted: "something like \(example)")
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
  /// - Throws: ``RunError`` when there is no run, or a number in it is out of range.
  public init(ofRun folder: String) throws {
    let path = folder + "/config.json"
    guard Disk.exists(path) else { throw RunError.noRun(folder) }
    let values = try Self.read(path)
    guard case .string(let environment)? = values["environment"] else {
      throw RunError.noRun(folder)
    }
    let entry = try Self.entry(values["learner"]?.text ?? LearnerCatalog.usual.name)
    // settings that are missing would become the defaults, which may have changed since
    let known = Set(
      Self.sections.flatMap { section -> [String] in
        if case .object(let settings)? = values[section] { Array(settings.keys) } else { [] }
      })
    guard !known.isEmpty else { throw RunError.noRun(folder) }
    let optional = entry.values.settings.filter { $0.value == .null }.map(\.key)
    let missing = entry.settingKeys.filter { !known.contains($0) && !optional.contains($0) }
    if let key = missing.first { throw RunError.missingValue(path: path, key: key) }
    self.init(unchanged: entry, environment)
    try take(values)
    version = values["version"]?.text ?? ""
    commit = values["commit"]?.text
    try check()
  }

  /// The content of `config.json`.
  package var file: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return try encoder.encode(JSONValue(self)) + Data("\n".utf8)
    }
  }
}
