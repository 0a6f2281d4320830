// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks

extension Benchmark {
  /// The benchmarks of the world of the scene file at `path`: its time steps, a hundred after each reset, and
  /// its pictures.
  ///
  /// - Parameters:
  ///   - path: The scene file.
  ///   - name: What they are called.
  /// - Returns: The two benchmarks.
  public static func world(ofScene path: String, named name: String) -> [Benchmark] {
    [
      Benchmark(name: "\(name)/world", unit: "time steps/s") { duration in
        let world = try SceneWorld(contentsOf: path)
        return try rate(for: duration) {
          try world.reset()
          for _ in 0..<5 { try world.step(20) }
          return 100
        }
      },
      Benchmark(name: "\(name)/picture-640x480", unit: "pictures/s") { duration in
        let world = try SceneWorld(contentsOf: path)
        return try rate(for: duration) {
          _ = try world.image(View(width: 640, height: 480))
          return 1
        }
      },
    ]
  }

  /// Returns how much is done in a second: the median of five spans after a warm-up.
  private static func rate(for duration: Duration, _ work: () throws -> Int) rethrows -> Double {
    func run(for span: Duration) throws -> Double {
      let clock = ContinuousClock()
      let start = clock.now
      var done = 0
      repeat { done += try work() } while clock.now - start < span
      return Double(done) / ((clock.now - start) / .seconds(1))
    }
    return try medianOfSpans(of: duration, run(for:))
  }
}
