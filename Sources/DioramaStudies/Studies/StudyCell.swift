// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
package import DioramaRuns

/// A cell of a study, which is one run: a row in one task with one seed.
package struct StudyCell: Sendable {
  package let row: StudyRow
  package let task: String
  /// The path of the user's own task file; nil for a shipped environment.
  var taskFile: String?
  package let seed: UInt64
  /// The folder of the run, in the study's folder.
  package let folder: String
  /// The folder of the run whose transitions it learns from; nil where no row of the study makes them.
  var dataset: String?

  /// The title of the run in messages.
  package var title: String { "\(row.name), \(task), seed \(seed)" }

  /// The arguments of `diorama` that begin the run, in the study's folder.
  package var start: [String] {
    switch row.learner.kind {
    case .training(let learner): ["train", learner, "--config", configurationFile, "--out", folder]
    case .policy: ["rollout"] + environment + acting + ["--episodes", "\(row.episodes)", "--json"]
    }
  }

  /// The path, in the study's folder, of the configuration that a training begins with.
  var configurationFile: String { "configurations/\(folder).json" }

  /// Returns the arguments that begin the run as one would type them in the study's folder.
  ///
  /// - Parameter base: The folder that paths are relative to; nil for absolute paths.
  /// - Returns: The arguments; those of ``start`` where the configuration cannot be made any more.
  package func typed(from base: String? = nil) -> [String] {
    guard row.learner.isTrained else { return start }
    return (try? configuration().command(out: folder, from: base)) ?? start
  }

  /// The arguments that resume a training.
  package var resume: [String] {
    ["train", trained ?? "", "--resume", folder, "--threads", "1"]
  }

  /// The arguments that evaluate the trained policy; nil where nothing is trained.
  package var evaluation: [String]? {
    row.learner.isTrained
      ? ["evaluate", folder, "--episodes", "\(row.episodes)", "--json"] : nil
  }

  /// The arguments of a second evaluation, in perturbed surroundings; nil where none is wanted.
  package var perturbedEvaluation: [String]? {
    guard !row.perturbed.isEmpty else { return nil }
    return (evaluation ?? start) + ["--randomize"] + row.perturbed
  }

  /// The arguments that make the video of the first episode of the evaluation.
  package var filming: [String] {
    let policy =
      row.learner.isTrained
      ? ["--policy", folder, "--seed", "\(SavedPolicy.firstSeed)"] + horizon : acting
    return ["rollout"] + environment + policy + ["--size", "320x240", "--out", film]
  }

  /// The environment, as commands take it.
  private var environment: [String] { taskFile.map { ["--task", $0] } ?? [task] }

  /// The path of the video in the study's folder.
  package var film: String { "films/\(folder).mp4" }

  private var trained: String? {
    if case .training(let learner) = row.learner.kind { learner } else { nil }
  }

  private var horizon: [String] { row.horizon.map { ["--horizon", "\($0)"] } ?? [] }

  /// The arguments of a policy that is not trained, and the seed of its first episode.
  ///
  /// Seed 1 has the starts of all evaluations, and each later seed the ones that follow.
  private var acting: [String] {
    guard case .policy(let policy) = row.learner.kind else { return [] }
    let first = SavedPolicy.firstSeed &+ (seed &- 1) &* UInt64(row.episodes)
    return ["--policy", policy, "--seed", "\(first)"] + horizon
      + (row.reward.map { ["--reward", $0] } ?? [])
      + (row.planner.map { ["--planner", $0] } ?? [])
      + row.assignments.flatMap { ["--plan-set", $0] }
      + (row.learner.plans ? ["--threads", "1"] : [])
  }

  /// Makes the configuration of a training.
  ///
  /// - Throws: ``RunError``, ``SettingsError`` or the like when a value is wrong.
  package func configuration() throws -> RunConfiguration {
    let row = row.located
    var flags = Dictionary(uniqueKeysWithValues: row.flags.map { ($0.key, $0.value) })
    if let reward = row.reward { flags["reward"] = .string(reward) }
    if let horizon = row.horizon { flags["horizon"] = JSONValue(horizon) }
    if let taskFile { flags["task"] = .string(taskFile) }
    if let dataset { flags["dataset"] = .string(dataset) }
    (flags["seed"], flags["film_every"]) = (.integer(seed), .integer(0))
    return try RunConfiguration(
      file: row.config, learner: trained, environment: task, steps: row.steps, threads: 1,
      flags: flags, settings: row.assignments)
  }
}
