// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaGridworlds
import DioramaMath

extension Benchmark {
  /// The benchmark of a ``GridworldEnvironment``, the frozen lake, with indices for states and actions.
  static let gridStep = Benchmark(name: "grid-step", unit: "steps/s") { duration in
    var environment = GridworldEnvironment(try Gridworld.shipped("frozen-lake"))
    var stream = RandomStream("bench", seed: 0)
    let actions = (0..<1024).map { _ in stream.integer(below: 4) }
    let clock = ContinuousClock()
    func run(for span: Duration) throws -> Double {
      let start = clock.now
      var steps = 0
      var seed: UInt64 = 0
      _ = try environment.reset(seed: seed)
      // the clock is read once in a thousand steps
      while clock.now - start < span {
        for action in actions where try environment.step(action).ending != nil {
          seed += 1
          _ = try environment.reset(seed: seed)
        }
        steps += actions.count
      }
      return Double(steps) / ((clock.now - start) / .seconds(1))
    }
    return try medianOfSpans(of: duration, run(for:))
  }
}
