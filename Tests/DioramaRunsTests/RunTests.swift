// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaMath
import DioramaRender
import DioramaRuns
import Foundation
import TestSupport
import Testing

@Suite(.slow) struct RunTests {
  /// The rows of a run, without the columns that say how long it took.
  private func rows(
    _ folder: TemporaryFolder, _ name: String, of learner: String = "sac"
  ) throws -> [[String: String]] {
    let names = try folder.text("\(name)/progress.csv").prefix { $0 != "\n" }.split(separator: ",")
    #expect(
      names.map(String.init) == ProgressColumns(of: LearnerCatalog.entry(learner)).all.map(\.name))
    return try Trainings.rows(folder, name)
  }

  @Test(
    arguments: [("sac", 3), ("sac", 50), ("sac", 120)]
      + LearnerCatalog.all.map { ($0.name, 77) })
  func `an interrupted run ends as one that was not`(learner: String, interruption: Int) throws {
    let folder = try TemporaryFolder()
    try Trainings.expectSameEnd(
      try Trainings.configuration(learner), in: folder, after: interruption)
    for name in ["straight", "broken"] {
      #expect(
        try rows(folder, name, of: learner).map { $0["step"] } == [
          "40", "80", "100", "120", "160", "200",
        ])
    }
  }

  @Test func `rows after the checkpoint are cut, and so are half ones`() throws {
    let folder = try TemporaryFolder()
    let configuration = try Trainings.configuration()
    // killed in step 90: saved after 50, the row of step 80 is too much
    struct Kill: Error {}
    func crash() throws {
      let run = try TrainingRun(configuration, at: folder.path("r"))
      _ = try run.run { event in
        if case .step(90) = event { throw Kill() }
      }
    }
    #expect(throws: Kill.self) { try crash() }
    #expect(try rows(folder, "r").map { $0["step"] } == ["40", "80"])
    let half = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path("r/progress.jsonl")))
    try half.seekToEnd()
    try half.write(contentsOf: Data("{\"step\":4".utf8))
    try half.close()
    let resumed = try TrainingRun(resuming: folder.path("r"))
    #expect(resumed.stepCount == 50)
    #expect(try rows(folder, "r").map { $0["step"] } == ["40"])
    #expect(try resumed.run() == .finished)
    let lines = try folder.text("r/progress.jsonl").split(separator: "\n")
    #expect(lines.count == 6)
    for line in lines {
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(
        Set(object.keys)
          == Set(ProgressColumns(of: LearnerCatalog.entry("sac")).all.map(\.name)))
    }
  }

  @Test(arguments: ["state", "pixels"])
  func `several environments make the same run on any number of threads`(
    observation: String
  ) throws {
    let folder = try TemporaryFolder()
    var configuration = try RunConfiguration(
      file: nil, learner: "ppo", environment: "Pendulum-v1", steps: 72, threads: 1,
      flags: [
        "observation": .string(observation), "width": .integer(16), "height": .integer(16),
        "evaluation_episodes": .integer(1), "horizon": .integer(7), "film_every": .integer(0),
      ],
      settings: Trainings.rolloutSettings + ["rollout_steps=8", "batch_size=4", "frame_stack=2"])
    let alone = try TrainingRun(configuration, at: folder.path("1"))
    _ = try alone.run()
    for threads in 2...3 {
      configuration.threads = threads
      let shared = try TrainingRun(configuration, at: folder.path("\(threads)"))
      _ = try shared.run()
      #expect(shared.parametersHash == alone.parametersHash)
    }
    // in the middle of the first rollout, and of the third; in the middle of counting the second
    for ask in [2, 52, 40] {
      var asked = 0
      func isDue() -> Bool {
        asked += 1
        return asked == ask || asked == ask + 1
      }
      let path = folder.path("after \(ask)")
      var broken: TrainingRun? = try TrainingRun(configuration, at: path)
      #expect(try broken?.run(isInterrupted: isDue()) == .interrupted)
      broken = nil  // the lock goes with it
      let resumed = try TrainingRun(resuming: path)
      #expect(try resumed.run() == .finished)
      #expect(resumed.parametersHash == alone.parametersHash)
    }
  }

  @Test func `a run may be made longer`() throws {
    let folder = try TemporaryFolder()
    var configuration = try Trainings.configuration()
    let straight = try TrainingRun(configuration, at: folder.path("straight"))
    _ = try straight.run()
    configuration.steps = 100
    func short() throws { _ = try TrainingRun(configuration, at: folder.path("r")).run() }
    try short()
    let longer = try TrainingRun(resuming: folder.path("r"), steps: 200)
    _ = try longer.run()
    #expect(longer.parametersHash == straight.parametersHash)
    #expect(try RunConfiguration(ofRun: folder.path("r")).steps == 200)
  }

  @Test func `a run goes on with its learner and its goals, or not at all`() throws {
    let folder = try TemporaryFolder()
    let run = folder.path("r")
    _ = try TrainingRun(Trainings.configuration("vice"), at: run).run()
    #expect(throws: RunError.otherLearner(run: run, learner: "vice")) {
      try TrainingRun(resuming: run, of: "raq", steps: 300)
    }
    #expect(try RunConfiguration(ofRun: run).steps == 200)
    let goal = run + "/goals/success_0004.png"
    try FileManager.default.removeItem(atPath: goal)
    #expect(throws: RunError.otherGoals(run: run)) { try TrainingRun(resuming: run) }
    try PNG.write(Image(width: 20, height: 16), to: goal)
    #expect(throws: RunError.otherSize(path: goal, found: [20, 16], wanted: [16, 16])) {
      try TrainingRun(resuming: run)
    }
  }

  @Test func `a run that cannot begin leaves no folder`() throws {
    let folder = try TemporaryFolder()
    #expect(throws: LabelError.portInUse(80)) {
      try TrainingRun(Trainings.configuration("raq"), at: folder.path("r")) { _, _ in
        throw LabelError.portInUse(80)
      }
    }
    #expect(try folder.contents().isEmpty)
  }

  @Test func `one process works on a run, and no new one takes its place`() throws {
    let folder = try TemporaryFolder()
    let configuration = try Trainings.configuration()
    let run = try TrainingRun(configuration, at: folder.path("r"))
    let error = #expect(throws: RunError.self) { try TrainingRun(resuming: folder.path("r")) }
    #expect(error == .isLocked(folder.path("r")))
    let second = #expect(throws: RunError.self) {
      try TrainingRun(configuration, at: folder.path("r"))
    }
    #expect(second == .exists(folder.path("r")))
    _ = try run.run()
    #expect(throws: RunError.noRun(folder.path("x"))) {
      try TrainingRun(resuming: folder.path("x"))
    }
    #expect(throws: RunError.noRun(folder.path("x"))) { try SavedPolicy(run: folder.path("x")) }
  }

  @Test func `evaluating is measuring the policy of the checkpoint, and disturbs nothing`() throws {
    let folder = try TemporaryFolder()
    var configuration = try Trainings.configuration()
    _ = try TrainingRun(configuration, at: folder.path("often")).run()
    configuration.evaluateEvery = 0
    let rarely = try TrainingRun(configuration, at: folder.path("rarely"))
    _ = try rarely.run()
    let hash = try folder.text("often/summary.json")
    #expect(hash.contains(rarely.parametersHash))

    let saved = try SavedPolicy(run: folder.path("rarely"))
    let environment = try saved.configuration.makeEnvironment()
    var policy = try saved.policy(for: environment)
    let report = try environment.rollout(
      &policy, name: "r", episodes: 2, seed: SavedPolicy.firstSeed)
    let last = try #require(try rows(folder, "rarely").last)
    #expect(last["evaluation_return_mean"] == "\(report.returnMean)")
    #expect(last["evaluation_success_high"] == "\(report.successInterval.upperBound)")
  }
}
