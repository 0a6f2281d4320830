// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import DioramaCore
public import DioramaLearners
import DioramaStudy
import Foundation

struct TrainSACCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sac", abstract: "Train with soft actor-critic.",
    discussion: """
      The run's folder holds config.json, progress.csv and progress.jsonl, events for TensorBoard, \
      checkpoints, films, curve.svg and summary.json. Ctrl-C saves and ends with status 130; \
      --resume goes on, with the same bits as if it had never stopped, after a kill too.

      Flags go before the configuration file, --set before both. --show-settings says what can be \
      set, and what the paper has.
      """)

  @Argument(help: "The environment, such as 'Pushing-v1'; see 'diorama list'.")
  var id: String?

  @Option(help: "How many steps in all. (default: 100000)")
  var steps: Int?

  @Option(help: "The folder that is made for the run.")
  var out: String?

  @Option(help: "The folder of a run to go on with; only --steps and --threads may change.")
  var resume: String?

  @OptionGroup(title: "What is learned") var learning: LearningOptions

  @OptionGroup(title: "What is reported") var reporting: ReportingOptions

  @Option(help: "How many threads share an update; the result does not depend on it. (default: 2)")
  var threads: Int?

  @Flag(help: "Show the settings, with the paper's symbols and values, and end.")
  var showSettings = false

  @Flag(help: "Print a JSON line per log interval; the last one is the summary.")
  var json = false

  func validate() throws {
    if showSettings { return }
    guard (out == nil) != (resume == nil) else {
      throw ValidationError(
        out == nil
          ? "say with --out where the run goes, or with --resume which one goes on"
          : "--out and --resume are given; keep one")
    }
    if resume != nil, id != nil || learning.isGiven || reporting.isGiven {
      throw ValidationError(
        "a resumed run keeps its configuration; only --steps and --threads may change")
    }
  }

  func run() throws {
    if showSettings { return try printSettings() }
    let interruption = Interruption()
    let run =
      try resume.map { try TrainingRun(resuming: $0, steps: steps, threads: threads) }
      ?? TrainingRun(configured(), at: out ?? "")
    let folder = resume ?? out ?? ""
    var progress = ProgressLine("steps", total: run.configuration.steps, done: run.stepCount)
    let outcome = try run.run(isInterrupted: interruption.isRequested) { event in
      switch event {
      case .step(let step): progress.update(step)
      case .row(let row):
        progress.finish()
        if let line = json ? row.json : row.brief {
          FileHandle.standardOutput.write(Data((line + "\n").utf8))
        }
      case .note(let note): Console.note("diorama: \(note)")
      }
    }
    progress.finish()
    guard outcome == .finished else {
      Console.note("saved after \(run.stepCount) steps; go on with --resume \(folder)")
      throw ExitCode(interruption.status)
    }
    if !json { print("parameters \(run.parametersHash)") }
    Console.note("wrote \(folder)")
  }

  private func configured() throws -> RunConfiguration {
    var configuration = try RunConfiguration(
      file: learning.config, environment: id, steps: steps, threads: threads,
      flags: learning.flags.merging(reporting.flags) { $1 }, settings: learning.set)
    configuration.recordVersion(Diorama.configuration.version)
    return configuration
  }

  private func printSettings() throws {
    let configuration = try configured()
    let rows = configuration.settingsTable
    if json { return try Console.printJSON(rows) }
    Console.printTable(
      ["setting", "symbol", "value", "paper", "meaning"],
      rows.map { [$0.key, $0.symbol, $0.value, $0.paper, $0.meaning] })
  }
}

/// What is learned, where and with which settings.
struct LearningOptions: ParsableArguments {
  @Option(help: "Of everything random. (default: 0)")
  var seed: UInt64?

  @Option(help: "Which settings to begin with; what fits the observation by default.")
  var preset: SACPreset?

  @Option(help: "What is observed; what fits the preset by default.")
  var observation: ObservationKind?

  @Option(help: "The reward that is learned from. (default: dense)")
  var reward: RewardKind?

  @Option(help: "Steps until an episode is truncated; the task's own number by default.")
  var horizon: Int?

  @Option(help: "A JSON file with any of the values of a config.json.")
  var config: String?

  @Option(help: ArgumentHelp("Changes a setting.", valueName: "key=value"))
  var set: [String] = []

  @Option(help: "How many episodes of the expert are in the replay at first. (default: 0)")
  var demonstrations: Int?

  var isGiven: Bool { !flags.isEmpty || config != nil || !set.isEmpty }

  var flags: [String: String] {
    [
      "seed": seed.map { "\($0)" }, "preset": preset?.rawValue,
      "observation": observation?.rawValue, "reward": reward?.rawValue,
      "horizon": horizon.map { "\($0)" }, "demonstrations": demonstrations.map { "\($0)" },
    ].compactMapValues(\.self)
  }
}

/// When what is reported, in steps.
struct ReportingOptions: ParsableArguments {
  @Option(help: "Steps between rows; 0 for evaluations only. (default: 1000)")
  var logEvery: Int?

  @Option(help: "Steps between evaluations; 0 for the end only. (default: 5000)")
  var evaluateEvery: Int?

  @Option(help: "How many episodes an evaluation has. (default: 20)")
  var evaluationEpisodes: Int?

  @Option(help: "Steps between checkpoints; 0 for the end only. (default: 5000)")
  var checkpointEvery: Int?

  @Option(help: "Evaluations between films; 0 for no films. (default: 5)")
  var filmEvery: Int?

  var isGiven: Bool { !flags.isEmpty }

  var flags: [String: String] {
    [
      "log_every": logEvery, "evaluate_every": evaluateEvery,
      "evaluation_episodes": evaluationEpisodes, "checkpoint_every": checkpointEvery,
      "film_every": filmEvery,
    ].compactMapValues { $0.map { "\($0)" } }
  }
}

extension SACPreset: ExpressibleByArgument {}
