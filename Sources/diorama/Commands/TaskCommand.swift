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
      Prints in words what was read, how often random actions and the planner succeed, and what the \
      planner came closest to where it failed. A planned episode takes from a second to minutes; \
      --planned 0 leaves them out. With --out a picture of sixteen starts is written.
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
    var failed = Closest()
    let byPlan = try rate(.expert, planned, in: environment, &failed)
    let nearest = (byPlan == nil ? closest : failed).text(of: task)
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
    var seen = 0
    var progress = ProgressLine(
      policy == .random ? "random steps" : "planned steps",
      total: episodes * (environment.horizon + 1))
    defer { progress.finish() }
    return try environment.rollout(
      &acting, name: policy.rawValue, episodes: episodes, seed: 0
    ) { episode, environment, _ in
      progress.update(seen)
      seen += 1
      try interruption.check()
      closest.see(environment.metrics, at: episode)
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

  /// The moment that came closest to success, of the first episode that ended without it.
  private struct Closest {
    private var failed: Metrics?
    /// The episode under way, the moment in it that came closest, and the last one.
    private var (episode, best, last): (Int, Metrics?, Metrics?) = (0, nil, nil)

    mutating func see(_ new: Metrics, at episode: Int) {
      if episode != self.episode { end() }
      self.episode = episode
      last = new
      if let miss = new["miss"], miss < (best?["miss"] ?? .infinity) { best = new }
    }

    private mutating func end() {
      if last?.isSuccess == false, failed == nil { failed = best }
      (best, last) = (nil, nil)
    }

    func text(of task: TaskFile) -> String? {
      var ended = self
      ended.end()
      guard let metrics = ended.failed else { return nil }
      let name = metrics.isSuccess ? "it was solved, and did not stay so: " : ""
      return name
        + task.readings.compactMap { name in
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
