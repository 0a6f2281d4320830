// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaRuns
import DioramaTasks
import TestSupport
import Testing

/// Runs in several tasks at once.
@Suite(.slow) struct JointTaskTests {
  static let tasks = "Pendulum-v1+MountainCarContinuous-v0"

  @Test(arguments: [false, true])
  func `an interrupted run ends as one that was not, and tells the success in each task`(
    surgery: Bool
  ) throws {
    let folder = try TemporaryFolder()
    var configuration = try Trainings.configuration(in: Self.tasks)
    configuration.settings["gradient_surgery"] = .bool(surgery)
    try Trainings.expectSameEnd(configuration, in: folder)
    let lines = try Trainings.rows(folder, "straight")

    // two episodes are evaluated, one of each task
    for line in lines where line["evaluation_success_rate"] != "" {
      let rates = try ["", "Pendulum-v1", "MountainCarContinuous-v0"].map { task in
        let column = task.isEmpty ? "evaluation_success_rate" : "evaluation_success_\(task)"
        return try #require(line[column].flatMap(Double.init))
      }
      #expect(rates[0] == (rates[1] + rates[2]) / 2)
    }
    #expect(lines.count { $0["evaluation_success_rate"] != "" } == 2)
  }

  @Test func `surgery in one task is refused before anything is written`() throws {
    let folder = try TemporaryFolder()
    var configuration = try Trainings.configuration(in: "Pendulum-v1")
    configuration.settings["gradient_surgery"] = .bool(true)
    #expect(throws: SettingsError.self) {
      try TrainingRun(configuration, at: folder.path("run"))
    }
    #expect(!Disk.exists(folder.path("run")))
  }

  @Test(arguments: ["q-learning", "dqn"])
  func `learners of discrete actions learn in several grids`(learner: String) throws {
    let folder = try TemporaryFolder()
    let configuration = try Trainings.configuration(learner, in: "FrozenLake-v1+FrozenLake8x8-v1")
    #expect(try TrainingRun(configuration, at: folder.path("run")).run() == .finished)
  }

  @Test func `a row's task is found among tiles, too`() throws {
    let environment = try EnvironmentSuite.catalog.make(Self.tasks)
    for tiles in [0, 4] {
      let layout = ObservationLayout(environment, tiles: tiles)
      #expect(layout.taskCount == 2)
      for seed: UInt64 in 0..<4 {
        let observation = try environment.reset(seed: seed)
        #expect(layout.task(of: layout.state(observation)) == Int(seed % 2))
      }
    }
    let pictures = try EnvironmentSuite.catalog.make(
      Self.tasks, EnvironmentOptions(observation: .pixels))
    #expect(ObservationLayout(pictures).taskCount == 0)
  }
}
