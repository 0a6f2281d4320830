// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath

extension Benchmark {
  /// Steps of eight environments on 1, 2, … workers: threads for states, processes for pixels.
  ///
  /// - Parameters:
  ///   - workerCommand: The program of a worker process.
  ///   - workers: The most workers, such as the number of processors.
  /// - Returns: The benchmarks of every control task, named such as `Pushing-v1/vector-state-2`.
  public static func vectors(workerCommand: [String], workers: Int) -> [Benchmark] {
    EnvironmentSuite.catalog.entries.filter { $0.startCount == nil }.flatMap { entry in
      (1...max(1, workers)).flatMap { count in
        [
          Benchmark(
            entry, "vector-state-\(count)", EnvironmentOptions(), .threads(count)),
          Benchmark(
            entry, "vector-pixels-48-\(count)", EnvironmentOptions(observation: .pixels),
            .processes(count, command: workerCommand, recipe: "")),
        ]
      }
    }
  }

  /// Steps of random actions, resets included, of all environments together.
  private init(
    _ entry: Catalog.Entry, _ kind: String, _ options: EnvironmentOptions, _ workers: VectorWorkers
  ) {
    let count = 8
    self.init(name: "\(entry.id)/\(kind)", unit: "steps/s") { duration in
      var workers = workers
      if case .processes(let number, let command, _) = workers {
        var reader = try OptionReader(json: #"{"observation": "pixels"}"#)
        let recipe = try EnvironmentRecipe(entry.id.description, &reader)
        workers = .processes(
          number, command: command, recipe: recipe.text(picture: options.view))
      }
      let vector = try VectorEnvironment(entry, count: count, workers: workers, options: options)
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
      _ = try run(for: duration / 10)  // warm up
      return try (0..<5).map { _ in try run(for: duration / 5) }.sorted()[2]
    }
  }
}
