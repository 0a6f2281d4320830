// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaFiles
import DioramaMath
import DioramaStudies
import Foundation

/// The command line tool: it parses, calls and prints.
@main
struct Diorama: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diorama",
    abstract: "Standard physics scenes for reinforcement learning, simulated and drawn offscreen.",
    discussion: """
      Every command is reproducible: equal seeds give equal results. Reports are available as JSON \
      (--json) on standard output; progress and notes go to standard error.
      """,
    version: Version.current,
    subcommands: [
      ListCommand.self, RenderCommand.self, RolloutCommand.self, RecordCommand.self,
      GoalsCommand.self, AuditCommand.self,
      CheckCommand.self, CertifyCommand.self, BenchCommand.self, SceneCommand.self,
      TaskCommand.self, SolveCommand.self, TrainCommand.self, LabelCommand.self,
      EvaluateCommand.self,
      StudyCommand.self, WorkerCommand.self,
    ])

  /// Runs the tool; every error is one line on standard error and a status that is not zero.
  static func main() {
    // a file that grows beyond the shell's limit is then an error, and does not end the program
    signal(SIGXFSZ, SIG_IGN)
    Study.endWithParent()
    do {
      var command = try parseAsRoot(Words.joined(Array(CommandLine.arguments.dropFirst())))
      try command.run()
      try Console.finish()
    } catch {
      if exitCode(for: error) == .success { exit(withError: error) }  // help and version
      if !(error is ExitCode) {
        let text = error.isOfFoundation ? error.systemReason : message(for: error)
        let lines = text.split(whereSeparator: \.isNewline)
          .map { $0.trimmingCharacters(in: .whitespaces) }
        Console.note("diorama: \(lines.joined(separator: " ").printableLine)")
      }
      Foundation.exit(exitCode(for: error).rawValue)
    }
  }
}
