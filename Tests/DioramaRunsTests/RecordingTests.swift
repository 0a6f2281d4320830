// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaRender
import DioramaRuns
import DioramaTasks
import Foundation
import TestSupport
import Testing

@Suite struct RecordingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Records, or goes on.
  @discardableResult
  private func record(
    _ id: String, _ policy: any Policy, episodes: Int, to name: String, seed: UInt64 = 3,
    horizon: Int? = 12, watch: (Int) throws -> Void = { _ in }
  ) throws -> Recording {
    let entry = try EnvironmentSuite.catalog.entry(id)
    let path = folder.path(name)
    let manifest = RecordingManifest(
      entry, EnvironmentOptions(observation: .both, horizon: horizon), policy: "test", seed: seed,
      in: path)
    try Recorder(to: path, manifest, entry, policy: policy).run(upTo: episodes, watch: watch)
    return try Recording(path)
  }

  @Test(arguments: ["Pushing-v1", "PushingGoal-v1", "Pendulum-v1", "FrozenLake-v1", "Maze-v1"])
  func `a recording has the hashes of a rollout, and replays`(id: String) throws {
    let recording = try record(id, RandomPolicy(), episodes: 3, to: "r")
    #expect(recording.episodes.map(\.seed) == [3, 4, 5])
    let environment = try EnvironmentSuite.catalog.make(id, EnvironmentOptions(horizon: 12))
    for episode in recording.episodes {
      var policy = RandomPolicy()
      let report = try environment.rollout(&policy, name: "", episodes: 1, seed: episode.seed)
      #expect(episode.hashes.last == report.trajectoryHash.description)
      #expect([episode.episodeReturn] == report.returns)
      #expect([episode.actions.count] == report.lengths)
      #expect((episode.success ? 1 : 0) == report.successes)
    }
    #expect(try recording.replay() == recording.episodes.reduce(0) { $0 + $1.actions.count })
  }

  @Test func `an interrupted recording goes on, with the same bytes`() throws {
    struct Kill: Error {}
    try record("Pushing-v1", ExpertPolicy(), episodes: 4, to: "whole")
    #expect(throws: Kill.self) {
      try record("Pushing-v1", ExpertPolicy(), episodes: 4, to: "broken") {
        if $0 == 2 { throw Kill() }
      }
    }
    // a line that was being written when the power failed
    let path = "broken/episodes.jsonl"
    let lines = try folder.text(path)
    try folder.write(lines + lines.prefix(300), to: path)
    #expect(try Recording(folder.path("broken")).episodes.count == 2)
    try record("Pushing-v1", ExpertPolicy(), episodes: 4, to: "broken")
    #expect(try folder.text(path) == folder.text("whole/episodes.jsonl"))
    // all are there: nothing is done
    try record("Pushing-v1", ExpertPolicy(), episodes: 3, to: "broken")
    #expect(try Recording(folder.path("broken")).episodes.count == 4)
    let error = #expect(throws: RecordingError.self) {
      try record("Pushing-v1", ExpertPolicy(), episodes: 4, to: "broken", seed: 4)
    }
    let name = folder.path("broken")
    #expect(
      error?.description
        == "the seed of '\(name)' is 3, not 4; name a new folder, or go on as it began")
  }

  @Test func `numbers come back from JSON with their bits`() throws {
    var stream = RandomStream("bits", seed: 1)
    var numbers: [Float] = [0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1, -1, 1 / 3]
    while numbers.count < 20_000 {
      let number = Float(bitPattern: UInt32(truncatingIfNeeded: stream.bits()))
      if number.isFinite { numbers.append(number) }
    }
    let line =
      #"{"actions": [[\#(numbers.map(\.description).joined(separator: ", "))]], "rewards": [0], "#
      + #""hashes": ["a", "b"], "end": "stopped", "success": false, "seed": 18446744073709551615}"#
    let decoded = try JSONDecoder().decode(
      RecordedEpisode.self, from: Data(line.utf8))
    #expect(decoded.seed == .max)
    let again = try JSONDecoder().decode(
      RecordedEpisode.self, from: JSONEncoder().encode(decoded))
    guard case .vector(let found) = again.actions[0] else {
      Issue.record("no vector")
      return
    }
    #expect(found.map(\.bitPattern) == numbers.map(\.bitPattern))
  }

  @Test func `the first step that differs is named`() throws {
    try record("Pendulum-v1", RandomPolicy(), episodes: 2, to: "r", horizon: 5)
    let path = folder.path("r")
    let text = try folder.text("r/episodes.jsonl")
    let recording = try Recording(path)
    func mistake(_ change: (inout [String: Any]) throws -> Void) throws -> String? {
      var lines = text.split(separator: "\n").map(String.init)
      var object = try #require(
        JSONSerialization.jsonObject(with: Data(lines[1].utf8)) as? [String: Any])
      try change(&object)
      lines[1] = String(
        decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
      try folder.write(lines.joined(separator: "\n") + "\n", to: "r/episodes.jsonl")
      return #expect(throws: (any Error).self) { try Recording(path).replay() }.map { "\($0)" }
    }
    let start = "'\(path)', episode 1 (seed 4), differs first at step "
    let third = recording.episodes[1].rewards[2]
    #expect(
      try mistake {
        var rewards = try #require($0["rewards"] as? [Double])
        rewards[2] = 7
        $0["rewards"] = rewards
      } == start + "3: its reward is \(third), and was 7.0")
    #expect(
      try mistake {
        var hashes = try #require($0["hashes"] as? [String])
        hashes[4] = "0000000000000000"
        $0["hashes"] = hashes
      } == start + "4: its state or ending is another")
    #expect(
      try mistake {
        var actions = try #require($0["actions"] as? [[Double]])
        actions[1] = [2.5]
        $0["actions"] = actions
      } == start + "2: action[0] is 2.5, outside -1.0...1.0; clip it or use ClipAction")
    #expect(
      try mistake { $0["seed"] = 5 } == "'\(path)', episode 1 (seed 5), differs at its start: "
        + "its state is another")
    #expect(try mistake { $0["end"] = "stopped" } == start + "5: it is truncated, and was stopped")
    #expect(
      try mistake { $0["success"] = true } == start + "5: it is no success, and was one")
    try folder.write(text, to: "r/episodes.jsonl")
    #expect(try Recording(path).replay() == 10)
  }

  @Test func `a step that was undone leaves no trace`() throws {
    let environment = try EnvironmentSuite.catalog.make("Pushing-v1")
    let plain = try EpisodeTake(in: environment, seed: 1)
    for index in 0..<6 { try plain.step(.vector([1, Float(index) / 6])) }
    let wanted = plain.episode
    let other = try EpisodeTake(in: environment, seed: 1, canUndo: true)
    for index in 0..<6 {
      try other.step(.vector([-1, -1]))
      try other.undo()
      try other.step(.vector([1, Float(index) / 6]))
    }
    #expect(other.episode == wanted)
    for _ in 0..<9 { try other.undo() }
    #expect(other.actions.isEmpty && !other.canUndo)
    #expect(wanted.end == .stopped)
  }

  @Test func `images of an export are those of the episode`() throws {
    let recording = try record("Pushing-v1", ExpertPolicy(), episodes: 2, to: "r", horizon: 4)
    let view = View(camera: "side", width: 40, height: 24)
    #expect(try recording.writeImages(to: NewFolder(folder.path("i")), view: view) == 10)
    struct Line: Decodable {
      let fileName: String
      let step: Int
      let state: [Float]
      let action: [Float]?
      let reward: Float?
      let truncated: Bool?
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let lines = try folder.text("i/metadata.jsonl").split(separator: "\n").map {
      try decoder.decode(Line.self, from: Data($0.utf8))
    }
    let environment = try EnvironmentSuite.catalog.make(
      "Pushing-v1", EnvironmentOptions(horizon: 4))
    var state = try environment.reset(seed: 4).state
    for line in lines.dropFirst(5) {
      #expect(line.state == state)
      #expect(line.fileName == "episode_0001/frame_000\(line.step).png")
      let found = try PNG.decode(contentsOf: folder.path("i/" + line.fileName))
      #expect(try found == environment.image(view))
      guard line.step < 4 else {
        #expect(line.action == nil && line.reward == nil && line.truncated == nil)
        break
      }
      let step = try environment.step(environment.expertAction())
      #expect(line.reward == step.reward && line.truncated == (step.ending == .truncated))
      #expect(line.action.map { .vector($0) } == recording.episodes[1].actions[line.step])
      state = step.observation.state
    }
    #expect(lines.count == 10)
  }
}
