// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene

extension Benchmark {
  /// The benchmark of a cloth of 20 × 20 particles: simulated time over real time.
  ///
  /// Again and again it falls on a box and on itself for two simulated seconds, with contact and
  /// self-contact.
  static let cloth = Benchmark(name: "cloth-20x20", unit: "x realtime") { duration in
    let world = try clothOnBox(edge: 20)
    func run(for span: Duration) throws -> Double {
      let clock = ContinuousClock()
      let start = clock.now
      var simulated = 0.0
      while clock.now - start < span {
        world.reset()
        for _ in 0..<400 { try world.step() }
        simulated += world.time
      }
      return simulated / ((clock.now - start) / .seconds(1))
    }
    return try medianOfSpans(of: duration, run(for:))
  }

  /// Returns the world of a cloth of `edge` × `edge` particles, 30 cm wide if it has 20, above a box.
  ///
  /// The distance between particles is the same for all, and so are the time steps.
  static func clothOnBox(edge: Int) throws -> RigidWorld {
    let half = 0.06 * Double(edge - 1) / 19
    return try Certificate.clothWorld(
      gravity: Vector3(0, 0, -Certificate.gravity), substeps: 10, timeStep: 0.005, airDamping: 1,
      shapes: """
        <geom type="box" pos="0 0 -0.1" size="\(half) \(half) 0.05"/>
        <geom type="box" pos="0 0 -0.2" size="1 1 0.05"/>
        """
    ) { sheet in
      let particles = Double(edge * edge) / Double(sheet.count.x * sheet.count.y)
      sheet.count = SIMD2(edge, edge)
      sheet.mass *= particles
    }
  }
}
