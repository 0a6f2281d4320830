// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import DioramaMath
import DioramaRender
import DioramaRuns
import Foundation

struct RolloutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollout", abstract: "Run episodes, report on them and record videos.",
    discussion: """
      Episodes are seeded with --seed, --seed + 1, …. The video has every step of every episode; a \
      film strip (PNG) shows the first episode in twelve images, small ones enlarged.

      'mpc' plans with the simulator as its model, for the dense reward. The video shows where the \
      hand would go in each candidate: the best orange, the elites blue.
      """)

  @OptionGroup var environment: EnvironmentArgument

  @Option(help: "The policy: random, expert, zero, mpc, or the folder of a run.")
  var policy: PolicyArgument

  @Option(help: "The number of episodes.")
  var episodes = 1

  @Option(help: "The seed of the first episode. (default: 0)", transform: Whole.read)
  var seed: UInt64 = 0

  @Option(help: "Steps until an episode is truncated; the task's own number by default.")
  var horizon: Int?

  @Option(help: "The reward that returns are computed from.")
  var reward = RewardKind.dense

  @Option(
    help: "The video to write: a strip (F.png), a video (F.gif, F.mp4) or a new folder of frames.")
  var out: String?

  @Option(help: "Where to write a JSON line of state and metrics for each reset and step.")
  var trace: String?

  @OptionGroup(title: "How 'mpc' plans") var planning: PlanningOptions

  @OptionGroup var picture: ViewOptions

  @OptionGroup var randomization: RandomizationOptions

  @OptionGroup var drawing: ContextOption

  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    try requireAtLeast(1, episodes, "--episodes")
    try requireName(out, "--out")
    try requireName(trace, "--trace")
    if !policy.isPlanned, planning.isGiven { throw PlanningOptions.unused }
  }

  func run() throws {
    let entry = try environment.entry
    let learned = try policy.savedPolicy(learnedIn: entry)
    // a learned policy gets the observations that it was trained with
    var options = try learned?.configuration.options ?? EnvironmentOptions(view: picture.view)
    options.reward = reward
    options.horizon = horizon ?? options.horizon
    if !randomization.randomize.isEmpty { options.randomized = randomization.properties }
    let made = try entry.make(options)
    let planner =
      policy.isPlanned ? try planning.policy(simulating: entry, options, for: made) : nil
    let film = try out.map {
      PlanFilm(try FilmWriter(to: $0, framesPerSecond: 1 / entry.controlPeriod), of: planner)
    }
    let trace = try trace.map { try TraceWriter(to: $0) }
    let interruption = Interruption()
    var progress = ProgressLine("episodes", total: episodes)
    var acting = try planner ?? policy.make(learned, for: made)
    let start = ContinuousClock.now
    let report = try made.rollout(
      &acting, name: policy.description, episodes: episodes, seed: seed
    ) { episode, environment, _ in
      progress.update(episode)
      try interruption.check()
      try trace?.add(episode: episode, environment)
      try film?.add(episode: episode, environment, picture.view)
    }
    progress.finish()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    try film?.finish()
    let plans = planner.map { (count: $0.planCount, seconds: $0.seconds) }
    try ReportDocument(
      report, seconds: seconds, randomized: randomization.list.map(\.rawValue), plans: plans
    ).print(json: json)
    if let out { Console.note("wrote \(out)") }
  }
}
