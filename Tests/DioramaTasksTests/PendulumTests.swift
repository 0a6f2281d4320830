// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaTasks
import Foundation
import Testing

@Suite struct PendulumTests {
  @Test func `the angle stays within 1e-9 of Gymnasium's over an episode`() throws {
    var pendulum = Pendulum(angle: 0, velocity: 0)
    var episode = -1
    var worst = 0.0
    for row in try ClassicTests.reference("pendulum", stateCount: 2) {
      if row.episode != episode {
        episode = row.episode
        pendulum = Pendulum(angle: row.state[0], velocity: row.state[1])
      }
      worst = max(
        worst, abs(pendulum.angle - row.state[0]), abs(pendulum.velocity - row.state[1]))
      _ = pendulum.step(torque: 2 * Float(row.action))
    }
    // sine may differ in its last bit, and an inverted pendulum magnifies that
    #expect(worst <= 1e-9)
  }

  @Test func `a torque beyond the strongest is the strongest`() {
    for torque: Float in [2.5, 100, .infinity] {
      var strong = Pendulum(angle: 1, velocity: 0)
      var beyond = strong
      #expect(strong.step(torque: 2) == beyond.step(torque: torque))
      #expect(strong == beyond)
    }
  }

  @Test func `the expert does nearly as well as the best that learners are known to reach`() throws
  {
    let environment = try EnvironmentSuite.catalog.make("Pendulum-v1")
    var expert = ExpertPolicy()
    let best = try environment.rollout(&expert, name: "expert", episodes: 200, seed: 0)
    // that is about -150 on average
    #expect(best.returnMean > -165)
  }
}
