// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks

extension Benchmark {
  /// Returns the benchmarks of vectors: steps of eight environments on 1, 2, … workers.
  ///
  /// Workers are threads for states, and processes for pixels. One more benchmark has the number of threads
  /// that is chosen by default.
  ///
  /// - Parameters:
  ///   - workerCommand: The program of a worker process.
  ///   - workers: The most workers, such as the number of processors.
  /// - Returns: The benchmarks, named such as `Pushing-v1/vector-state-2`, and `Pushing-v1/vector-state` for
  ///   the default; of gridworlds states only.
  public static func vectors(workerCommand: [String], workers: Int) -> [Benchmark] {
    EnvironmentSuite.catalog.entries.flatMap { entry in
      let isGrid = entry.startCount != nil
      let explicit = (1...max(1, workers)).flatMap { count in
        [
          Benchmark(entry, "vector-state-\(count)", EnvironmentOptions()) { _ in .threads(count) },
          isGrid
            ? nil
            : Benchmark(
              entry, "vector-pixels-48-\(count)", EnvironmentOptions(observation: .pixels)
            ) { .processes(count, command: workerCommand, recipe: $0) },
        ].compactMap { $0 }
      }
      let chosen = Benchmark(entry, "vector-state", EnvironmentOptions()) { _ in
        .threads(
          try VectorWorkers.countThatPays(entry, count: environmentCount, atMost: max(1, workers)))
      }
      return [chosen] + explicit
    }
  }

  private static let environmentCount = 8

  /// Makes a benchmark of random steps of all environments together, resets included.
  ///
  /// `workers` makes the workers, given the recipe by which worker processes make the environments.
  private init(
    _ entry: Catalog.Entry, _ kind: String, _ options: EnvironmentOptions,
    _ workers: @escaping @Sendable (_ recipe: String) throws -> VectorWorkers
  ) {
    let count = Self.environmentCount
    self.init(name: "\(entry.id)/\(kind)", unit: "steps/s") { duration in
      var reader = try OptionReader(json: #"{"observation": "pixels"}"#)
      let recipe = try EnvironmentSpecification(entry.id.description, &reader)
      let vector = try VectorEnvironment(
        entry, count: count, workers: workers(recipe.text(picture: options.view)),
        options: options)
      defer { vector.close() }
      var stream = RandomStream("bench", seed: 0)
      let actions = (0..<1000).map { _ in
        (0..<count).map { _ in vector.actionSpace.sample(from: &stream) }
      }
      try vector.reset(seed: 0)
      func run(for span: Duration) throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        var steps = 0
        while clock.now - start < span {
          try vector.step(actions[steps % actions.count])
          steps += 1
        }
        return Double(count * steps) / ((clock.now - start) / .seconds(1))
      }
      return try Benchmark.medianOfSpans(of: duration, run(for:))
    }
  }
}
