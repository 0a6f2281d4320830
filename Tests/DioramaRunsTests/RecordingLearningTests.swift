// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaMath
import DioramaRuns
import DioramaTasks
import Foundation
import TestSupport
import Testing

/// Recordings as data sets, and of learned policies.
@Suite(.slow) struct RecordingLearningTests {
  private func record(
    _ id: String, to path: String, horizon: Int? = nil, episodes: Int = 3
  ) throws -> Recording {
    let entry = try EnvironmentSuite.catalog.entry(id)
    let manifest = RecordingManifest(
      entry, EnvironmentOptions(horizon: horizon), policy: "expert", seed: 7, in: path)
    try Recorder(to: path, manifest, entry, policy: ExpertPolicy()).run(upTo: episodes)
    return try Recording(path)
  }

  @Test func `a replay gets what was recorded`() throws {
    let folder = try TemporaryFolder()
    let recording = try record("Pushing-v1", to: folder.path("r"), horizon: 9)
    let training = try Trainings.make(.state, in: "Pushing-v1", horizon: 9)
    let environment = try EnvironmentSuite.catalog.make(
      "Pushing-v1", EnvironmentOptions(horizon: 9))
    for episode in recording.episodes {
      try training.addEpisode(seed: episode.seed, of: episode.actions, in: environment)
    }
    let replay = training.replay
    var slot = 0
    for episode in recording.episodes {
      var seen = try environment.reset(seed: episode.seed)
      for (action, reward) in zip(episode.actions, episode.rewards) {
        #expect(Array(replay.state(slot)) == seen.state)
        guard case .vector(let numbers) = action else { continue }
        // scaled to -1...1, which rounds the last bit of a float
        for (found, number) in zip(replay.action(slot), numbers) {
          #expect(abs(found - number) <= 1.2e-7)
        }
        #expect(replay.rewards[slot] == reward && replay.isStep(slot))
        seen = try environment.step(action).observation
        slot += 1
      }
      #expect(Array(replay.state(slot)) == seen.state && !replay.isStep(slot))
      slot += 1
    }
  }

  @Test func `a run learns from a recording, and refuses one of another task`() throws {
    let folder = try TemporaryFolder()
    _ = try record("Pushing-v1", to: folder.path("r"))
    func configuration(_ id: String, _ settings: [String]) throws -> RunConfiguration {
      try RunConfiguration(
        file: nil, learner: "bc", environment: id, steps: 20, threads: 1,
        flags: [
          "dataset": .string(folder.path("r")), "evaluation_episodes": .integer(1),
          "film_every": .integer(0), "observation": .string("pixels"),
        ], settings: settings)
    }
    let run = try TrainingRun(configuration("Pushing-v1", []), at: folder.path("run"))
    #expect(try run.run() == .finished)
    let other = #expect(throws: RunError.self) {
      try TrainingRun(configuration("Draping-v1", []), at: folder.path("other"))
    }
    #expect(
      other?.description == "'\(folder.path("r"))' is not a data set for this run: "
        + "its environment is Pushing-v1, and this run's is Draping-v1; train in Pushing-v1, or name data of "
        + "Draping-v1")
  }

  @Test(arguments: [ObservationKind.state, .pixels])
  func `the policy of a run is recorded as it is evaluated`(observation: ObservationKind) throws {
    let folder = try TemporaryFolder()
    let configuration = try RunConfiguration(
      file: nil, learner: "sac", environment: "Pendulum-v1", steps: 30, threads: 1,
      flags: [
        "observation": .string(observation.rawValue), "horizon": .integer(12),
        "evaluation_episodes": .integer(1), "film_every": .integer(0),
      ], settings: ["hidden_units=8,8", "batch_size=4", "warmup_steps=20"])
    _ = try TrainingRun(configuration, at: folder.path("run")).run()
    let saved = try SavedPolicy(run: folder.path("run"))
    let environment = try saved.configuration.makeEnvironment()
    var policy = try saved.policy(for: environment)
    let report = try environment.rollout(&policy, name: "", episodes: 2, seed: 5)
    let entry = try saved.configuration.environmentEntry
    let manifest = RecordingManifest(
      entry, try saved.configuration.options, policy: "run", seed: 5, in: folder.path("r"))
    try Recorder(to: folder.path("r"), manifest, entry, policy: ZeroPolicy(), learned: saved)
      .run(upTo: 2)
    let recording = try Recording(folder.path("r"))
    #expect(recording.episodes.map(\.episodeReturn) == report.returns)
    try recording.replay()
  }
}
