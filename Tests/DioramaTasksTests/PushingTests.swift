// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaPhysics
import DioramaScene
import DioramaTasks
import Testing

@Suite struct PushingTests {
  static let catalog = EnvironmentSuite.catalog

  @Test func `the mug starts uniformly within its range and turned anyhow`() throws {
    let environment = try Self.catalog.make("Pushing-v1")
    var headings = Set<Int>()
    var (low, high) = (SIMD2<Float>(1, 1), SIMD2<Float>(-1, -1))
    for seed: UInt64 in 0..<300 {
      let state = try environment.reset(seed: seed).state
      let mug = SIMD2(state[6], state[7])
      low = pointwiseMin(low, mug)
      high = pointwiseMax(high, mug)
      // the quadrant of the heading
      headings.insert((state[9] < 0 ? 1 : 0) + (state[10] < 0 ? 2 : 0))
    }
    // with 300 draws the chance that a margin of 5 mm stays empty is 300 draws of 1 - 0.025: 0.05 %
    #expect(low.min() >= -0.1 && low.max() < -0.095)
    #expect(high.max() <= 0.1 && high.min() > 0.095)
    #expect(headings.count == 4)
  }

  @Test func `the mug has room from the hand at every start`() throws {
    let environment = try Self.catalog.make("Pushing-v1")
    for seed: UInt64 in 0..<300 {
      let state = try environment.reset(seed: seed).state
      let gap = SIMD2(state[6] - state[0], state[7] - state[1])
      #expect((gap * gap).sum().squareRoot() > 0.072, "seed \(seed)")
    }
  }

  @Test func `the coaster of the goal task is new in every episode and away from the mug`() throws {
    let environment = try Self.catalog.make("PushingGoal-v1")
    var goals = Set<[Float]>()
    for seed: UInt64 in 0..<100 {
      let observation = try environment.reset(seed: seed)
      goals.insert(observation.desiredGoal)
      let gap = zip(observation.achievedGoal, observation.desiredGoal).prefix(2).map { $0 - $1 }
      #expect(gap.map { $0 * $0 }.reduce(0, +).squareRoot() >= 0.0999, "seed \(seed)")
    }
    #expect(goals.count == 100)
  }

  @Test func `rewards are those of the documentation`() throws {
    // a Gaussian that is 0.1 at the margin
    #expect(tolerance(0.03, bounds: 0...0.03, margin: 0.25) == 1)
    #expect(abs(tolerance(0.28, bounds: 0...0.03, margin: 0.25) - 0.1) < 1e-12)
    try expectReward(of: "Pushing-v1", episodes: 5, steps: 30) { metric in
      0.2 * tolerance(try metric("hand_distance"), bounds: 0...0.08, margin: 0.2)
        + 0.4 * tolerance(try metric("distance"), bounds: 0...0.03, margin: 0.25)
        + 0.4 * tolerance(try metric("distance"), bounds: 0...0, margin: 0.06)
    }
  }

  @Test func `goal rewards come in batches and refuse uneven ones`() throws {
    let environment = try Self.catalog.make(
      "PushingGoal-v1", EnvironmentOptions(reward: .sparse))
    let reward = try #require(environment.goalReward)
    let rewards = try reward(
      achieved: [0, 0, 1, 0, 0.031, 1, 0.02, 0.02, 0.9], desired: [0, 0.029, 1, 0, 0, 1, 0, 0, 1])
    #expect(rewards == [1, 0, 0])
    #expect(throws: SimulationError.goalCount(achieved: 2, desired: 3, goal: 3)) {
      try reward(achieved: [0, 0], desired: [0, 0, 1])
    }
  }

  @Test(arguments: [ExampleKind.success, .nearMiss])
  func `the hand is still at the mug that it brought`(kind: ExampleKind) throws {
    let environment = try Self.catalog.make("Pushing-v1")
    var made = 0
    for seed: UInt64 in 0..<10 where try environment.stage(kind, seed: seed) {
      made += 1
      #expect(try #require(environment.metrics["hand_distance"]) < 0.08)
    }
    #expect(made >= 5)
  }

  @Test func `the expert withdraws from the mug`() throws {
    let environment = try Self.catalog.make("Pushing-v1")
    #expect(try environment.stage(.success, seed: 1))
    _ = try environment.reset(seed: 1)
    for _ in 0..<50 { _ = try environment.step(environment.expertAction()) }
    #expect(environment.metrics.isSuccess)
    #expect(try #require(environment.metrics["hand_distance"]) > 0.12)
  }

  @Test func `a blocked hand pushes no harder the longer it is blocked`() throws {
    let environment = try Self.catalog.make("Pushing-v1")
    _ = try environment.reset(seed: 0)
    // far into the corner of the workspace: the target may not run away
    for _ in 0..<49 {
      let step = try environment.step(.vector([-1, -1]))
      #expect(abs(step.observation.state[4]) <= 0.0401)
      #expect(abs(step.observation.state[5]) <= 0.0401)
      #expect(step.observation.state[0] >= -0.305 && step.observation.state[1] >= -0.305)
    }
  }
}
