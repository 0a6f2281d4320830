// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import Foundation

extension Certificate {
  /// A pendulum's period at large angles, `T = T₀ / agm(1, cos(θ/2))`.
  ///
  /// > Source: Carvalhaes and Suppes 2008, *Approximations for the period of the simple pendulum
  /// > based on the arithmetic-geometric mean*.
  static func pendulum() throws -> [Row] {
    let length = 1.0
    let radius = 0.05
    return try [10.0, 90, 150].map { degrees in
      let world = try world(
        timeStep: 0.001,
        #"""
        <body name="rod" pos="0 0 0" euler="0 \#(-degrees) 0">
          <joint name="pivot" type="hinge" axis="0 1 0"/>
          <geom type="sphere" pos="0 0 -\#(length)" size="\#(radius)" mass="1" contype="0" conaffinity="0"/>
        </body>
        """#)
      let rod = body("rod", in: world)
      func angle() -> Double {
        let down = world.pose(of: rod).orientation.rotate(Vector3(0, 0, -1))
        return atan2(down.x, -down.z)
      }
      // a period lies between two passages of the lowest point in the same direction
      var passages: [Double] = []
      var before = angle()
      for _ in 0..<20_000 where passages.count < 3 {
        try world.step()
        let now = angle()
        if before * now < 0, abs(now) < 1 {
          passages.append(world.time - 0.001 * now / (now - before))
        }
        before = now
      }
      let inertia = length * length + 0.4 * radius * radius  // of a unit mass, about the pivot
      let small = 2 * Double.pi * (inertia / (gravity * length)).squareRoot()
      let expected = small / arithmeticGeometricMean(1, cos(degrees * .pi / 360))
      let measured = passages.count == 3 ? passages[2] - passages[0] : 0
      return Row(
        "pendulum period from \(Int(degrees))° [s]", measured: measured, expected: expected,
        relativeTolerance: 0.005)
    }
  }

  private static func arithmeticGeometricMean(_ a: Double, _ b: Double) -> Double {
    var (a, b) = (a, b)
    while abs(a - b) > 1e-15 * a { (a, b) = ((a + b) / 2, (a * b).squareRoot()) }
    return a
  }

  /// A body in free fall: it follows the integrator's own closed form, `g h² n(n+1)/2`.
  static func freeFall() throws -> [Row] {
    let timeStep = 0.002
    let world = try world(
      timeStep: timeStep,
      #"""
      <body name="box"><freejoint/><geom type="box" size="0.05 0.1 0.15" mass="1"/></body>
      """#)
    let box = body("box", in: world)
    world.setVelocity(of: box, linear: Vector3(1, 2, 3), angular: Vector3(1, -2, 3))
    let steps = 500
    for _ in 0..<steps { try world.step() }
    let n = Double(steps)
    let expected =
      n * timeStep * Vector3(1, 2, 3)
      - Vector3(0, 0, gravity * timeStep * timeStep * n * (n + 1) / 2)
    let error = (world.pose(of: box).position - expected).length
    return [
      Row(
        "free fall of a spinning box: distance from the ballistic point [m]", measured: error,
        expected: 0, absoluteTolerance: 1e-9)
    ]
  }

  /// A box that spins freely about its middle axis keeps its angular momentum.
  static func spinning() throws -> [Row] {
    let world = try world(
      timeStep: 0.001,
      #"""
      <body name="box" gravcomp="1"><freejoint/>
        <geom type="box" size="0.05 0.1 0.15" mass="1"/></body>
      """#)
    let box = body("box", in: world)
    let half = Vector3(0.05, 0.1, 0.15)
    let inertia =
      Vector3(
        half.y * half.y + half.z * half.z, half.x * half.x + half.z * half.z,
        half.x * half.x + half.y * half.y) / 3
    func momentum() -> Vector3 {
      let q = world.pose(of: box).orientation
      return q.rotate(inertia * q.conjugate.rotate(world.angularVelocity(of: box)))
    }
    world.setVelocity(of: box, linear: .zero, angular: Vector3(0.02, 3, 0.02))
    let start = momentum()
    for _ in 0..<2000 { try world.step() }
    return [
      Row(
        "angular momentum of a tumbling box after 2 s [N·m·s]", measured: momentum().length,
        expected: start.length, relativeTolerance: 0.01)
    ]
  }
}
