// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaBenchmarks
internal import DioramaCore
import DioramaMath
import DioramaTasks
import Foundation

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure how fast the suite runs on this machine.",
    usage: "diorama bench [<prefix>] [--task <task> | --scene <scene>] [<options>]",
    discussion: """
      Environments: random actions in whole episodes, resets included, on one thread; the median of \
      five spans. Pixels are 48x48, read back. 'vector' rows step eight environments on 1, 2, … \
      workers: threads for states, processes for pixels; 'vector-state' on as many as pay off.

      Learners, on two threads: the median update, sampling included, after warm-up. 'sac-256' has 2 \
      layers of 256 units, batches of 256, 17 observations, 6 actions, and so have 'td3-256' and 'iql-256'; 'dqn-128' 2 of 128, batches of \
      32, 4 observations, 2 discrete actions; 'ppo-epoch' is a pass over 2,048 steps with 2 of 64; \
      'sac-pixels' and 'sac-pixels-paper' are the presets 'pixels' and 'paper-pixels' at 48x48. \
      'sac-pendulum-10k' is a whole training of 10,000 steps of Pendulum-v1. \
      'mpc-icem-5x200x3' plans once with iCEM in 5 networks of 3 layers of 200 units; 'mpc-Pushing-v1' \
      plans with the simulator.

      How cost grows: 'growth/bodies-10' and so on, for 1 to 100 boxes that lie apart, towers of boxes, \
      cloths of 10 to 80 particles along an edge, images of 16 to 512 pixels along an edge, vectors of 1 \
      to 256 environments on one thread, and updates with batches of 32 to 4,096 steps.

      --task and --scene measure a task or scene of your own instead; a scene's world by itself, too: \
      its time steps, and pictures of 640x480.
      """)

  @Argument(help: "Run only benchmarks whose names start with this; all by default.")
  var prefix = ""

  @Option(help: "A task of your own instead: a JSON file, as scenes/README.md describes.")
  var task: String?

  @Option(help: "A scene of your own instead: a file in MuJoCo's XML format.")
  var scene: String?

  @Option(help: "How long to measure each benchmark [s].")
  var seconds = 2.0

  @OptionGroup var drawing: ContextOption

  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard seconds > 0, seconds <= 3600 else {
      throw ValidationError("--seconds must be positive and at most 3600; it is \(seconds)")
    }
  }

  func run() throws {
    let all = try benchmarks()
    let chosen = all.filter { $0.name.hasPrefix(prefix) }
    guard !chosen.isEmpty else {
      throw ValidationError(
        "no benchmark begins with '\(prefix)'\(prefix.didYouMean(all.map(\.name)))")
    }
    var progress = ProgressLine("benchmarks", total: chosen.count)
    var rows: [Row] = []
    for benchmark in chosen {
      progress.update(rows.count)
      rows.append(
        Row(
          name: benchmark.name, value: try benchmark.measure(for: .seconds(seconds)),
          unit: benchmark.unit))
    }
    progress.finish()
    if json {
      try Console.printJSON(rows)
    } else {
      Console.printTable(
        ["name", "value", "unit"],
        rows.map { [$0.name, shown($0.value), $0.unit] }, numbers: [1])
    }
  }

  private func benchmarks() throws -> [Benchmark] {
    if task != nil || scene != nil {
      var environment = EnvironmentArgument()
      (environment.id, environment.map) = (nil, nil)
      (environment.task, environment.scene) = (task, scene)
      try environment.validate()
      let entry = try environment.entry
      let world = scene.map { Benchmark.world(ofScene: $0, named: "\(entry.id)") }
      return Benchmark.environment(entry) + (world ?? [])
    }
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    return Benchmark.all + Benchmark.learners
      + Benchmark.vectors(
        workerCommand: [program, "worker"],
        workers: ProcessInfo.processInfo.activeProcessorCount) + Benchmark.growth
  }

  /// Returns a value with three significant digits, or without decimals if it is 100 or more.
  private func shown(_ value: Double) -> String {
    String(format: value < 99.95 ? "%#.3g" : "%.0f", value)
  }

  private struct Row: Encodable {
    let name: String
    let value: Double
    let unit: String
  }
}
