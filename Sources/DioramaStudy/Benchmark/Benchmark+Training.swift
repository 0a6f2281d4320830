// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaTasks

extension Benchmark {
  /// How long 10,000 steps of `Pendulum-v1` take with its preset: two layers of 64 units, batches of
  /// 100, one update a step after the first 100.
  ///
  /// Everything is included: making networks and environment, acting, stepping, the replay, updates.
  /// It is the median of as many trainings as the time allows, and one at least.
  static let pendulum = Benchmark(name: "sac-pendulum-10k", unit: "s") { duration in
    try median(over: duration) {
      let training = try Training(
        EnvironmentSuite.catalog.make("Pendulum-v1"), .preset(.state, for: "Pendulum-v1"),
        threads: threads, seed: 0)
      for _ in 0..<10_000 { _ = try training.step() }
    }
  }
}
