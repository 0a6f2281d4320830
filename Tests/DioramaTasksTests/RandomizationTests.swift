// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks
import TestSupport
import Testing

@Suite struct RandomizationTests {
  /// An environment, and what each property changes in it; the others change nothing.
  struct Case: CustomTestStringConvertible {
    let id: String
    let looks: Set<RandomizedProperty>
    let dynamics: Set<RandomizedProperty>
    var testDescription: String { id }

    var entry: Catalog.Entry {
      get throws { try EnvironmentSuite.catalog.entry(id) }
    }

    /// Makes the environment with `randomized`, to see both state and pixels.
    func make(_ randomized: Set<RandomizedProperty>) throws -> AnyEnvironment {
      try entry.make(EnvironmentOptions(observation: .both, randomized: randomized))
    }
  }

  static let everything = Set(RandomizedProperty.allCases)
  static let textured: Set<RandomizedProperty> = [.textures, .colors, .light, .camera]
  static let plain: Set<RandomizedProperty> = [.colors, .light, .camera]

  static let cases: [Case] = {
    var cases = [
      Case(id: "Pushing-v1", looks: textured, dynamics: [.masses, .friction]),
      Case(id: "Bookshelf-v1", looks: textured, dynamics: [.masses, .friction]),
      Case(id: "Door-v1", looks: textured, dynamics: [.masses, .friction]),
      Case(id: "PushT-v1", looks: textured, dynamics: [.masses, .friction]),
      Case(id: "Reaching-v1", looks: textured, dynamics: [.masses]),
      Case(id: "ArmPushing-v1", looks: textured, dynamics: [.masses, .friction]),
      Case(id: "Picking-v1", looks: textured, dynamics: [.masses, .friction]),
      Case(id: "KeyDoor-v1", looks: plain, dynamics: []),
      Case(id: "Pendulum-v1", looks: plain, dynamics: [.masses]),
      Case(id: "CartPole-v1", looks: plain, dynamics: [.masses]),
      Case(id: "MountainCarContinuous-v0", looks: plain, dynamics: [.masses]),
      Case(id: "Acrobot-v1", looks: plain, dynamics: [.masses]),
    ]
    #if !DEBUG
    // without optimisation a step of the cloth takes half a second
    cases.append(Case(id: "Draping-v1", looks: textured, dynamics: [.masses, .friction]))
    #endif
    return cases
  }()

  /// What one episode of the expert shows: states all along, and the first picture.
  private func episode(
    _ environment: AnyEnvironment, seed: UInt64
  ) throws -> (states: [[Float]], picture: Image) {
    var observation = try environment.reset(seed: seed)
    let picture = try #require(observation.pixels)
    var states = [observation.state]
    for _ in 0..<40 {
      let step = try environment.step(environment.expertAction())
      observation = step.observation
      states.append(observation.state)
      if step.ending != nil { break }
    }
    return (states, picture)
  }

  @Test(.slow, arguments: cases, RandomizedProperty.allCases)
  func `each property changes what it says and nothing else`(
    of: Case, property: RandomizedProperty
  ) throws {
    let plain = try episode(of.make([]), seed: 4)
    let varied = try episode(of.make([property]), seed: 4)
    #expect(varied.states[0] == plain.states[0])
    #expect((varied.picture != plain.picture) == of.looks.contains(property))
    #expect((varied.states != plain.states) == of.dynamics.contains(property))
  }

  @Test(arguments: cases)
  func `one more property never shifts the draws of another`(of: Case) throws {
    for property in of.dynamics {
      let alone = try episode(of.make([property]), seed: 5)
      let rest = of.dynamics.subtracting([property])
      let among = try episode(of.make(Self.everything.subtracting(rest)), seed: 5)
      #expect(among.states == alone.states)
    }
    // distances tell where the camera is, and nothing of colours and light
    let choices: [Set<RandomizedProperty>] = [
      [], [.camera], [.camera, .textures, .colors, .light],
    ]
    let depths = try choices.map { properties in
      let environment = try of.make(properties)
      _ = try environment.reset(seed: 5)
      return try environment.depth(View()).samples
    }
    #expect(depths[1] == depths[2])
    #expect(depths[0] != depths[1])
  }

  @Test(arguments: cases)
  func `seeds differ, and episodes forget each other`(of: Case) throws {
    let environment = try of.make(Self.everything)
    let pictures = try (0..<6).map { try environment.reset(seed: UInt64($0)).pixels }
    #expect(Set(pictures).count == 6)
    // the start of a grid is one state, whose picture may have been kept
    for seed in [2, 5, 2] {
      #expect(try environment.reset(seed: UInt64(seed)).pixels == pictures[seed])
    }
    let fresh = try of.make(Self.everything)
    #expect(try fresh.reset(seed: 4).pixels == pictures[4])
  }

  @Test(arguments: cases)
  func `a restored episode looks and goes on as it did`(of: Case) throws {
    let environment = try of.make(Self.everything)
    _ = try environment.reset(seed: 7)
    let saved = try environment.step(environment.expertAction()).observation
    let snapshot = environment.snapshot
    let next = try environment.step(environment.expertAction())
    let other = try of.make(Self.everything)
    _ = try episode(other, seed: 8)
    #expect(try other.restore(snapshot) == saved)
    #expect(try other.step(other.expertAction()) == next)
    // the dynamics are those of the episode where nothing is randomised too
    let plain = try of.make([])
    #expect(try plain.restore(snapshot).state == saved.state)
    #expect(try plain.step(plain.expertAction()).observation.state == next.observation.state)
  }

  @Test func `the pendulum's expert copes with every mass`() throws {
    let environment = try EnvironmentSuite.catalog.entry("Pendulum-v1")
      .make(EnvironmentOptions(randomized: [.masses]))
    var expert = ExpertPolicy()
    let report = try environment.rollout(&expert, name: "expert", episodes: 200, seed: 0)
    #expect(report.successRate >= 0.95)
  }

  @Test(arguments: ["Pushing-v1", "KeyDoor-v1", "Pendulum-v1"], EnvironmentLaw.all)
  func `the laws hold with everything randomised`(id: String, law: EnvironmentLaw) throws {
    let plain = try EnvironmentSuite.catalog.entry(id)
    let varied = Catalog.Entry(
      id: plain.id, summary: plain.summary, observationSpace: plain.observationSpace,
      actionSpace: plain.actionSpace, horizon: plain.horizon,
      isGoalConditioned: plain.isGoalConditioned, randomSuccess: plain.randomSuccess,
      expertSuccess: plain.expertSuccess, rewardRange: plain.rewardRange,
      startCount: plain.startCount
    ) { options in
      var options = options
      options.randomized = Self.everything
      return try plain.make(options)
    }
    let verdict = law.verdict(on: varied)
    #expect(verdict.holds, "\(verdict.detail)")
  }
}
