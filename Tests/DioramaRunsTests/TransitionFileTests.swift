// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaNetworks
import DioramaRuns
import DioramaTasks
import Foundation
import TestSupport
import Testing

/// Data sets of others, as a file of arrays.
@Suite struct TransitionFileTests {
  /// Two episodes of three and two steps in the pendulum: three observed numbers, actions in ±1.
  private static func file(change: (inout SafeTensors) -> Void = { _ in }) -> SafeTensors {
    var file = SafeTensors()
    file.add("observations", (0..<21).map { Float($0) / 10 }, shape: [7, 3])
    file.add("actions", [-1, 0, 1, 0.5, 1.0001], shape: [5, 1])
    file.add("rewards", [Float(0), -1, -2, -3, -4])
    file.add("episode_lengths", [UInt64(3), 2])
    file.add("terminated", [UInt8(0), 1])
    change(&file)
    return file
  }

  /// Writes `file`, and returns the configuration of a run that learns from it.
  private func configuration(
    _ file: SafeTensors, in folder: TemporaryFolder, learner: String = "bc",
    task: String = "Pendulum-v1", observation: String = "state"
  ) throws -> RunConfiguration {
    let path = folder.path("data.safetensors")
    try file.data().write(to: URL(fileURLWithPath: path))
    return try RunConfiguration(
      file: nil, learner: learner, environment: task, steps: 3, threads: 1,
      flags: [
        "dataset": .string(path), "observation": .string(observation), "film_every": .integer(0),
        "evaluate_every": .integer(0), "evaluation_episodes": .integer(1),
      ], settings: [])
  }

  private func run(
    _ file: SafeTensors, in folder: TemporaryFolder, learner: String = "bc",
    task: String = "Pendulum-v1", observation: String = "state"
  ) throws -> TrainingRun {
    try TrainingRun(
      configuration(file, in: folder, learner: learner, task: task, observation: observation),
      at: folder.path("r"))
  }

  @Test func `its transitions are those of the file`() throws {
    let folder = try TemporaryFolder()
    _ = try configuration(Self.file(), in: folder)
    let environment = try EnvironmentSuite.catalog.make("Pendulum-v1")
    let replay = try Replay(
      transitionsAt: folder.path("data.safetensors"), for: Problem(environment), horizon: 200)
    let steps = (0..<replay.slotCount).filter(replay.isTransition)
    #expect(steps.map { Array(replay.action($0)) } == [[-1], [0], [1], [0.5], [1]])
    #expect(steps.map { replay.rewards[$0] } == [0, -1, -2, -3, -4])
    #expect(steps.map(replay.isTerminal) == [false, false, false, false, true])
    #expect(Array(replay.state(steps[3])) == [1.2, 1.3, 1.4])
    #expect(Array(replay.state(replay.next(steps[2]))) == [0.9, 1, 1.1])
    #expect(try run(Self.file(), in: folder).run() == .finished)
  }

  static let mistakes: [(change: @Sendable (inout SafeTensors) -> Void, message: String)] = [
    (
      { $0.add("rewards", [Float(0), -1]) },
      "the lengths of its episodes do not add up to its 2 rewards"
    ),
    (
      { $0.add("episode_lengths", [UInt64.max, 2]) },
      "the lengths of its episodes do not add up to its 5 rewards"
    ),
    ({ $0.add("episode_lengths", [UInt64(5), 0]) }, "an episode of its 2 has no step"),
    (
      { $0.add("actions", [-1, 0, 1, 0.5, 3], shape: [5, 1]) },
      "step 4 has the action [3.0], which Pendulum-v1 does not have"
    ),
    (
      { $0.add("rewards", [Float(0), -1, .nan, 0, 0]) },
      "a number of its observations or rewards is not"
    ),
    ({ $0.add("observations", [1, 2], shape: [2, 1]) }, "[2, 1]"),
    ({ $0.add("terminated", [UInt8(1)]) }, "terminated"),
    (
      {
        $0.add("observations", (0..<903).map { _ in Float(0) }, shape: [301, 3])
        $0.add("actions", (0..<300).map { _ in Float(0) }, shape: [300, 1])
        $0.add("rewards", (0..<300).map { _ in Float(0) })
        $0.add("episode_lengths", [UInt64(300)])
        $0.add("terminated", [UInt8(0)])
      },
      "an episode has 300 steps, and Pendulum-v1 ends one after 200 at most; give the length of each in "
        + "episode_lengths, or set a longer horizon"
    ),
  ]

  @Test(arguments: mistakes.indices)
  func `what does not fit is told in one line`(index: Int) throws {
    let (change, message) = Self.mistakes[index]
    let folder = try TemporaryFolder()
    #expect {
      _ = try run(Self.file(change: change), in: folder)
    } throws: { error in
      "\(error)".contains(message) && !"\(error)".contains("\n")
    }
    #expect(!Disk.exists(folder.path("r")))
  }

  @Test func `states are for those who observe states, without goals`() throws {
    let folder = try TemporaryFolder()
    #expect {
      _ = try run(Self.file(), in: folder, observation: "pixels")
    } throws: { "\($0)".contains("observe the state") }
    #expect {
      _ = try run(Self.file(), in: folder, learner: "iql", task: "PushingGoal-v1")
    } throws: { "\($0)".contains("it holds no goals") }
  }

  @Test func `where no episode is terminated, learners of values say what they take it for`() throws
  {
    let folder = try TemporaryFolder()
    let path = folder.path("data.safetensors")
    func notes(_ learner: String, terminated: [UInt8]) throws -> [String] {
      let file = Self.file { $0.add("terminated", terminated) }
      let run = try TrainingRun(
        configuration(file, in: folder, learner: learner),
        at: folder.path("\(learner)\(terminated)"))
      var notes: [String] = []
      _ = try run.run { if case .note(let note) = $0 { notes.append(note) } }
      return notes
    }
    #expect(
      try notes("iql", terminated: [0, 0]) == [
        "no episode of the 2 in '\(path)' is terminated: each end is taken for a clock's, and values go on "
          + "beyond it"
      ])
    #expect(try notes("iql", terminated: [0, 1]).isEmpty)
    #expect(try notes("bc", terminated: [0, 0]).isEmpty)
  }
}
