// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import DioramaMath
import DioramaRender
import DioramaStudy
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

  @Option(help: "What acts: random, expert, zero, or the folder of a run that has learned.")
  var policy: PolicyArgument

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

  @OptionGroup var drawing: ContextOption

  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    try requireAtLeast(1, episodes, "--episodes")
  }

  func run() throws {
    let entry = try environment.entry
    let learned = try policy.savedPolicy(learnedIn: entry.id)
    // a learned policy is shown what it was shown when it learned
    var options = try learned?.configuration.options ?? EnvironmentOptions(view: picture.view)
    options.reward = reward
    options.horizon = horizon ?? options.horizon
    if !randomization.randomize.isEmpty { options.randomized = randomization.properties }
    let made = try entry.make(options)
    let film = try out.map { try FilmWriter(to: $0) }
    let trace = try trace.map { try TraceWriter(to: $0) }
    var progress = ProgressLine("episodes", total: episodes)
    var acting = try policy.make(learned, for: made)
    let start = ContinuousClock.now
    let report = try made.rollout(
      &acting, name: policy.description, episodes: episodes, seed: seed
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
    try ReportDocument(report, seconds: seconds).print(json: json)
    if let out { Console.note("wrote \(out)") }
  }
}
