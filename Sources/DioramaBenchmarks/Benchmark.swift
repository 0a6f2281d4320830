// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaMath
import DioramaTasks

/// A benchmark: a measurement of how fast a part of the suite runs on this machine.
public struct Benchmark: Sendable {
  /// The name of the benchmark, such as `Pushing-v1/pixels-48`.
  public let name: String
  /// The unit of the measured number.
  public let unit: String
  private let number: @Sendable (Duration) throws -> Double

  /// Measures for about `duration`.
  ///
  /// - Returns: A median, which is robust to short disturbances; for rates, that of five equal spans.
  public func measure(for duration: Duration = .seconds(2)) throws -> Double {
    try number(duration)
  }

  /// Makes the benchmark called `name`.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - unit: The unit of the measured number.
  ///   - number: Measures for about the given duration.
  package init(
    name: String, unit: String, number: @escaping @Sendable (Duration) throws -> Double
  ) {
    self.name = name
    self.unit = unit
    self.number = number
  }

  /// The benchmarks of environments on one thread.
  public static let all: [Benchmark] = environments + [gridStep]

  private static let environments =
    EnvironmentSuite.catalog.entries.flatMap { environment($0) } + [cloth]

  /// The benchmarks of one environment on one thread: from state, and from pixels in both qualities.
  public static func environment(_ entry: Catalog.Entry) -> [Benchmark] {
    [
      Benchmark(entry, "state", EnvironmentOptions()),
      Benchmark(entry, "pixels-48", EnvironmentOptions(observation: .pixels)),
      Benchmark(
        entry, "pixels-48-fast",
        EnvironmentOptions(observation: .pixels, view: View(quality: .fast))),
    ]
  }

  /// Makes a benchmark of stepping an environment through whole episodes of random actions, resets included.
  private init(_ entry: Catalog.Entry, _ kind: String, _ options: EnvironmentOptions) {
    name = "\(entry.id)/\(kind)"
    unit = "steps/s"
    number = { duration in
      let environment = try entry.make(options)
      var seed: UInt64 = 0
      var stream = RandomStream("bench", seed: 0)
      let actions = (0..<1000).map { _ in environment.actionSpace.sample(from: &stream) }
      func run(for span: Duration) throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        var steps = 0
        while clock.now - start < span {
          _ = try environment.reset(seed: seed)
          seed += 1
          while true {
            let step = try environment.step(actions[steps % actions.count])
            steps += 1
            if step.ending != nil { break }
          }
        }
        return Double(steps) / ((clock.now - start) / .seconds(1))
      }
      return try Benchmark.medianOfSpans(of: duration, run(for:))
    }
  }
}
