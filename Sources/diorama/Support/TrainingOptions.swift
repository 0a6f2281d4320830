// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaRuns
import Foundation

/// The texts that all training commands share.
enum Trainings {
  static let discussion = """
    The run's folder holds config.json, progress.csv and progress.jsonl, events for TensorBoard, \
    checkpoints, films, curve.svg and summary.json. Ctrl-C saves and ends with status 130; \
    --resume continues bit for bit as if it had never stopped, even after a kill.

    --set overrides flags, and flags override the configuration file. \
    --show-settings lists the settings, with the paper's values.
    """

  /// The error if a resumed run is given options that it does not take.
  static let keeps = ValidationError(
    "a resumed run keeps its configuration; only --steps and --threads may change")
}

/// The options of a training command, by the learner's number in the catalogue, and the training itself.
struct TrainingOptions<let number: Int>: ParsableArguments {
  private static var entry: LearnerEntry { LearnerCatalog.all[number] }

  @Argument(help: "The environment, such as 'Pushing-v1'; see 'diorama list'.")
  var id: String?

  @Option(help: "A task of your own instead: a JSON file, as scenes/README.md describes.")
  var task: String?

  @Option(help: "The total number of steps. (default: \(Self.entry.defaults.steps))")
  var steps: Int?

  @Option(help: "The folder to create for the run.")
  var out: String?

  @Option(help: "The folder of a run to resume; only --steps and --threads may change.")
  var resume: String?

  @OptionGroup(title: "Learning") var learning: LearningOptions

  @OptionGroup(title: "Reporting") var reporting: ReportingOptions<number>

  @Option(
    help: """
      The number of threads that share the work; the result does not depend on it. \
      (default: 2, or 1 where other programs use the other processors)
      """)
  var threads: Int?

  @Flag(help: "Show the settings, with the paper's symbols and values, and exit.")
  var showSettings = false

  @Flag(help: "Print a JSON line per log interval; the last one is the summary.")
  var json = false

  func validate() throws {
    if showSettings {
      guard resume == nil else {
        throw ValidationError("--show-settings is for new runs; leave --resume out")
      }
      return
    }
    guard out?.isEmpty != true, resume?.isEmpty != true else {
      throw ValidationError("the folder of the run has no name; give it one")
    }
    try requireName(out, "--out")
    guard (out == nil) != (resume == nil) else {
      throw ValidationError(
        out == nil
          ? "name a new folder with --out, or a run to resume with --resume"
          : "--out and --resume are given; keep one")
    }
    if id != nil, task != nil {
      throw ValidationError("an environment and --task are given; keep one")
    }
    if resume != nil, id != nil || task != nil || learning.isGiven || reporting.isGiven {
      throw Trainings.keeps
    }
  }

  /// Trains the learner, or shows its settings.
  ///
  /// - Parameters:
  ///   - flags: More values of the configuration.
  ///   - port: The port of the page on which a person takes part; nil for any free one.
  /// - Throws: The errors of the run.
  func train(flags: [String: JSONValue] = [:], port: UInt16? = nil) throws {
    let learner = Self.entry.name
    let configured = {
      var configuration = try RunConfiguration(
        file: learning.config, learner: learner, environment: id, steps: steps, threads: threads,
        flags: learning.flags.merging(reporting.flags) { $1 }.merging(flags) { $1 }
          .merging(task.map { ["task": JSONValue($0)] } ?? [:]) { $1 },
        settings: learning.set)
      configuration.recordVersion(Version.current)
      return configuration
    }
    if showSettings { return try printSettings(configured()) }
    if port != nil {
      let served = try resume.map(RunConfiguration.init(ofRun:)) ?? configured()
      guard served.expert == ExpertChoice.page.rawValue || served.labeler == "web" else {
        throw ValidationError(
          "--port is the page's; it goes with "
            + (Self.entry.needs.contains(.expert)
              ? "--expert page, not \(served.expert)" : "--labeler web, not \(served.labeler)"))
      }
    }
    let interruption = Interruption()
    let people = People(port: port) { interruption.isRequested }
    let run =
      try resume.map {
        try TrainingRun(
          resuming: $0, of: learner, steps: steps, threads: threads,
          whoAnswers: people.respondent, whoSupervises: people.supervisor)
      } ?? begin(configured(), people, interruption)
    let folder = resume ?? out ?? ""
    var progress = ProgressLine("steps", total: run.configuration.steps, done: run.stepCount)
    let isComplete = run.stepCount == run.configuration.steps
    let outcome = try run.run(isInterrupted: interruption.isRequested) { event in
      switch event {
      case .step(let step): progress.update(step)
      case .row(let row):
        progress.finish()
        if json {
          try Console.write(run.json(row) + "\n")
        } else if let line = row.brief {
          try? Console.write(line + "\n")  // nobody may be left to read it
        }
      case .note(let note): Console.note("diorama: \(note)")
      }
    }
    progress.finish()
    guard outcome == .finished else {
      Console.note("saved after \(run.stepCount) steps; continue with --resume \(folder)")
      // it may be the person who left
      throw ExitCode(interruption.isRequested ? interruption.status : 1)
    }
    if !json { print("parameters \(run.parametersHash)") }
    if json, isComplete, let row = run.lastRow { print(row) }
    Console.note("wrote \(folder)")
  }

  /// Begins a run, which may have to make success images first.
  private func begin(
    _ configuration: RunConfiguration, _ people: People, _ interruption: Interruption
  ) throws -> TrainingRun {
    var line: ProgressLine?
    defer { line?.finish() }
    return try TrainingRun(
      configuration, at: out ?? "", whoAnswers: people.respondent,
      whoSupervises: people.supervisor
    ) {
      if line == nil { line = ProgressLine("success images", total: $1) }
      line?.update($0)
      if interruption.isRequested { throw ExitCode(interruption.status) }
    }
  }

  private func printSettings(_ configuration: RunConfiguration) throws {
    try configuration.check()
    _ = try configuration.makeEnvironment()
    let rows = configuration.settingsTable
    if json { return try Console.printJSON(rows) }
    Console.printTable(
      ["setting", "symbol", "value", "paper", "bounds", "meaning"],
      rows.map { [$0.key, $0.symbol, $0.value, $0.paper, $0.bounds, $0.meaning] })
  }
}
