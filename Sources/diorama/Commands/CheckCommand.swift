// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import DioramaGridworlds
import DioramaTasks

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check the laws that every environment obeys.",
    usage: "diorama check [<id> | --task <task> | --scene <scene> | --map <map>] [<options>]",
    discussion: """
      They are stricter than Gymnasium's check_env: whole episodes, other histories, instances and \
      threads, snapshots and images. The status is not zero if a law is broken.
      """)

  @Argument(help: "The environment; all of them by default.")
  var id: String?

  @Option(help: "A task of your own instead: a JSON file, as scenes/README.md describes.")
  var task: String?

  @Option(help: "A scene of your own instead: a file in MuJoCo's XML format.")
  var scene: String?

  @Option(help: "A gridworld of your own instead: a text map, as scenes/README.md describes.")
  var map: String?

  @OptionGroup var drawing: ContextOption

  @Flag(help: "Print JSON.") var json = false

  func validate() throws { if isGiven { try environment.validate() } }

  /// Whether one environment is given, rather than none for all.
  private var isGiven: Bool { [id, task, scene, map].contains { $0 != nil } }

  private var environment: EnvironmentArgument {
    var environment = EnvironmentArgument()
    (environment.id, environment.task) = (id, task)
    (environment.scene, environment.map) = (scene, map)
    return environment
  }

  func run() throws {
    let entries = isGiven ? [try environment.entry] : EnvironmentSuite.catalog.entries
    let laws = EnvironmentLaw.all
    var progress = ProgressLine("laws", total: entries.count * laws.count)
    var verdicts: [EnvironmentLaw.Verdict] = []
    for entry in entries {
      for law in laws {
        verdicts.append(law.verdict(on: entry))
        progress.update(verdicts.count)
      }
    }
    progress.finish()
    if json {
      try Console.printJSON(verdicts.map(Row.init))
    } else {
      Console.printTable(
        ["environment", "", "law"],
        verdicts.map { verdict in
          [
            verdict.environment.description, verdict.holds ? "holds" : "BROKEN",
            verdict.law + (verdict.holds ? "" : ": \(verdict.detail)"),
          ]
        })
    }
    guard verdicts.allSatisfy(\.holds) else { throw ExitCode.failure }
  }

  private struct Row: Encodable {
    let environment: String
    let law: String
    let holds: Bool
    let detail: String

    init(_ verdict: EnvironmentLaw.Verdict) {
      environment = verdict.environment.description
      law = verdict.law
      holds = verdict.holds
      detail = verdict.detail
    }
  }
}
