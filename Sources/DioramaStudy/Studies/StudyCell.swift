// SPDX-License-Identifier: Apache-2.0

import DioramaLearners

/// One run of a study: a row in one task with one seed.
package struct StudyCell: Sendable {
  package let row: StudyRow
  package let task: String
  package let seed: UInt64
  /// Its folder in the study's.
  package let folder: String

  /// What it is called in messages.
  package var title: String { "\(row.name), \(task), seed \(seed)" }

  /// The arguments of `diorama` that begin it, in the study's folder.
  package var start: [String] {
    switch row.learner.kind {
    case .training(let learner):
      return ["train", learner, task] + training + ["--out", folder]
    case .policy:
      return ["rollout", task] + acting + ["--episodes", "\(row.episodes)", "--json"]
    }
  }

  /// The arguments that go on with a training.
  package var resume: [String] {
    ["train", trained ?? "", "--resume", folder, "--threads", "1"]
  }

  /// The arguments that measure what was learned; nil where nothing is learned.
  package var evaluation: [String]? {
    row.learner.isTrained
      ? ["evaluate", folder, "--episodes", "\(row.episodes)", "--json"] : nil
  }

  /// The arguments that film the first episode of the evaluation.
  package var filming: [String] {
    let policy =
      row.learner.isTrained
      ? ["--policy", folder, "--seed", "\(SavedPolicy.firstSeed)"] + horizon : acting
    return ["rollout", task] + policy + ["--size", "320x240", "--out", film]
  }

  /// The film's place in the study's folder.
  package var film: String { "films/\(folder).mp4" }

  /// What another study's run may not differ in: all but how long it is evaluated.
  var identity: [String] {
    if case .training = row.learner.kind { return start }
    return Self.withoutStart(["rollout", task] + acting)
  }

  /// The arguments of a rollout without the seed of its first start, which depends on how many episodes
  /// there are; those of a training as they are.
  static func withoutStart(_ arguments: [String]) -> [String] {
    guard arguments.first == "rollout", let seed = arguments.firstIndex(of: "--seed") else {
      return arguments
    }
    return Array(arguments[..<seed] + arguments[seed...].dropFirst(2))
  }

  /// The run with whole paths.
  var located: StudyCell { StudyCell(row: row.located, task: task, seed: seed, folder: folder) }

  private var trained: String? {
    if case .training(let learner) = row.learner.kind { learner } else { nil }
  }

  private var horizon: [String] { row.horizon.map { ["--horizon", "\($0)"] } ?? [] }

  private var training: [String] {
    var words = row.steps.map { ["--steps", "\($0)"] } ?? []
    words += ["--seed", "\(seed)"]
    words += row.config.map { ["--config", $0] } ?? []
    for (key, value) in allFlags where key != "seed" {
      let typed = if case .array(let items) = value { items } else { [value] }
      if typed.isEmpty { continue }
      words += ["--" + key.replacing("_", with: "-")] + typed.map(\.text)
    }
    words += row.assignments.flatMap { ["--set", $0] }
    return words + ["--film-every", "0", "--threads", "1"]
  }

  /// The starts of seed 1 are those of all evaluations; those of others are their own.
  private var acting: [String] {
    guard case .policy(let policy) = row.learner.kind else { return [] }
    let first = SavedPolicy.firstSeed &+ (seed &- 1) &* UInt64(row.episodes)
    return ["--policy", policy, "--seed", "\(first)"] + horizon
      + (row.reward.map { ["--reward", $0] } ?? [])
      + (row.planner.map { ["--planner", $0] } ?? [])
      + row.assignments.flatMap { ["--plan-set", $0] }
      + (row.learner.plans ? ["--threads", "1"] : [])
  }

  /// The options of `diorama train` beside the steps and the settings.
  private var allFlags: [(key: String, value: JSONValue)] {
    var flags = row.flags
    if let reward = row.reward { flags.append(("reward", .string(reward))) }
    if let horizon = row.horizon { flags.append(("horizon", .integer(UInt64(horizon)))) }
    return flags
  }

  /// The configuration that `diorama train` will make.
  ///
  /// - Throws: What is wrong with it.
  func configuration() throws -> RunConfiguration {
    let located = located
    var flags = Dictionary(uniqueKeysWithValues: located.allFlags.map { ($0.key, $0.value) })
    flags["seed"] = .integer(seed)
    return try RunConfiguration(
      file: located.row.config, learner: trained, environment: task, steps: row.steps, threads: 1,
      flags: flags, settings: row.assignments)
  }
}
