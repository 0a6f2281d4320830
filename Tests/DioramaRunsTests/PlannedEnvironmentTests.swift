// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaPainting
import DioramaRuns
import DioramaTasks
import TestSupport
import Testing

@Suite(.slow) struct PlannedEnvironmentTests {
  private static func entry(_ name: String) throws -> Catalog.Entry {
    try TaskFile(contentsOf: SceneLibrary.home() + "/scenes/\(name).json").entry.withPlannedExpert
  }

  @Test(arguments: ["drawer", "cup", "stack"])
  func `the planner solves a task file`(name: String) throws {
    var expert = ExpertPolicy()
    let report = try Self.entry(name).make().rollout(
      &expert, name: "expert", episodes: 1, seed: 101)
    #expect(report.successes == 1)
  }

  @Test func `examples are what they are said to be, and equal seeds give equal ones`() throws {
    let entry = try Self.entry("drawer")
    let sets = try (0..<2).map { _ in
      try SuccessSet(entry, count: 6, negatives: 4, view: View(width: 32, height: 32), seed: 3)
    }
    let (first, second) = (sets[0].examples, sets[1].examples)
    #expect(first.map(\.snapshot) == second.map(\.snapshot))
    #expect(
      first.map(\.kind)
        == Array(repeating: .success, count: 6) + [.nearMiss, .elsewhere, .nearMiss, .elsewhere])
    let environment = try entry.make()
    for example in first {
      #expect(example.metrics.isSuccess == (example.kind == .success))
      _ = try environment.restore(example.snapshot)
      #expect(environment.criteria.allSatisfy(\.isMet) == (example.kind == .success))
      let opened = try #require(example.metrics["joint_slide"])
      if example.kind == .nearMiss { #expect((0.06..<0.12).contains(opened)) }
    }
    #expect(Set(first.map(\.picture)).count == 10)
  }

  @Test func `a plan depends on the seed of its episode, not on the episodes before`() throws {
    let entry = try Self.entry("drawer")
    func actions(after seeds: [UInt64]) throws -> [TaskAction] {
      let environment = try entry.make()
      for seed in seeds {
        _ = try environment.reset(seed: seed)
        _ = try environment.step(environment.expertAction())
      }
      _ = try environment.reset(seed: 4)
      return try (0..<2).map { _ in
        let action = try environment.expertAction()
        _ = try environment.step(action)
        return action
      }
    }
    let first = try actions(after: [])
    #expect(try actions(after: [3]) == first)
    #expect(try actions(after: [9, 4]) == first)
  }

  @Test func `whoever looks at a moment does not change the plan`() throws {
    let entry = try Self.entry("drawer")
    func actions(looking: Bool) throws -> [TaskAction] {
      let environment = try entry.make()
      _ = try environment.reset(seed: 4)
      return try (0..<3).map { _ in
        if looking { _ = try environment.observed() }
        let action = try environment.expertAction()
        _ = try environment.step(action)
        return action
      }
    }
    #expect(try actions(looking: true) == actions(looking: false))
  }

  @Test func `a planner's setting that does not exist is told`() throws {
    #expect(throws: (any Error).self) {
      var settings = SimulatorPlannerSettings()
      try settings.apply(["populaton=3"])
    }
  }

  @Test func `a shipped task keeps its script`() throws {
    let entry = try EnvironmentSuite.catalog.entry("Pushing-v1")
    #expect(entry.withPlannedExpert.isExpertScripted)
  }
}
