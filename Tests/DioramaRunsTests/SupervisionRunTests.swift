// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaRuns
import Foundation
import TestSupport
import Testing

/// Runs that a person takes part in, who is a program here.
@Suite struct SupervisionRunTests {
  /// A person who takes over at every third step, and says when they were asked.
  private final class Person: Supervisor {
    private(set) var asked: [Int] = []
    var leavesBefore = Int.max

    func decide(at moment: SupervisedMoment) -> Supervision {
      if moment.step >= leavesBefore { return .interrupted }
      asked.append(moment.step)
      return moment.step % 3 == 0
        ? .supervisor(.vector([Float(moment.step % 8) / 8 - 0.5])) : .student
    }
  }

  private struct Kill: Error {}

  private func configuration(
    expert: String = "page", steps: Int = 120, settings: [String] = []
  ) throws -> RunConfiguration {
    var configuration = try Trainings.configuration("dagger", steps: steps)
    configuration.expert = expert
    for setting in settings {
      let parts = setting.split(separator: "=").map(String.init)
      configuration.settings[parts[0]] = try JSONDecoder().decode(
        JSONValue.self, from: Data(parts[1].utf8))
    }
    return configuration
  }

  /// Runs to the end, or to a kill after `killed` steps, without a last checkpoint.
  private func begin(_ path: String, _ person: Person, killed: Int? = nil) throws -> String {
    let run = try TrainingRun(configuration(), at: path, whoSupervises: { _, _ in person })
    do {
      let outcome = try run.run { event in
        if case .step(let step) = event, step == killed { throw Kill() }
      }
      #expect(outcome == .finished)
    } catch is Kill {}
    return run.parametersHash
  }

  @Test func `a killed run takes what was decided from its file, and asks on from there`() throws {
    let folder = try TemporaryFolder()
    let straight = try begin(folder.path("a"), Person())
    let lines = try folder.text("a/decisions.jsonl").split(separator: "\n")
    #expect(lines.count == 120)
    #expect(lines[1].contains(#""step":1}"#) && !lines[1].contains("action"))
    #expect(lines[3].hasPrefix(#"{"action":[-0.125],"state":""#))

    // checkpoints are after 50 and 100 steps
    let (first, second) = (Person(), Person())
    _ = try begin(folder.path("b"), first, killed: 77)
    #expect(first.asked == Array(0..<77))
    let torn = try folder.text("b/decisions.jsonl") + #"{"action":[0.1"#
    try folder.write(torn, to: "b/decisions.jsonl")
    let resumed = try TrainingRun(
      resuming: folder.path("b"), whoSupervises: { _, _ in second })
    #expect(resumed.stepCount == 50)
    #expect(try resumed.run() == .finished)
    #expect(second.asked == Array(77..<120))
    #expect(resumed.parametersHash == straight)
    #expect(
      try folder.text("b/decisions.jsonl").split(separator: "\n").count == 120)
  }

  @Test func `a person who leaves ends the run, which goes on later`() throws {
    let folder = try TemporaryFolder()
    let straight = try begin(folder.path("a"), Person())
    let person = Person()
    person.leavesBefore = 61
    do {
      let run = try TrainingRun(
        configuration(), at: folder.path("b"), whoSupervises: { _, _ in person })
      #expect(try run.run() == .interrupted)
      #expect(run.stepCount == 61)
    }
    let second = Person()
    let resumed = try TrainingRun(
      resuming: folder.path("b"), whoSupervises: { _, _ in second })
    #expect(try resumed.run() == .finished)
    #expect(second.asked == Array(61..<120) && resumed.parametersHash == straight)
  }

  @Test func `decisions of another run are refused`() throws {
    let folder = try TemporaryFolder()
    _ = try begin(folder.path("a"), Person(), killed: 77)
    var lines = try folder.text("a/decisions.jsonl").split(separator: "\n").map(String.init)
    lines[60].replace(#""state":""#, with: #""state":"0"#)
    try folder.write(lines.joined(separator: "\n") + "\n", to: "a/decisions.jsonl")
    let error = #expect(throws: RunError.self) {
      try TrainingRun(resuming: folder.path("a"), whoSupervises: { _, _ in Person() }).run()
    }
    let path = folder.path("a/decisions.jsonl")
    #expect(
      error?.description
        == "'\(path)' has a decision before step 60 that was made in another state than now, before step 60; "
        + "put the run's own file back, or take out the lines from step 60 on")
    try folder.write("{\"step\": 3}\n{}\n", to: "a/decisions.jsonl")
    let broken = #expect(throws: LabelError.self) {
      try TrainingRun(resuming: folder.path("a"), whoSupervises: { _, _ in Person() })
    }
    #expect(
      broken?.description.hasPrefix("'\(path)', line 1, is malformed; fix it or remove it") == true)
  }

  @Test func `without anybody there is no run, and no folder`() throws {
    let folder = try TemporaryFolder()
    for (configuration, line) in [
      (
        try configuration(),
        "the expert is page and nobody can be asked here; use 'diorama train', or expert=scripted"
      ),
      (
        try configuration(expert: "pgae"),
        "expert cannot be 'pgae'; use scripted, page, keyboard"
      ),
      (
        try configuration(settings: ["gate=0.5"]),
        "gate is 0.5 and the expert is page; only a script takes over by a number; leave gate out"
      ),
    ] {
      #expect {
        _ = try TrainingRun(configuration, at: folder.path("r"))
      } throws: { "\($0)" == line }
      #expect(!Disk.exists(folder.path("r")))
    }
  }

  @Test func `a person can teach where there is no script`() throws {
    let folder = try TemporaryFolder()
    let drawer = repository.appendingPathComponent("scenes/drawer.json").path
    var configuration = try RunConfiguration(
      file: nil, learner: "dagger", environment: nil, steps: 9, threads: 1,
      flags: [
        "task": .string(drawer), "expert": .string("keyboard"), "film_every": .integer(0),
        "evaluation_episodes": .integer(1), "horizon": .integer(4),
      ], settings: ["round_steps=5", "round_updates=2", "hidden_units=8", "batch_size=4"])
    configuration.seed = 3
    let count = try configuration.makeEnvironment().actionSpace.count
    final class Still: Supervisor {
      let count: Int
      init(_ count: Int) { self.count = count }
      func decide(at moment: SupervisedMoment) -> Supervision {
        .supervisor(.vector(Array(repeating: 0, count: count)))
      }
    }
    let run = try TrainingRun(
      configuration, at: folder.path("r"), whoSupervises: { _, _ in Still(count) })
    #expect(try run.run() == .finished)
  }
}
