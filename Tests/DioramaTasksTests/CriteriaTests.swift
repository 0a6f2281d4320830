// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaPainting
import DioramaTasks
import TestSupport
import Testing

@Suite struct CriteriaTests {
  @Test func `a miss is counted in scales, from the nearer bound`() {
    #expect(Criterion("distance", 0.03, atMost: 0.03).miss == 0)
    #expect(abs(Criterion("distance", 0.045, atMost: 0.03).miss - 0.5) < 1e-12)
    #expect(abs(Criterion("coverage", 0.45, atLeast: 0.9).miss - 0.5) < 1e-12)
    let between = Criterion("joint", -1, in: 1...2, scale: 4)
    #expect(between.miss == 0.5 && !between.isMet)
    // a bound of nought is no measure of anything
    #expect(Criterion("depth", 0.25, atMost: 0).miss == 0.25)
  }

  @Test(arguments: [
    "Pushing-v1", "PushingGoal-v1", "Bookshelf-v1", "Door-v1", "PushT-v1", "Reaching-v1",
    "Picking-v1",
  ])
  func `a moment is a success if all criteria are met`(id: String) throws {
    let environment = try EnvironmentSuite.catalog.make(id)
    try Self.check(environment, episodes: 6)
  }

  @Test(.slow) func `a draped towel is a success if all criteria are met`() throws {
    let environment = try EnvironmentSuite.catalog.make("Draping-v1")
    try Self.check(environment, episodes: 2)
    #expect(environment.criteria.filter(\.isUnseen).map(\.name) == ["cloth_speed"])
  }

  @Test(arguments: ["arm", "cup", "drawer", "stack"])
  func `random play of a task file is a success if all criteria are met`(name: String) throws {
    let environment = try Self.taskFile(name)
    for seed in 0..<2 as Range<UInt64> {
      var stream = RandomStream("criteria", seed: seed)
      _ = try environment.reset(seed: seed)
      for _ in 0..<environment.horizon {
        _ = try environment.step(environment.actionSpace.sample(from: &stream))
        #expect(environment.metrics.isSuccess == environment.criteria.allSatisfy(\.isMet))
        #expect(environment.metrics["miss"] == environment.criteria.worstMiss)
      }
    }
    #expect(!environment.criteria.isEmpty)
  }

  @Test func `of alternatives the one that is missed least counts`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      <mujoco><worldbody>
        <body name="cart"><joint name="x" type="slide" axis="1 0 0"/><geom size="0.1"/></body>
      </worldbody><actuator><velocity name="drive" joint="x" ctrlrange="-1 1" kv="50"/></actuator>
      </mujoco>
      """, to: "cart.xml")
    try folder.write(
      """
      {"scene": "cart.xml", "start": {"x": [-0.5, -0.5]}, "reward": [{"joint": "x", "at_least": 1}], "success": [{"any": [
        [{"joint": "x", "at_least": 2, "name": "right"}, {"joint": "x", "at_most": 3, "name": "not_far"}],
        {"joint": "x", "at_most": -1, "name": "left"}]}]}
      """, to: "cart.json")
    let environment = try TaskFile(contentsOf: folder.path("cart.json")).entry.make()
    _ = try environment.reset(seed: 0)
    // right is missed by 2.5 of its 2 m at the start, left by half of its 1 m
    #expect(environment.criteria.map(\.name) == ["left"])
    for _ in 0..<10 { _ = try environment.step(.vector([1])) }
    #expect(environment.criteria.map(\.name) == ["right", "not_far"])
  }

  private static func taskFile(_ name: String) throws -> AnyEnvironment {
    try TaskFile(contentsOf: SceneLibrary.home() + "/scenes/\(name).json").entry.make()
  }

  /// Plays episodes of the expert and of random actions in turn, and looks at every moment.
  private static func check(_ environment: AnyEnvironment, episodes: UInt64) throws {
    var counts = (solved: 0, unsolved: 0)
    for seed in 0..<episodes {
      var stream = RandomStream("criteria", seed: seed)
      _ = try environment.reset(seed: seed)
      for _ in 0..<environment.horizon {
        _ = try environment.step(
          seed.isMultiple(of: 2)
            ? environment.expertAction() : environment.actionSpace.sample(from: &stream))
        let isSolved = environment.criteria.allSatisfy(\.isMet)
        #expect(environment.metrics.isSuccess == isSolved)
        #expect(environment.criteria.allSatisfy { ($0.miss == 0) == $0.isMet })
        if isSolved { counts.solved += 1 } else { counts.unsolved += 1 }
      }
    }
    #expect(counts.solved > 10 && counts.unsolved > 10)
  }
}
