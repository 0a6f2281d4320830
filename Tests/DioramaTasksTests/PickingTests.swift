// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks
import Testing

@Suite struct PickingTests {
  static func make(_ options: EnvironmentOptions = EnvironmentOptions()) throws -> AnyEnvironment {
    try EnvironmentSuite.catalog.make("Picking-v1", options)
  }

  /// Lets the expert act until the block is in the air.
  private func lift(_ environment: AnyEnvironment, seed: UInt64) throws -> [Float] {
    var state = try environment.reset(seed: seed).state
    for _ in 0..<40 where state[11] < 0.08 {
      state = try environment.step(environment.expertAction()).observation.state
    }
    return state
  }

  @Test func `things start in their range, apart from each other, before an open gripper`() throws {
    let environment = try Self.make()
    for seed: UInt64 in 0..<100 {
      let state = try environment.reset(seed: seed).state
      #expect(state.count == 23 && abs(state[17]) < 1e-6 && state[18] == 0)
      let places = [(9, 10), (19, 20), (21, 22)].map { SIMD2(state[$0.0], state[$0.1]) }
      for (index, place) in places.enumerated() {
        #expect(place.x >= -0.121 && place.x <= 0.101 && place.y >= -0.201 && place.y <= 0.021)
        for other in places[..<index] {
          let way = place - other
          #expect((way.x * way.x + way.y * way.y).squareRoot() > 0.0899)
        }
      }
    }
  }

  @Test func `a block that is held stays held, and falls when the fingers open`() throws {
    let environment = try Self.make()
    let state = try lift(environment, seed: 4)
    #expect(state[11] > 0.08)
    var held = state
    for _ in 0..<30 {
      held = try environment.step(.vector([0, 0, 0, 1])).observation.state
    }
    // in the fingers, whatever the hand still rose
    #expect(abs(held[11] - held[2] - (state[11] - state[2])) < 2e-3)
    for _ in 0..<5 { held = try environment.step(.vector([0, 0, 0, -1])).observation.state }
    #expect(held[11] < 0.05)
  }

  @Test func `it is friction that holds the block`() throws {
    let environment = try Self.make()
    _ = try lift(environment, seed: 4)
    // each finger presses with 8 N and has friction 1, the block 0.06 kg: shaken, it stays
    var state: [Float] = []
    for index in 0..<12 {
      let way: Float = index.isMultiple(of: 2) ? 1 : -1
      state = try environment.step(.vector([way, 0, way, 1])).observation.state
    }
    #expect(state[11] > 0.05)
    // a grip that is half as wide as the block touches nothing
    let other = try Self.make()
    _ = try other.reset(seed: 4)
    for _ in 0..<40 {
      guard case .vector(var action) = try other.expertAction() else { return }
      action[3] = min(action[3], -0.5)
      state = try other.step(.vector(action)).observation.state
    }
    #expect(state[11] < 0.03)
  }

  @Test func `a block in the tray is no success while the gripper is there`() throws {
    let environment = try Self.make()
    _ = try environment.reset(seed: 2)
    var waiting = 0
    for _ in 0..<70 {
      _ = try environment.step(environment.expertAction())
      let (offset, distance) = (
        try #require(environment.metrics["tray_offset"]),
        try #require(environment.metrics["hand_distance"])
      )
      if offset < 0.06, distance < 0.08 {
        waiting += 1
        #expect(!environment.metrics.isSuccess)
      }
    }
    #expect(waiting > 0 && environment.metrics.isSuccess)
  }

  @Test func `rewards are those of the documentation`() throws {
    try expectReward(of: "Picking-v1", episodes: 3, steps: 70) { metric in
      let (offset, height) = (try metric("tray_offset"), try metric("height"))
      let distance = try metric("hand_distance")
      guard offset > 0.06 || height > 0.035 else {
        return 0.8 + 0.2 * tolerance(distance, bounds: 0.08...10, margin: 0.08)
      }
      let lift = min(max((height - 0.02) / 0.05, 0), 1)
      return 0.2 * tolerance(distance, bounds: 0...0.01, margin: 0.15) + 0.2 * lift
        + 0.3 * lift * tolerance(offset, bounds: 0...0.06, margin: 0.25)
    }
  }
}
