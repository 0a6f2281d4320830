// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
public import DioramaTasks
import Foundation

extension Benchmark {
  /// One update of a learner at several sizes, and a whole short training.
  public static let learners: [Benchmark] =
    [
      Benchmark(
        update: "sac-256", SACSettings(), ObservationLayout(stateCount: 17), actionCount: 6),
      Benchmark(
        update: "sac-pixels", .preset(.pixels, for: pushing), try pictures(), actionCount: 2),
      Benchmark(
        update: "sac-pixels-paper", .preset(.paperPixels, for: pushing), try pictures(),
        actionCount: 2),
      pendulum,
    ] + plans

  private static let pushing = "Pushing-v1"

  /// Pictures of 48×48.
  private static func pictures() throws -> ObservationLayout {
    ObservationLayout(
      try EnvironmentSuite.catalog.make(pushing, EnvironmentOptions(observation: .pixels)))
  }

  /// As many as share an update by default, or fewer where there are fewer processors.
  static let threads = min(2, ProcessInfo.processInfo.activeProcessorCount)

  /// One gradient step of ``SAC``, sampling from the replay included: critics, actor, entropy weight
  /// and targets.
  ///
  /// The replay is made up of random numbers. The first tenth of the time, and ten updates, warm up.
  private init(
    update name: String, _ settings: SACSettings,
    _ layout: @escaping @Sendable @autoclosure () throws -> ObservationLayout, actionCount: Int
  ) {
    self.init(name: name, unit: "ms/update") { duration in
      let layout = try layout()
      let learner = try SAC(
        settings, layout,
        actions: .box(
          low: Array(repeating: -1, count: actionCount),
          high: Array(repeating: 1, count: actionCount)),
        threads: Self.threads, seed: 0)
      let replay = Replay(made: layout, actionCount: actionCount)
      // the caches and the processor's clock settle first
      for _ in 0..<10 { learner.update(replay) }
      _ = Self.median(over: duration / 10) { learner.update(replay) }
      return Self.median(over: duration * 0.9) { learner.update(replay) } * 1_000
    }
  }
}

extension Replay {
  /// Random numbers in episodes of 50 steps.
  fileprivate init(made layout: ObservationLayout, actionCount: Int) {
    let count = 4_000  // with pictures more than a processor's caches hold
    self.init(layout, actionCount: actionCount, capacity: count)
    var random = RandomStream("bench", seed: 0)
    for index in 0..<count {
      append(
        state: (0..<layout.stateCount).map { _ in Float(random.normal()) },
        frame: (0..<frameCount).map { _ in UInt8(truncatingIfNeeded: random.bits()) },
        action: index % 51 == 50
          ? [] : (0..<actionCount).map { _ in Float(random.uniform(in: -1...1)) },
        reward: Float(random.uniform()), terminated: false)
    }
  }
}
