// SPDX-License-Identifier: Apache-2.0

import DioramaLearners
package import DioramaRuns

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
    case .training(let learner): ["train", learner, "--config", configurationFile, "--out", folder]
    case .policy: ["rollout", task] + acting + ["--episodes", "\(row.episodes)", "--json"]
    }
  }

  /// Where the configuration of a training is written before it begins.
  var configurationFile: String { "configurations/\(folder).json" }

  /// The arguments that begin it as one would type them in the study's folder.
  ///
  /// - Parameter base: The folder that paths are relative to; whole paths if nil.
  /// - Returns: Those of ``start`` where the configuration cannot be made any more.
  package func typed(from base: String? = nil) -> [String] {
    guard row.learner.isTrained else { return start }
    return (try? configuration().command(out: folder, from: base)) ?? start
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

  private var trained: String? {
    if case .training(let learner) = row.learner.kind { learner } else { nil }
  }

  private var horizon: [String] { row.horizon.map { ["--horizon", "\($0)"] } ?? [] }

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

  /// The configuration of a training.
  ///
  /// - Throws: What is wrong with it.
  package func configuration() throws -> RunConfiguration {
    let row = row.located
    var flags = Dictionary(uniqueKeysWithValues: row.flags.map { ($0.key, $0.value) })
    if let reward = row.reward { flags["reward"] = .string(reward) }
    if let horizon = row.horizon { flags["horizon"] = JSONValue(horizon) }
    (flags["seed"], flags["film_every"]) = (.integer(seed), .integer(0))
    return try RunConfiguration(
      file: row.config, learner: trained, environment: task, steps: row.steps, threads: 1,
      flags: flags, settings: row.assignments)
  }
}
