// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks
import TestSupport
import Testing

@Suite struct SolverTests {
  @Test(
    .slow,
    arguments: [
      "Pushing-v1", "PushingGoal-v1", "Bookshelf-v1", "Door-v1", "PushT-v1", "ArmPushing-v1",
      "Picking-v1",
    ])
  func `the solver never complains and contacts stay shallow`(id: String) throws {
    let environment = try EnvironmentSuite.catalog.make(id)
    var deepest = 0.0
    for seed: UInt64 in 0..<30 {
      _ = try environment.reset(seed: seed)
      var stream = RandomStream("test", seed: seed)
      for step in 0..<environment.horizon {
        // two thirds expert, one third anything: much contact, from all sides; books jam, tilt and topple
        let action =
          step.isMultiple(of: 3)
          ? environment.actionSpace.sample(from: &stream) : try environment.expertAction()
        _ = try environment.step(action)
        deepest = max(deepest, try #require(environment.metrics["deepest_contact"]))
        #expect(environment.metrics["solver_messages"] == 0)
      }
    }
    // the hand goes up to 0.4 m/s, 2 mm in a time step of 5 ms; a fifth of a penetration is corrected in one.
    // A gripper goes up to 0.6 m/s, 6 mm in a time step of 10 ms
    #expect(deepest > 0 && deepest < (id == "Picking-v1" ? 0.01 : 0.004))
  }
}
