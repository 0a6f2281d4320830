// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks
import Foundation
import TestSupport
import Testing

@Suite struct DoorTests {
  static func make(_ options: EnvironmentOptions = EnvironmentOptions()) throws -> AnyEnvironment {
    try EnvironmentSuite.catalog.make("Door-v1", options)
  }

  @Test func `a straight pull from the start touches nothing`() throws {
    let environment = try Self.make()
    for seed: UInt64 in 0..<40 {
      _ = try environment.reset(seed: seed)
      for _ in 0..<50 { _ = try environment.step(.vector([0, -1, 0])) }
      #expect(abs(try #require(environment.metrics["angle"])) < 1e-6)
    }
  }

  @Test(.slow, arguments: [true, false])
  func `a straight line to where the expert ends fails`(isClippedByAxis: Bool) throws {
    let environment = try Self.make()
    var successes = 0
    for seed: UInt64 in 0..<40 {
      var state = try environment.reset(seed: seed).state
      for _ in 0..<50 { state = try environment.step(environment.expertAction()).observation.state }
      let goal = state
      state = try environment.reset(seed: seed).state
      for _ in 0..<50 {
        // what the target must still move: the rest of the way, less what it is ahead
        var move = (0..<3).map { (goal[$0] - state[$0] - state[6 + $0]) / 0.02 }
        let longest = max(1, move.map(abs).max() ?? 1)
        move = move.map { isClippedByAxis ? min(max($0, -1), 1) : $0 / longest }
        state = try environment.step(.vector(move)).observation.state
      }
      if environment.metrics.isSuccess { successes += 1 }
    }
    #expect(successes <= 4)
  }

  @Test func `the door is shut at the start, and the hand in its range`() throws {
    let environment = try Self.make()
    var (low, high) = ([Float](repeating: 1, count: 3), [Float](repeating: -1, count: 3))
    for seed: UInt64 in 0..<200 {
      let state = try environment.reset(seed: seed).state
      #expect(state.count == 13 && state[11] == 0 && state[12] == 0)
      for axis in 0..<3 {
        low[axis] = min(low[axis], state[axis])
        high[axis] = max(high[axis], state[axis])
      }
    }
    // of 200 draws: a tenth of the range from either end
    for (axis, (place, range)) in zip([0.2, -0.06, 0.25], [0.05, 0.05, 0.04]).enumerated() {
      let bounds = Float(place - range)...Float(place + range)
      #expect(bounds.contains(low[axis]) && low[axis] < Float(place - 0.8 * range))
      #expect(bounds.contains(high[axis]) && high[axis] > Float(place + 0.8 * range))
    }
  }

  @Test func `an open door that swings is no success, and friction brings it to rest`() throws {
    let environment = try Self.make()
    _ = try environment.reset(seed: 0)
    var swinging = 0
    for _ in 0..<50 {
      _ = try environment.step(environment.expertAction())
      let angle = try #require(environment.metrics["angle"])
      let rate = try #require(environment.metrics["rate"])
      #expect(environment.metrics.isSuccess == (angle >= .pi / 4 && abs(rate) <= 0.1))
      if angle >= .pi / 4, abs(rate) > 0.1 { swinging += 1 }
    }
    #expect(swinging > 0)
    #expect(environment.metrics.isSuccess)
    #expect(abs(try #require(environment.metrics["rate"])) < 1e-3)
  }

  @Test func `the lever is where the state says, on its arc`() throws {
    let environment = try Self.make()
    _ = try environment.reset(seed: 1)
    for _ in 0..<40 {
      let state = try environment.step(environment.expertAction()).observation.state.map(
        Double.init)
      // from the hinge at (-0.001, 0.092): 21.5 cm along the door, 2.6 cm before it
      let (c, s) = (cos(state[11]), sin(state[11]))
      #expect(abs(state[9] - (-0.001 + 0.215 * c - 0.026 * s)) < 1e-5)
      #expect(abs(state[10] - (0.092 - 0.215 * s - 0.026 * c)) < 1e-5)
    }
  }

  @Test func `rewards are those of the documentation`() throws {
    try expectReward(of: "Door-v1", episodes: 3, steps: 30) { metric in
      0.3 * tolerance(try metric("lever_distance"), bounds: 0...0.02, margin: 0.15)
        + 0.7 * tolerance(try metric("angle"), bounds: .pi / 4...10, margin: .pi / 4)
    }
  }

  @Test func `the dense reward grows along the expert's way, but for the way round the lever`()
    throws
  {
    let environment = try Self.make(EnvironmentOptions(reward: .dense))
    for seed: UInt64 in 0..<40 {
      _ = try environment.reset(seed: seed)
      var (last, reward): (Float, Float) = (0, 0)
      for _ in 0..<50 {
        reward = try environment.step(environment.expertAction()).reward
        #expect(reward >= last - 0.05, "seed \(seed)")
        last = reward
      }
      #expect(last > 0.95, "seed \(seed)")
    }
  }
}
