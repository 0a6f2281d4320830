// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import DioramaPainting
import Foundation

/// A recipe: a file of hyperparameters by learner and preset, `recipes/TASK.json` or a user's own.
///
/// ```json
/// {
///   "format": "diorama recipe 1",
///   "rules": [
///     {"learners": ["sac"], "presets": ["state"], "settings": {"discount": 0.97}}
///   ]
/// }
/// ```
///
/// A rule without `learners` or `presets` is for all of them. Rules apply in their order. Those with
/// `planners` are for planning with the simulator.
public struct Recipe: Sendable {
  private static let format = "diorama recipe 1"

  private let path: String
  private let rules: [Rule]

  private struct File: Decodable {
    var format: String?
    var rules: [[String: JSONValue]]?
  }

  private struct Rule {
    var learners: [String]?
    var presets: [String]?
    var planners: [String]?
    var settings: [String: JSONValue] = [:]
  }

  /// Reads the file at `path`.
  ///
  /// - Throws: ``RunError`` when it cannot be read, or is not a recipe of this version.
  public init(contentsOf path: String) throws(RunError) {
    let data: Data
    do throws(SystemError) {
      data = try Disk.read(path)
    } catch {
      throw .unreadable(path: path, reason: "\(error)")
    }
    guard let file = try? JSONDecoder().decode(File.self, from: data) else {
      throw .badRecipe(path: path, reason: "it is not a JSON object with a list of rules")
    }
    guard file.format == Self.format else {
      throw .badRecipe(
        path: path,
        reason: "its format is \(file.format.map { "'\($0)'" } ?? "missing"), not '\(Self.format)'")
    }
    self.path = path
    var rules: [Rule] = []
    for (index, values) in (file.rules ?? []).enumerated() {
      rules.append(try Self.rule(values, "rule \(index + 1)", path))
    }
    self.rules = rules
  }

  private static func rule(
    _ values: [String: JSONValue], _ place: String, _ path: String
  ) throws(RunError) -> Rule {
    var rule = Rule()
    let names = LearnerCatalog.all.map(\.name)
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      switch (key, value) {
      case ("learners", .array(let items)):
        rule.learners = items.map { LearnerCatalog.entry($0.text)?.name ?? $0.text }
      case ("presets", .array(let items)): rule.presets = items.map(\.text)
      case ("planners", .array(let items)): rule.planners = items.map(\.text)
      case ("settings", .object(let settings)), ("reward_settings", .object(let settings)),
        ("planner_settings", .object(let settings)):
        rule.settings.merge(settings) { $1 }
      case ("note", .string): break
      default:
        throw .badRecipe(
          path: path,
          reason: "\(place) has the \(key) \(value); it may have lists of learners, presets and "
            + "planners, and objects of settings, reward_settings and planner_settings")
      }
    }
    for (found, known) in [
      (rule.learners, names), (rule.presets, Preset.allCases.map(\.rawValue)),
      (rule.planners, PlannerKind.allCases.map(\.rawValue)),
    ] {
      if let wrong = found?.first(where: { !known.contains($0) }) {
        throw .badRecipe(
          path: path, reason: "\(place) names '\(wrong)'; use \(known.joined(separator: ", "))")
      }
    }
    return rule
  }

  /// Reads the recipes that are shipped for `task`: that of the presets, and its own, if there is one.
  ///
  /// - Throws: ``RunError`` when one cannot be read, ``SceneLibraryError`` when there are no shipped files.
  static func shipped(for task: String) throws -> [Recipe] {
    let folder = try SceneLibrary.home() + "/recipes"
    let presets = try Recipe(contentsOf: folder + "/presets.json")
    let own = "\(folder)/\(task).json"
    return [presets] + (Disk.exists(own) ? [try Recipe(contentsOf: own)] : [])
  }

  /// Changes `values` as the rules for `learner` with `preset` say.
  ///
  /// - Throws: ``RunError`` when the learner has no such setting, or it cannot have this value.
  func apply(
    to values: inout LearnerEntry.Values, of learner: LearnerEntry, _ preset: Preset
  ) throws(RunError) {
    for rule in rules where rule.planners == nil {
      guard rule.learners?.contains(learner.name) ?? true,
        rule.presets?.contains(preset.rawValue) ?? true
      else { continue }
      for (key, value) in rule.settings.sorted(by: { $0.key < $1.key }) {
        do throws(SettingsError) {
          try learner.set(key, to: value, in: &values)
        } catch {
          throw .badRecipe(path: path, reason: "\(error)")
        }
      }
    }
  }

  /// Changes `settings` as the rules for `planner` say.
  ///
  /// - Throws: ``RunError`` when there is no such setting, or it cannot have this value.
  func apply(to settings: inout SimulatorPlannerSettings, _ planner: PlannerKind) throws(RunError) {
    for rule in rules where rule.planners?.contains(planner.rawValue) == true {
      for (key, value) in rule.settings.sorted(by: { $0.key < $1.key }) {
        do throws(SettingsError) {
          try settings.set(key, to: value)
        } catch {
          throw .badRecipe(path: path, reason: "\(error)")
        }
      }
    }
  }
}
