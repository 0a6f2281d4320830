// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaFiles
import DioramaMath
import DioramaStudies
import Foundation

struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study", abstract: "Run learners, tasks and seeds, and report on them.",
    usage: "diorama study <file> [--out <folder>] [<options>]",
    discussion: """
      The file (JSON) says which learners train on which tasks and seeds. Each run is a process of \
      its own with one thread, as many at a time as there are cores; one that fails leaves the others \
      alone. Finished runs are not repeated: after Ctrl-C or a kill, the same command resumes.

      The folder gets results.csv, results.json and report.html, which is a single \
      self-contained file. scenes/demo-study.json is an example.
      """)

  @Argument(
    help: ArgumentHelp(
      "The study, a JSON file; or the folder of one already started.", valueName: "file"))
  var file: String

  @Option(help: "The folder of the results; the file's name without its ending by default.")
  var out: String?

  @Option(help: "The number of parallel runs; by default the number of cores.")
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      """
      Another study, to be compared in the same report: its folder, or its file if that stands beside \
      its runs. May be given again.
      """, valueName: "study"))
  var with: [String] = []

  @Option(
    help: ArgumentHelp(
      "A folder for the results of the finished runs, in one file; excludes --with.",
      valueName: "folder"))
  var publish: String?

  @Option(
    help: ArgumentHelp(
      "Run and print only the rows of this name or learner. May be given again.",
      valueName: "name"))
  var only: [String] = []

  @Flag(help: "Make no videos.") var noFilms = false

  @Flag(help: "Print the jobs, and exit.") var dryRun = false

  @Flag(help: "Run nothing; report on the runs there are.") var reportOnly = false

  @Flag(help: "Print the final results as a table in Markdown.") var markdown = false

  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if let jobs { try requireAtLeast(1, jobs, "--jobs") }
    for (option, folder) in [("--out", out), ("--publish", publish)] where folder?.isEmpty == true {
      throw ValidationError("\(option) has no name; give the folder one")
    }
    try requireName(out, "--out")
    try requireName(publish, "--publish")
    guard [dryRun, reportOnly].count(where: { $0 }) <= 1 else {
      throw ValidationError("--dry-run and --report-only exclude each other; keep one")
    }
    guard publish == nil || with.isEmpty else {
      throw ValidationError(
        "--publish and --with exclude each other; publish each study by itself")
    }
    guard [markdown, json].count(where: { $0 }) <= 1 else {
      throw ValidationError("--markdown and --json exclude each other; keep one")
    }
  }

  func run() throws {
    var study = try Study(contentsOf: file)
    if !only.isEmpty { study = try study.choosing(only) }
    if noFilms { study = study.withoutFilms() }
    if let publish { try study.checkPublishing(to: publish) }
    if dryRun { return try show(StudyPlan(study, in: folder)) }
    var failures = 0
    if !reportOnly {
      switch try train(study) {
      case .finished(let count): failures = count
      case .interrupted(let status):
        Console.note("stopped; the same command continues")
        throw ExitCode(status)
      }
    }
    let results = try StudyResults(study, in: folder, with: with)
    let written = try results.write()
    if let publish { try results.publish(to: publish) }
    if json {
      try Console.write(written.document)
    } else if markdown {
      print(results.isLedger ? results.ledgerMarkdown : results.markdown)
    } else if results.isLedger {
      Console.printTable(results.ledgerHeading, results.ledgerTable, numbers: [2, 3, 4, 6])
    } else {
      Console.printTable(results.tableHeading, results.table, numbers: [2, 3])
    }
    Console.note("wrote \(written.report)")
    guard failures == 0 else {
      Console.note(
        "diorama: \(failures) run\(failures == 1 ? "" : "s") failed; the report says why, and the "
          + "same command tries again")
      throw ExitCode.failure
    }
  }

  /// The file's name without its ending, in the current folder; or the folder that was given.
  private var folder: String {
    if let out { return out }
    return Disk.isFolder(file)
      ? file : URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
  }

  private func show(_ plan: StudyPlan) throws {
    if json { return try Console.printJSON(plan) }
    let open = plan.runs.count { !$0.isDone }
    print(
      "\(plan.title.printable): \(plan.runs.count) runs, \(open) of them to do, in \(folder.printable)"
    )
    for run in plan.runs {
      print("\n\(run.name.printable), \(run.task), seed \(run.seed)\(run.isDone ? ": done" : "")")
      for command in run.commands { print("  \(command.printable)") }
    }
  }

  private enum Outcome {
    case finished(Int)
    case interrupted(Int32)
  }

  private func train(_ study: Study) throws -> Outcome {
    let runner = try StudyRunner(
      study, in: folder, jobs: jobs, version: Version.current)
    let interruption = Interruption()
    var display = LiveLines()
    let outcome = try runner.run(isInterrupted: interruption.isRequested) { runner, line in
      if let line { display.note(line) }
      display.update { StudyTable(runner).lines }
    }
    display.finish()
    return switch outcome {
    case .finished(let failures): .finished(failures)
    case .interrupted: .interrupted(interruption.status)
    }
  }
}
