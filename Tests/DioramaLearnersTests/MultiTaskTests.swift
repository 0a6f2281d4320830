// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaNetworks
import TestSupport
import Testing

@Suite(.slow) struct MultiTaskTests {
  static let layout = ObservationLayout(stateCount: 5, taskCount: 2)

  /// Random experience in two tasks, which reward opposite actions at the same observations.
  static func replay() -> Replay {
    var replay = Replay(layout, actionCount: 2, capacity: 400)
    var random = RandomStream("test", seed: 1)
    for episode in 0..<20 {
      let task = episode % 2
      for step in 0..<20 {
        let action = (0..<2).map { _ in Float(random.uniform(in: -1...1)) }
        replay.append(
          state: [0.1 * Float(step), 0, 1, task == 0 ? 1 : 0, task == 1 ? 1 : 0], frame: [],
          action: step == 19 ? [] : action, reward: task == 0 ? action[0] : -action[0],
          terminated: false)
      }
    }
    return replay
  }

  static func learner(
    surgery: Bool, threads: Int = 1, actions: Space = SACTests.numbers
  ) throws -> SAC {
    var settings = SACTests.settings(.none)
    settings.gradientSurgery = surgery
    let problem = Problem(layout, actions)
    try settings.check(for: problem)
    return try SAC(settings, problem, Compute(threads: threads, seed: 4))
  }

  @Test func `surgery changes what is learned, the same on one thread and on two`() throws {
    let replay = Self.replay()
    let learners = try [
      Self.learner(surgery: true), Self.learner(surgery: true, threads: 2),
      Self.learner(surgery: false),
    ]
    for learner in learners {
      for _ in 0..<6 { try learner.update(replay) }
      #expect(learner.measures.values.allSatisfy { $0.isFinite })
    }
    #expect(learners[0].weights == learners[1].weights)
    #expect(learners[0].measures == learners[1].measures)
    #expect(learners[0].weights["critics"] != learners[2].weights["critics"])
    #expect(learners[0].weights["actor"] != learners[2].weights["actor"])
  }

  @Test func `saved and loaded it goes on with the same bits`() throws {
    let replay = Self.replay()
    let straight = try Self.learner(surgery: true)
    for _ in 0..<3 { try straight.update(replay) }
    var file = SafeTensors()
    for (name, part) in straight.parts { part.save(to: &file, as: name) }
    let again = try Self.learner(surgery: true)
    for (name, part) in again.parts { try part.load(from: file, as: name) }
    for learner in [straight, again] {
      for _ in 0..<3 { try learner.update(replay) }
    }
    #expect(again.weights == straight.weights)
  }

  @Test func `losses have the gradients that they have without surgery`() throws {
    let learner = try Self.learner(surgery: true)
    let wrong = learner.update.wrongGradients(of: Self.replay())
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
  }

  @Test(arguments: [
    (ObservationLayout(stateCount: 5), "that of Test-v1 is of one"),
    (ObservationLayout(stateCount: 0, frame: SACTests.frame), "that of Test-v1 is not seen"),
  ])
  func `surgery without several tasks is refused`(layout: ObservationLayout, fault: String) {
    var settings = SACTests.settings(layout.frame == nil ? .none : .shared)
    settings.gradientSurgery = true
    let error = #expect(throws: SettingsError.self) {
      try SAC.check(settings, for: Problem(layout, SACTests.numbers))
    }
    #expect(
      error?.description
        == "gradient_surgery needs several tasks that the state tells apart, and \(fault); "
        + "observe the state of several, such as Pushing-v1+Draping-v1, or leave it false")
  }
}
