// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaTasks
import Testing

/// A planner's model of the scene, which takes several time steps as one.
@Suite struct CoarsenessTests {
  @Test(arguments: [(2, 0.001), (4, 0.03)])
  func `a coarse model goes on from where the scene is, and ends near it`(
    count: Int, bound: Double
  ) throws {
    let scene = try EnvironmentSuite.catalog.make("Pushing-v1")
    let model = try Self.model("Pushing-v1", coarseness: count)
    var errors: [Double] = []
    for seed: UInt64 in 0..<3 {
      _ = try scene.reset(seed: seed)
      for _ in 0..<3 {
        // a plan's horizon, with the mug pushed
        _ = try model.restore(scene.snapshot)
        for _ in 0..<16 {
          let action = try scene.expertAction()
          _ = try scene.step(action)
          _ = try model.step(action)
        }
        let distances = try [scene, model].map { try #require($0.metrics["distance"]) }
        errors.append(abs(distances[0] - distances[1]))
      }
    }
    // 2 is exact enough for a plan, far within the success radius of 3 cm; 4 is not
    let farthest = try #require(errors.max())
    #expect(farthest > 0 && farthest < bound)
  }

  @Test func `steps that do not go into a control step are refused`() {
    #expect(throws: TaskError.coarseness(3, steps: 20)) {
      try Self.model("Pushing-v1", coarseness: 3)
    }
    #expect(
      "\(TaskError.coarseness(3, steps: 20))"
        == "coarseness is 3; it must divide the 20 time steps of a control step: 1, 2, 4, 5, 10, 20"
    )
  }

  private static func model(_ id: String, coarseness: Int) throws -> AnyEnvironment {
    var options = EnvironmentOptions()
    options.coarseness = coarseness
    return try EnvironmentSuite.catalog.make(id, options)
  }
}
