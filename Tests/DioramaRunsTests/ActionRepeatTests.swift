// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaTasks
import TestSupport
import Testing

@Suite(.slow) struct ActionRepeatTests {
  @Test func `an action that lasts is one transition, with all that it earned`() throws {
    // four actions of seven steps and one of two
    let training = try Trainings.make(.state) { $0.practice.actionRepeat = 7 }
    var episode: EpisodeSummary?
    while episode == nil { episode = try training.step() }
    #expect(training.stepCount == 30)
    #expect(
      (0..<training.replay.count).map(training.replay.isStep) == [
        true, true, true, true, true, false,
      ])
    let earned = training.replay.rewards.reduce(0) { $0 + Double($1) }
    #expect(abs(earned - (episode?.episodeReturn ?? 0)) < 1e-3)
  }

  @Test func `the expert's actions last as long`() throws {
    let training = try Trainings.make(.state, in: "Pushing-v1") { $0.practice.actionRepeat = 7 }
    try training.addDemonstrations(
      2, in: EnvironmentSuite.catalog.make("Pushing-v1", EnvironmentOptions(horizon: 30)), seed: 1)
    #expect(training.replay.count == 2 * 6)
  }

  @Test func `a policy does what it decided for as long as it learned to`() throws {
    let training = try Trainings.make(.state) { $0.practice.actionRepeat = 4 }
    while training.stepCount < 40 { _ = try training.step() }
    let environment = try EnvironmentSuite.catalog.make("Pendulum-v1", EnvironmentOptions())
    let policy = TrainedPolicy(training.learner, training.problem)
    for seed in 1...2 as ClosedRange<UInt64> {
      policy.begin(seed: seed)
      var observation = try environment.reset(seed: seed)
      var done: [TaskAction] = []
      for _ in 0..<10 {  // the next episode begins with an action of its own
        done.append(try policy.action(for: observation, in: environment))
        observation = try environment.step(done[done.count - 1]).observation
      }
      for (step, action) in done.enumerated() { #expect(action == done[step / 4 * 4]) }
      #expect(done[0] != done[4] && done[4] != done[8])
    }
  }
}
