// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaPainting
import DioramaScene
import DioramaTasks
import Testing

/// `Reaching-v1` and the simulated arm of it and of `ArmPushing-v1`.
@Suite struct ReachingTests {
  static func make(_ id: String = "Reaching-v1") throws -> AnyEnvironment {
    try EnvironmentSuite.catalog.make(id)
  }

  @Test func `the ball is in its range at the start, and the hinges in theirs`() throws {
    let environment = try Self.make()
    var (low, high) = ([Float](repeating: 9, count: 27), [Float](repeating: -9, count: 27))
    for seed: UInt64 in 0..<200 {
      let state = try environment.reset(seed: seed).state
      #expect(state.count == 27 && state[7..<21].allSatisfy { abs($0) < 1e-6 })
      for index in state.indices {
        low[index] = min(low[index], state[index])
        high[index] = max(high[index], state[index])
      }
    }
    // of 200 draws: a tenth of the range from either end
    let bounds: [ClosedRange<Float>] =
      Array(repeating: -0.1...0.1, count: 7) + [-0.15...0.1, -0.25...0.25, 0.05...0.35]
    for (index, bounds) in zip(Array(0..<7) + [24, 25, 26], bounds) {
      let tenth = (bounds.upperBound - bounds.lowerBound) / 10
      #expect(low[index] > bounds.lowerBound - 1e-5 && low[index] < bounds.lowerBound + tenth)
      #expect(high[index] < bounds.upperBound + 1e-5 && high[index] > bounds.upperBound - tenth)
    }
  }

  @Test func `each number turns its hinge, and no further than the target leads`() throws {
    let environment = try Self.make()
    let start = try environment.reset(seed: 3).state
    for hinge in 0..<7 {
      var state = try environment.reset(seed: 3).state
      let action = (0..<7).map { Float($0 == hinge ? 1 : 0) }
      for _ in 0..<3 {
        state = try environment.step(.vector(action)).observation.state
        #expect(state[14 + hinge] <= 0.2 + 1e-5)
      }
      for _ in 0..<10 {
        state = try environment.step(.vector(Array(repeating: 0, count: 7))).observation.state
      }
      for other in 0..<7 {
        #expect(abs(state[other] - start[other] - (other == hinge ? 0.3 : 0)) < 0.01)
      }
    }
  }

  @Test func `an arm that is asked for nothing stays against gravity`() throws {
    let environment = try Self.make()
    let start = try environment.reset(seed: 1).state
    var state = start
    for _ in 0..<50 {
      state = try environment.step(.vector(Array(repeating: 0, count: 7))).observation.state
    }
    for (now, before) in zip(state, start) { #expect(abs(now - before) < 1e-4) }
  }

  @Test func `the table stops the tip, and links stop each other`() throws {
    let environment = try Self.make()
    _ = try environment.reset(seed: 1)
    // the shoulder bends down until the table holds
    for _ in 0..<50 { _ = try environment.step(.vector([0, 1, 0, 1, 0, 0, 0])) }
    #expect(try #require(environment.metrics["tip_height"]) > -0.01)
    #expect(try #require(environment.metrics["deepest_contact"]) > 0)
    // the elbow folds until the forearm lies on the upper arm
    var state = try environment.reset(seed: 1).state
    for _ in 0..<50 {
      state = try environment.step(.vector([0, -1, 0, 1, 0, 0, 0])).observation.state
    }
    #expect(try #require(environment.metrics["deepest_contact"]) > 0)
    #expect(state[3] < 1.04)
  }

  @Test func `rewards are those of the documentation`() throws {
    try expectReward(of: "Reaching-v1", episodes: 3, steps: 30) { metric in
      0.5 * tolerance(try metric("distance"), bounds: 0...0, margin: 0.3)
        + 0.5 * tolerance(try metric("distance"), bounds: 0...0, margin: 0.04)
    }
    try expectReward(of: "ArmPushing-v1", episodes: 3, steps: 50) { metric in
      guard try metric("upright") >= 0.95 else { return 0 }
      return 0.2 * tolerance(try metric("hand_distance"), bounds: 0...0.08, margin: 0.2)
        + 0.4 * tolerance(try metric("distance"), bounds: 0...0.03, margin: 0.25)
        + 0.4 * tolerance(try metric("distance"), bounds: 0...0, margin: 0.06)
    }
  }

  @Test func `the arm that pushes starts behind the mug, where the state says`() throws {
    let environment = try Self.make("ArmPushing-v1")
    for seed: UInt64 in 0..<40 {
      let state = try environment.reset(seed: seed).state
      #expect(state.count == 37)
      let hand = try #require(environment.hand)
      #expect(abs(hand.x - Double(state[0])) < 1e-6 && abs(hand.y - Double(state[1])) < 1e-6)
      #expect(abs(hand.x + 0.2) < 0.0105 && abs(hand.y) < 0.0505 && abs(hand.z - 0.045) < 1e-3)
    }
  }

  @Test func `the tip's velocity is that of its place as the hinges turn`() throws {
    let scene = try SceneLibrary.scene("arm-pushing").scene
    let hand = try #require(scene.body(named: "hand"))
    let arm = try ArmKinematics(scene, carrier: hand)
    let environment = try Self.make("ArmPushing-v1")
    _ = try environment.reset(seed: 2)
    for index in 0..<12 {
      let state = try environment.step(.vector([0.3, index < 6 ? 0.5 : -1])).observation.state
        .map(Double.init)
      let (angles, rates) = (state[16..<23], state[23..<30])
      func tip(after time: Double) -> Vector3 {
        arm.pose(at: zip(angles, rates).map { $0 + time * $1 }, scene.initialPositions).position
      }
      let velocity = (tip(after: 1e-4) - tip(after: -1e-4)) / 2e-4
      #expect(abs(velocity.x - state[2]) < 1e-5 && abs(velocity.y - state[3]) < 1e-5)
      // the solver's hinges give a little under the load of a fast arm
      #expect(abs(tip(after: 0).x - state[0]) < 5e-4 && abs(tip(after: 0).y - state[1]) < 5e-4)
    }
  }
}
