// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaPhysics
import DioramaRuns
import DioramaTasks

extension Benchmark {
  /// The benchmarks of how cost grows with size: `growth/bodies-10`, `growth/cloth-20`, ….
  ///
  /// The number at the end of a name is the size: free bodies, the particles along an edge of a cloth, the
  /// pixels along an edge of an image, the environments of a vector, the steps in a batch.
  public static let growth: [Benchmark] =
    [1, 3, 10, 30, 100].map(bodies(count:)) + [1, 3, 10, 30].map(tower(count:))
    + [10, 20, 40, 80].map(cloth(edge:)) + [16, 32, 64, 128, 256, 512].map(pixels(edge:))
    + [1, 4, 16, 64, 256].map(environments(count:)) + [32, 128, 512, 1024, 4096].map(batch(size:))

  /// Boxes that lie on the floor, apart from each other: the time of a time step.
  private static func bodies(count: Int) -> Benchmark {
    Benchmark(name: "growth/bodies-\(count)", unit: "µs/step") { duration in
      let columns = Int(Double(count).squareRoot().rounded(.up))
      let places = (0..<count).map { ($0 % columns, $0 / columns) }
      return try step(
        boxes: places.map { Vector3(0.2 * Double($0), 0.2 * Double($1), 0.05) }, duration)
    }
  }

  /// A tower of boxes: bodies that are solved together.
  private static func tower(count: Int) -> Benchmark {
    Benchmark(name: "growth/tower-\(count)", unit: "µs/step") { duration in
      try step(boxes: (0..<count).map { Vector3(0, 0, 0.05 + 0.1 * Double($0)) }, duration)
    }
  }

  private static func step(boxes: [Vector3], _ duration: Duration) throws -> Double {
    let body = boxes.map { place in
      """
      <body pos="\(place.x) \(place.y) \(place.z)"><freejoint/>
      <geom type="box" size="0.05 0.05 0.05" mass="0.2"/></body>
      """
    }
    let world = try Certificate.world(
      timeStep: 0.005, #"<geom type="plane" size="0 0 1"/>"# + body.joined())
    for _ in 0..<50 { try world.step() }  // they come to rest
    return try median(over: duration) { for _ in 0..<5 { try world.step() } } * 1e6 / 5
  }

  /// A cloth of `edge` × `edge` particles that falls on a box and on itself: the time of a time step, over
  /// all of two seconds.
  private static func cloth(edge: Int) -> Benchmark {
    Benchmark(name: "growth/cloth-\(edge)", unit: "µs/step") { duration in
      let world = try clothOnBox(edge: edge)
      let steps = 400
      return try median(over: duration) {
        world.reset()
        for _ in 0..<steps { try world.step() }
      } * 1e6 / Double(steps)
    }
  }

  /// An image of `Pushing-v1`, `edge` × `edge` pixels, read back, after a step: the time of the image.
  private static func pixels(edge: Int) -> Benchmark {
    Benchmark(name: "growth/pixels-\(edge)", unit: "µs/image") { duration in
      let environment = try EnvironmentSuite.catalog.make("Pushing-v1")
      let view = View(width: edge, height: edge)
      var stream = RandomStream("bench", seed: 0)
      var times: [Double] = []
      _ = try environment.reset(seed: 0)
      for _ in 0..<3 { _ = try environment.image(view) }  // shaders, and what stands still
      let clock = ContinuousClock()
      let start = clock.now
      repeat {
        let step = try environment.step(environment.actionSpace.sample(from: &stream))
        times.append(try clock.measure { _ = try environment.image(view) } / .seconds(1))
        if step.ending != nil { _ = try environment.reset(seed: UInt64(times.count)) }
      } while clock.now - start < duration
      return times.sorted()[times.count / 2] * 1e6
    }
  }

  /// A vector of `count` environments of `Pendulum-v1` on one thread: the time of a step of all.
  private static func environments(count: Int) -> Benchmark {
    Benchmark(name: "growth/environments-\(count)", unit: "µs/step") { duration in
      let vector = try VectorEnvironment(
        EnvironmentSuite.catalog.entry("Pendulum-v1"), count: count, workers: .threads(1))
      defer { vector.close() }
      var stream = RandomStream("bench", seed: 0)
      let actions = (0..<count).map { _ in vector.actionSpace.sample(from: &stream) }
      try vector.reset(seed: 0)
      return try median(over: duration) { for _ in 0..<20 { try vector.step(actions) } } * 1e6 / 20
    }
  }

  /// An update of SAC with two layers of 256 units and batches of `size` steps.
  private static func batch(size: Int) -> Benchmark {
    Benchmark(update: "growth/batch-\(size)", unit: "µs/update", perSecond: 1e6) {
      var settings = SAC.Settings()
      settings.batchSize = size
      let problem = Problem(
        "", ObservationLayout(stateCount: 17), actions: .box(count: 6, in: -1...1))
      return (try SAC(settings, problem, Compute(threads: threads, seed: 0)), problem)
    }
  }
}
