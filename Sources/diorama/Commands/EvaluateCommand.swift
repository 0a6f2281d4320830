// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import DioramaRuns

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measure what a run has learned.",
    usage: "diorama evaluate <run> [<options>]",
    discussion: """
      The most likely actions from fixed starts, seeded with --seed, --seed + 1, …, in the run's own \
      environment, or in perturbed surroundings, --randomize. The run may still be training. 'diorama rollout ID --policy RUN' makes videos.
      """)

  @Argument(help: ArgumentHelp("The folder of the run.", valueName: "run"))
  var folder: String

  @Option(help: "The number of episodes.")
  var episodes = 100

  @Option(
    help: "The seed of the first episode. (default: \(SavedPolicy.firstSeed))",
    transform: Whole.read)
  var seed = SavedPolicy.firstSeed

  @OptionGroup var randomization: RandomizationOptions

  @Flag(help: "Print JSON.") var json = false

  func validate() throws { try requireAtLeast(1, episodes, "--episodes") }

  func run() throws {
    let saved = try SavedPolicy(run: folder)
    var configuration = saved.configuration
    let randomized = randomization.list.map(\.rawValue)
    if !randomized.isEmpty { configuration.randomize = randomized }
    let environment = try configuration.makeEnvironment()
    var policy = try saved.policy(for: environment)
    var progress = ProgressLine("episodes", total: episodes)
    let start = ContinuousClock.now
    let report = try environment.rollout(
      &policy, name: folder, episodes: episodes, seed: seed
    ) { episode, _, _ in progress.update(episode) }
    progress.finish()
    try ReportDocument(
      report, seconds: (ContinuousClock.now - start) / .seconds(1), randomized: randomized
    )
    .print(json: json)
  }
}
