// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import DioramaMath
import DioramaRender
import DioramaRuns
import DioramaTasks
import Foundation

struct TaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task", abstract: "Explain a task file, and measure how hard it is.",
    discussion: """
      Prints in words what was read, how often random actions and the planner succeed, and, if neither \
      does, what came closest to success. With --out a picture of sixteen starts is written.
      """)

  @Argument(help: "The task file, JSON as scenes/README.md describes.")
  var file: String

  @Option(help: "The number of episodes of random actions.")
  var random = 20

  @Option(help: "The number of episodes that are planned; 0 to save the time.")
  var planned = 4

  @Option(help: "The picture of sixteen starts to write (F.png).")
  var out: String?

  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    try requireAtLeast(0, random, "--random")
    try requireAtLeast(0, planned, "--planned")
    try requireName(out, "--out")
  }

  func run() throws {
    let task = try EnvironmentArgument.taskFile(at: file)
    let entry = task.entry.withPlannedExpert
    let environment = try entry.make()
    if let out { try writeStarts(of: environment, to: out) }
    var closest = Closest()
    let byChance = try rate(.random, random, in: environment, &closest)
    let byPlan = try rate(.expert, planned, in: environment, &closest)
    let nearest = byChance == 0 || byPlan == 0 ? closest.text(of: task) : nil
    if json {
      return try Console.printJSON(
        Document(
          task: task.name,
          lines: Dictionary(uniqueKeysWithValues: task.explanation.map { ($0, $1) }),
          warnings: task.warnings, randomSuccess: byChance, plannedSuccess: byPlan,
          closest: nearest))
    }
    var rows = task.explanation.map { [$0.name, $0.text] }
    if let byChance { rows.append(["random", percent(byChance, random)]) }
    if let byPlan { rows.append(["planner", percent(byPlan, planned)]) }
    if let nearest { rows.append(["closest", nearest]) }
    Console.printTable(["", "\(file): \(task.summary)"], rows)
    if let out { Console.note("wrote \(out)") }
  }

  private func percent(_ rate: Double, _ episodes: Int) -> String {
    "\(Int((rate * Double(episodes)).rounded())) of \(episodes) episodes succeed at their end"
  }

  private func rate(
    _ policy: PolicyKind, _ episodes: Int, in environment: AnyEnvironment, _ closest: inout Closest
  ) throws -> Double? {
    guard episodes > 0 else { return nil }
    let interruption = Interruption()
    var acting = policy.make()
    var progress = ProgressLine(
      policy == .random ? "random episodes" : "planned episodes", total: episodes)
    defer { progress.finish() }
    return try environment.rollout(
      &acting, name: policy.rawValue, episodes: episodes, seed: 0
    ) { episode, environment, _ in
      progress.update(episode)
      try interruption.check()
      closest.see(environment.metrics)
    }.successRate
  }

  private func writeStarts(of environment: AnyEnvironment, to path: String) throws {
    var pictures: [Image] = []
    for seed: UInt64 in 0..<16 {
      _ = try environment.reset(seed: seed)
      pictures.append(try environment.image(View(width: 240, height: 180)))
    }
    try PNG.write(Image.filmStrip(pictures, columns: 4), to: path)
  }

  /// The moment that came closest to success.
  private struct Closest {
    private var metrics: Metrics?

    mutating func see(_ new: Metrics) {
      guard let miss = new["miss"], miss < (metrics?["miss"] ?? .infinity) else { return }
      metrics = new
    }

    func text(of task: TaskFile) -> String? {
      guard let metrics, !metrics.isSuccess else { return nil }
      return task.readings.compactMap { name in
        metrics[name].map { "\(name) \(String(format: "%.3g", $0))" }
      }
      .joined(separator: ", ")
    }
  }

  private struct Document: Encodable {
    let task: String
    let lines: [String: String]
    let warnings: [String]
    let randomSuccess: Double?
    let plannedSuccess: Double?
    let closest: String?
  }
}
