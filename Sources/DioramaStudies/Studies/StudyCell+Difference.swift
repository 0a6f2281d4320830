// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaRuns
import Foundation

extension StudyCell {
  /// A value of a recorded run that differs from the study's.
  struct Difference: Hashable {
    var key: String
    var was: String
    var wanted: String
  }

  /// The keys that every recorded training has; these are compared first.
  private static let firstKeys = ["learner", "environment", "seed", "steps", "observation"]

  /// The keys that neither the training nor the final evaluation depends on.
  private static let idleKeys: Set = [
    "version", "commit", "threads", "log_every", "evaluate_every", "evaluation_episodes",
    "checkpoint_every", "film_every",
  ]

  /// The keys that are not written where they are nil.
  ///
  /// If one is missing, that does not mean that an older version wrote the file.
  private static let optionalKeys: Set<String> = {
    let learner = LearnerCatalog.all[0]
    let run = JSONValue(RunConfiguration(unchanged: learner, "")).leaves
    let settings = LearnerCatalog.all.flatMap { $0.values.settings }
    return Set(RunConfiguration.keys.filter { run[$0] == nil })
      .union(settings.filter { $0.value == .null }.map { "settings.\($0.key)" })
  }()

  /// Returns the first value of the run in the study's `folder` that differs; nil if none does.
  ///
  /// Values that only one of two versions of the program knows are not compared.
  func difference(in folder: String) -> Difference? {
    guard let recorded = recorded(RunFiles(folder: folder, run: self.folder)),
      let wanted = try? wanted()
    else { return nil }
    let optionalKeys = row.learner.isTrained ? Self.optionalKeys : []
    let others = Set(recorded.keys).union(wanted.keys).subtracting(Self.firstKeys).sorted()
    for key in Self.firstKeys + others where !Self.idleKeys.contains(key) {
      let (was, now) = (recorded[key], wanted[key])
      let isKnown = was != nil && now != nil
      guard isKnown || Self.firstKeys.contains(key) || optionalKeys.contains(key),
        Self.comparable(was, key) ?? .null != Self.comparable(now, key) ?? .null
      else { continue }
      let name = key.split(separator: ".").last.map(String.init) ?? key
      return Difference(key: name, was: Self.text(was), wanted: Self.text(now))
    }
    return nil
  }

  private static func text(_ value: JSONValue?) -> String {
    value == .null ? "none" : value?.text ?? "none"
  }

  /// Returns the recorded values of a run, by dotted key; nil where nothing is recorded.
  private func recorded(_ files: RunFiles) -> [String: JSONValue]? {
    let configuration = files.object("config.json")
    guard !row.learner.isTrained else { return configuration.map { JSONValue.object($0).leaves } }
    let report = files.object("evaluation.json")?
      .filter { ["environment", "policy"].contains($0.key) }
    return report.map { JSONValue.object($0.merging(configuration ?? [:]) { $1 }).leaves }
  }

  private func wanted() throws -> [String: JSONValue] {
    row.learner.isTrained
      ? JSONValue(try configuration()).leaves : try rolloutConfiguration().leaves
  }

  /// Returns the value to compare, which is the last component of a path: folders may have moved.
  private static func comparable(_ value: JSONValue?, _ key: String) -> JSONValue? {
    if key == "learner", let learner = value.flatMap({ LearnerCatalog.entry($0.text) }) {
      return .string(learner.name)
    }
    guard key == "labeler" || RunConfiguration.pathKeys.contains(key),
      case .string(let path)? = value
    else { return value }
    return .string(URL(fileURLWithPath: path).lastPathComponent)
  }

  /// Returns the configuration that is recorded for a run without training.
  func rolloutConfiguration() throws -> JSONValue {
    guard case .policy(let policy) = row.learner.kind else { return .object([:]) }
    var values: [String: JSONValue] = [
      "environment": .string(task), "policy": .string(policy),
      "horizon": row.horizon.map { JSONValue($0) } ?? .null,
      "reward": .string(row.reward ?? RewardKind.dense.rawValue),
    ]
    if row.learner.plans { values["planner_settings"] = .object(try plannerSettings().values) }
    return .object(values)
  }
}

extension JSONValue {
  /// The values of an object and its nested objects, by their keys joined with dots.
  fileprivate var leaves: [String: JSONValue] {
    guard case .object(let values) = self else { return [:] }
    return values.reduce(into: [:]) { leaves, item in
      guard case .object = item.value else {
        leaves[item.key] = item.value
        return
      }
      for (key, value) in item.value.leaves { leaves["\(item.key).\(key)"] = value }
    }
  }
}
