// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaPainting
import DioramaPhysics
import DioramaScene
import DioramaTasks
import Foundation
import TestSupport
import Testing

@Suite struct PushTTests {
  static func make(_ options: EnvironmentOptions = EnvironmentOptions()) throws -> AnyEnvironment {
    try EnvironmentSuite.catalog.make("PushT-v1", options)
  }

  /// The T on its mark, moved by `x` and `y` along its own axes, and turned.
  private static func coverage(_ x: Double, _ y: Double, turn: Double) throws -> Double {
    let outline = try TeeOutline(
      of: try SceneLibrary.scene("push-t").scene.requiredBody("tee"), boxes: ["bar", "stem"],
      in: SceneLibrary.scene("push-t").scene)
    let mark = FlatPose(SIMD2(0.3, -0.2), turn: 0.7)
    return outline.overlap(FlatPose(mark.transform(SIMD2(x, y)), turn: 0.7 + turn), mark)
  }

  @Test func `coverage is the area that T and mark have in common`() throws {
    #expect(abs(try Self.coverage(0, 0, turn: 0) - 1) < 1e-12)
    // 6,300 mm²; moved down its stem by 30 mm, the stem covers 60 of its 90 mm, and the bar 30 mm of its root
    #expect(abs(try Self.coverage(0, 0.03, turn: 0) - (60 * 30 + 30 * 30) / 6_300) < 1e-9)
    // aside by 30 mm: 90 mm of the bar, and nothing of the stem
    #expect(abs(try Self.coverage(0.03, 0, turn: 0) - 90 * 30 / 6_300) < 1e-9)
    #expect(try Self.coverage(0.2, 0, turn: 0.3) == 0)
    // turned about the middle of the bar by half a turn: the bar covers itself
    #expect(abs(try Self.coverage(0, 2 * -0.0257, turn: .pi) - 120 * 30 / 6_300) < 1e-9)
  }

  @Test func `coverage is that of many points`() throws {
    let scene = try SceneLibrary.scene("push-t").scene
    let outline = try TeeOutline(
      of: try scene.requiredBody("tee"), boxes: ["bar", "stem"], in: scene)
    var stream = RandomStream("coverage", seed: 1)
    for _ in 0..<20 {
      let one = FlatPose(
        SIMD2(stream.uniform(in: -0.04...0.04), stream.uniform(in: -0.04...0.04)),
        turn: stream.uniform(in: -3...3))
      let other = FlatPose(.zero, turn: stream.uniform(in: -3...3))
      var (inside, both) = (0, 0)
      for x in stride(from: -0.0999, to: 0.1, by: 0.001) {
        for y in stride(from: -0.0999, to: 0.1, by: 0.001)
        where outline.distance(other.local(SIMD2(x, y))) == 0 {
          inside += 1
          if outline.distance(one.local(SIMD2(x, y))) == 0 { both += 1 }
        }
      }
      #expect(abs(outline.overlap(one, other) - Double(both) / Double(inside)) < 0.02)
      #expect(abs(outline.overlap(one, other) - outline.overlap(other, one)) < 1e-12)
    }
  }

  @Test func `the T starts anywhere around its mark, and the hand beside it`() throws {
    let environment = try Self.make()
    var turns: [Double] = []
    for seed: UInt64 in 0..<200 {
      let state = try environment.reset(seed: seed).state.map(Double.init)
      #expect(state.count == 13)
      #expect(abs(state[6] - 0.1) <= 0.15001 && abs(state[7]) <= 0.15001)
      #expect(abs(state[0] - 0.1) <= 0.20001 && abs(state[1]) <= 0.20001)
      turns.append(atan2(state[9], state[8]))
      #expect(environment.metrics["deepest_contact"] ?? 0 < 1e-3)
    }
    #expect(turns.min() ?? 0 < -2.9 && turns.max() ?? 0 > 2.9)
  }

  @Test func `a spinning T is slowed down by the torque of its feet`() throws {
    // three feet at the distance r: µ g r / k², where k is the radius of gyration
    let scene = try SceneLibrary.scene("push-t").scene
    let world = try RigidWorld(scene)
    let tee = try scene.requiredBody("tee")
    for _ in 0..<20 { try world.step() }
    world.setVelocity(of: tee, linear: .zero, angular: Vector3(0, 0, 8))
    try world.step()
    let start = world.angularVelocity(of: tee).z
    for _ in 0..<10 { try world.step() }
    let slowed = (start - world.angularVelocity(of: tee).z) / 0.05
    let radius = (2 * (0.035 * 0.035 + 0.0205 * 0.0205).squareRoot() + 0.041) / 3
    let gyration =
      (36.0 * (0.12 * 0.12 + 0.03 * 0.03) / 12 + 36 * 0.0257 * 0.0257
        + 27 * (0.09 * 0.09 + 0.03 * 0.03) / 12 + 27 * 0.0343 * 0.0343) / 63
    #expect(abs(slowed / (0.4 * 9.81 * radius / gyration) - 1) < 0.05)
  }

  @Test func `rewards are those of the documentation`() throws {
    try expectReward(of: "PushT-v1", episodes: 3, steps: 60) { metric in
      0.1 * tolerance(try metric("hand_distance"), bounds: 0...0.09, margin: 0.2)
        + 0.4 * tolerance(try metric("point_distance"), bounds: 0...0, margin: 0.15)
        + 0.5 * min(try metric("coverage") / 0.95, 1)
    }
  }

  @Test func `the expert goes on from a snapshot as it would have`() throws {
    let environment = try Self.make()
    _ = try environment.reset(seed: 5)
    for _ in 0..<30 { _ = try environment.step(environment.expertAction()) }
    let middle = environment.snapshot
    var first: [[Float]] = []
    for _ in 0..<40 {
      first.append(try environment.step(environment.expertAction()).observation.state)
    }
    _ = try environment.restore(middle)
    for state in first {
      #expect(try environment.step(environment.expertAction()).observation.state == state)
    }
  }

  @Test func `asked after somebody else has acted, the expert still succeeds`() throws {
    let environment = try Self.make()
    var stream = RandomStream("others", seed: 1)
    var successes = 0
    for seed: UInt64 in 0..<10 {
      _ = try environment.reset(seed: seed)
      for _ in 0..<80 { _ = try environment.step(environment.actionSpace.sample(from: &stream)) }
      for _ in 0..<220 { _ = try environment.step(environment.expertAction()) }
      if environment.metrics.isSuccess { successes += 1 }
    }
    #expect(successes >= 9)
  }
}
