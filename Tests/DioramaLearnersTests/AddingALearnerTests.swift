// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import Testing

/// The learner of AddingALearner.md, whose file here is a link to that of `tools/examples/own-task`.
@Suite struct AddingALearnerTests {
  @Test func `it prefers what was rewarded`() throws {
    let problem = Problem(ObservationLayout(stateCount: 1), SACTests.choices)
    var replay = Replay(problem.layout, actionCount: 1, capacity: 400)
    for index in 0..<300 {
      replay.append(state: [1])
      replay.complete([Float(index % 3)], reward: index % 3 == 1 ? 3 : 0, terminated: false)
    }
    replay.append(state: [1])
    let learner = try RewardedCloning(
      RewardedCloning.Settings(), problem, Compute(threads: 1, seed: 1))
    for step in 1...200 { learner.learn(from: replay, after: step) }
    let random = RandomSource(RandomStream("test", seed: 1))
    #expect(learner.act(Seen(replay), exploring: false, random) == [1])
    #expect(learner.updateCount == 200)
  }
}
