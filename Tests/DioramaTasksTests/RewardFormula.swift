// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaTasks
import Testing

/// Checks that all along the expert's way the dense reward of `id` is what `formula` makes of its metrics.
func expectReward(
  of id: String, episodes: UInt64, steps: Int, sourceLocation: SourceLocation = #_sourceLocation,
  _ formula: ((String) throws -> Double) throws -> Double
) throws {
  let environment = try EnvironmentSuite.catalog.make(id)
  for seed in 0..<episodes {
    _ = try environment.reset(seed: seed)
    for _ in 0..<steps {
      let step = try environment.step(environment.expertAction())
      let metrics = environment.metrics
      let expected = try formula { name in
        try #require(metrics[name], sourceLocation: sourceLocation)
      }
      // rounded to a float
      #expect(abs(Double(step.reward) - expected) < 1e-6, sourceLocation: sourceLocation)
    }
  }
}
