// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaTasks
import Foundation
import Testing

@Suite struct PendulumTests {
  /// A step of the real Gymnasium, written by `tools/peers/make-pendulum-reference`.
  struct Row {
    let episode: Int
    let numbers: [Double]
    var angle: Double { numbers[0] }
    var velocity: Double { numbers[1] }
    var action: Float { Float(numbers[2]) }
    var observation: [Double] { Array(numbers[3...5]) }
    var reward: Double { numbers[6] }
  }

  static func reference() throws -> [Row] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/pendulum.csv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst(2)
      .map { line in
        let numbers = try line.split(separator: ",").map { try #require(Double($0)) }
        try #require(numbers.count == 8)
        return Row(episode: Int(numbers[0]), numbers: Array(numbers.dropFirst()))
      }
  }

  @Test func `two hundred equal torques give what Gymnasium gives, to 1e-6`() throws {
    let rows = try Self.reference()
    #expect(rows.count == 1000)
    var episode = -1
    var environment = PendulumEnvironment()
    for row in rows {
      if row.episode != episode {
        episode = row.episode
        // a snapshot puts it where Gymnasium began
        var writer = SnapshotWriter()
        writer.write(0)
        writer.write(200)
        writer.write(UInt64(0))  // the seed
        writer.write(row.angle)
        writer.write(row.velocity)
        writer.write(1.0)  // the mass
        _ = try environment.restore(Snapshot(environment: "Pendulum-v1", words: writer.words))
      }
      let step = try environment.step(.vector([row.action]))
      for (ours, theirs) in zip(step.observation.state, row.observation) {
        #expect(abs(Double(ours) - theirs) <= 1e-6, "episode \(episode)")
      }
      #expect(abs(Double(step.reward) - row.reward) <= 1e-6, "episode \(episode)")
    }
  }

  @Test func `the angle stays within 1e-9 of Gymnasium's over an episode`() throws {
    var pendulum = Pendulum(angle: 0, velocity: 0)
    var episode = -1
    var worst = 0.0
    for row in try Self.reference() {
      if row.episode != episode {
        episode = row.episode
        pendulum = Pendulum(angle: row.angle, velocity: row.velocity)
      }
      worst = max(worst, abs(pendulum.angle - row.angle), abs(pendulum.velocity - row.velocity))
      _ = pendulum.step(torque: 2 * row.action)
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
