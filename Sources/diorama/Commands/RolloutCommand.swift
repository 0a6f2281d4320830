// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import DioramaMath
import DioramaRender
import DioramaTasks
import Foundation

struct RolloutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollout", abstract: "Run episodes, report on them and film them.",
    discussion: """
      Episodes are seeded with --seed, --seed + 1, …. The film shows every step of every episode; a \
      film strip (PNG) shows the first episode in twelve pictures, small ones enlarged.
      """)

  @OptionGroup var environment: EnvironmentArgument

  @Option(help: "What acts.")
  var policy: PolicyKind

  @Option(help: "How many episodes.")
  var episodes = 1

  @Option(help: "The seed of the first episode.")
  var seed: UInt64 = 0

  @Option(help: "Steps until an episode is truncated; the task's own number by default.")
  var horizon: Int?

  @Option(help: "The reward that is summed up.")
  var reward = RewardKind.dense

  @Option(
    help: "Where the film goes: a strip (F.png), a film (F.gif, F.mp4) or a new folder of frames.")
  var out: String?

  @Option(help: "Where a JSON line of state and metrics goes, for each start and step.")
  var trace: String?

  @OptionGroup var picture: ViewOptions

  @OptionGroup var randomization: RandomizationOptions

  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    try requireAtLeast(1, episodes, "--episodes")
  }

  func run() throws {
    let entry = try environment.entry
    let options = EnvironmentOptions(
      view: picture.view, reward: reward, horizon: horizon,
      randomized: randomization.properties)
    let made = try entry.make(options)
    let film = try out.map { try FilmWriter(to: $0) }
    let trace = try trace.map { try TraceWriter(to: $0) }
    var progress = ProgressLine("episodes", total: episodes)
    var acting = policy.make()
    let start = ContinuousClock.now
    let report = try made.rollout(
      &acting, name: policy.rawValue, episodes: episodes, seed: seed
    ) { episode, environment in
      progress.update(episode)
      try trace?.add(episode: episode, environment)
      if let film, film.wants(episode: episode) {
        try film.add(environment.image(picture.view))
      }
    }
    progress.finish()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    try film?.finish()
    if json {
      try Console.printJSON(Document(report, seconds: seconds))
    } else {
      print(report, seconds)
    }
    if let out { Console.note("wrote \(out)") }
  }

  private func print(_ report: RolloutReport, _ seconds: Double) {
    let interval = report.successInterval
    func percent(_ rate: Double) -> String { String(format: "%.1f %%", 100 * rate) }
    Swift.print(
      """
      environment   \(report.environment)
      policy        \(report.policy)
      episodes      \(report.episodes), seeds \(report.seed)...\(report.seed &+ UInt64(report.episodes) &- 1)
      success       \(percent(report.successRate)), 95 % interval \(percent(interval.lowerBound)) to \(percent(interval.upperBound))
      return        \(String(format: "%.3f ± %.3f", report.returnMean, report.returnDeviation))
      length        \(String(format: "%.1f", report.lengthMean)) steps
      hash          \(report.trajectoryHash)
      time          \(String(format: "%.2f", seconds)) s
      """)
  }

  private struct Document: Encodable {
    let environment: String
    let policy: String
    let seed: UInt64
    let episodes: Int
    let successRate: Double
    let successInterval: [Double]
    let returnMean: Double
    let returnStd: Double
    let lengthMean: Double
    let trajectoryHash: String
    let seconds: Double

    init(_ report: RolloutReport, seconds: Double) {
      environment = report.environment.description
      policy = report.policy
      seed = report.seed
      episodes = report.episodes
      successRate = report.successRate
      successInterval = [report.successInterval.lowerBound, report.successInterval.upperBound]
      returnMean = report.returnMean
      returnStd = report.returnDeviation
      lengthMean = report.lengthMean
      trajectoryHash = report.trajectoryHash.description
      self.seconds = seconds
    }
  }
}
