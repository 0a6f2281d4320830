// SPDX-License-Identifier: Apache-2.0

package import DioramaMath
package import DioramaScene
import DioramaSceneFiles

extension Certificate {
  /// The centre of mass of a cloth that shakes while it falls: it follows the integrator's own closed form,
  /// `g h² n (n + 1) / 2`.
  package static func clothFreeFall(_ flaw: ClothFlaw = { _ in }) throws -> [Row] {
    let world = try clothWorld(gravity: Vector3(0, 0, -gravity), flaw)
    let cloth = world.cloths[0]
    shake(cloth)
    let start = cloth.centerOfMass
    let velocity = cloth.momentum / cloth.mass
    for _ in 0..<500 { try world.step() }
    let n = Double(500 * cloth.substeps)
    let h = cloth.timeStep
    let expected = n * h * velocity - Vector3(0, 0, gravity * h * h * n * (n + 1) / 2)
    let error = (cloth.centerOfMass - start - expected).length
    return [
      Row(
        "free fall of a shaking cloth: distance from the ballistic point, of its path",
        measured: error / expected.length, expected: 0, absoluteTolerance: 1e-9)
    ]
  }

  /// Springs and dashpots change neither momentum nor angular momentum.
  package static func clothMomentum(_ flaw: ClothFlaw = { _ in }) throws -> [Row] {
    let world = try clothWorld(gravity: .zero, flaw)
    let cloth = world.cloths[0]
    shake(cloth)
    let linear = cloth.momentum
    let angular = cloth.angularMomentum
    for _ in 0..<500 { try world.step() }
    return [
      Row(
        "momentum of a shaking cloth after 1 s, relative change",
        measured: (cloth.momentum - linear).length / linear.length, expected: 0,
        absoluteTolerance: 1e-9),
      Row(
        "angular momentum of a shaking cloth after 1 s, relative change",
        measured: (cloth.angularMomentum - angular).length / angular.length, expected: 0,
        absoluteTolerance: 1e-9),
    ]
  }

  /// The energy of a cloth that shakes, falls on a box and comes to rest never grows.
  ///
  /// The kinetic energy is computed from the mean of the velocities before and after a step: these are half a
  /// step before and after the positions.
  package static func clothEnergy(_ flaw: ClothFlaw = { _ in }) throws -> [Row] {
    let world = try clothWorld(
      gravity: Vector3(0, 0, -gravity), substeps: 1, timeStep: 0.0005,
      shapes: #"<geom type="box" pos="0 0 -0.1" size="0.08 0.08 0.05"/>"#, flaw)
    let cloth = world.cloths[0]
    shake(cloth)
    var first: Double?
    var lowest = Double.infinity
    var growth = 0.0
    for _ in 0..<2000 {
      let stored = cloth.elasticEnergy + cloth.gravitationalEnergy
      let before = (0..<cloth.sheet.particleCount).map(cloth.velocity(of:))
      try world.step()
      var moving = 0.0
      for (index, velocity) in before.enumerated() {
        let mean = (velocity + cloth.velocity(of: index)) / 2
        moving += 0.5 * cloth.mass / Double(before.count) * mean.dot(mean)
      }
      let energy = stored + moving
      if first == nil { first = moving }
      growth = max(growth, energy - lowest)
      lowest = min(lowest, energy)
    }
    return [
      Row(
        "growth of a cloth's energy without drive, of its kinetic energy at first",
        measured: growth / (first ?? 1), expected: 0, absoluteTolerance: 1e-9)
    ]
  }

  /// The edges of a cloth that hangs by one edge stretch by 5 % at most.
  package static func clothStrain(_ flaw: ClothFlaw = { _ in }) throws -> [Row] {
    let world = try clothWorld(gravity: Vector3(9.81, 0, 0), airDamping: 2) { sheet in
      sheet.pins = Array(0..<sheet.count.y)
      flaw(&sheet)
    }
    for _ in 0..<3000 { try world.step() }
    return [
      Row(
        "edge strain of a hanging cloth", measured: world.cloths[0].edgeStrain.largest,
        expected: 0, absoluteTolerance: 0.05)
    ]
  }

  /// A cloth that hangs by two corners hangs the same if its steps are half as long.
  package static func clothRest(_ flaw: ClothFlaw = { _ in }) throws -> [Row] {
    let positions = try [4, 8].map { substeps in
      let world = try clothWorld(
        gravity: Vector3(0, 0, -gravity), substeps: substeps, airDamping: 4
      ) { sheet in
        sheet.pins = [0, sheet.count.y - 1]
        flaw(&sheet)
      }
      for _ in 0..<4000 { try world.step() }
      return world.cloths[0].positions
    }
    let moved = zip(positions[0], positions[1]).map { ($0 - $1).length }.max() ?? .infinity
    return [
      Row(
        "farthest that half the time step moves a cloth's rest shape [m]", measured: moved,
        expected: 0, absoluteTolerance: 1e-3)
    ]
  }

  /// The cloth of the experiments and of the benchmark: 30 cm square, 20 × 20 particles, 25 g.
  package static var standardSheet: ClothSheet {
    let spacing = 0.3 / 19
    let springs = ClothSheet.Springs(
      young: 6e4, poisson: 0.3, thickness: 1e-3, spacing: SIMD2(repeating: spacing), bends: true)
    var sheet = ClothSheet(
      name: "cloth", count: SIMD2(20, 20), spacing: SIMD2(repeating: spacing), mass: 0.025,
      stiffness: springs)
    sheet.damping = 1e-4 * springs
    sheet.radius = 0.004
    sheet.friction = 0.4
    return sheet
  }

  package static func clothWorld(
    gravity: Vector3, substeps: Int = 4, timeStep: Double = 0.002, airDamping: Double = 0,
    shapes: String = "", _ flaw: ClothFlaw = { _ in }
  ) throws -> RigidWorld {
    var scene = try Scene(
      xml: "<mujoco><worldbody>\(shapes)</worldbody></mujoco>", name: "certificate")
    scene.options.timeStep = timeStep
    scene.options.gravity = gravity
    scene.parameters = [
      "cloth_substeps": [Double(substeps)], "cloth_air_damping": [airDamping],
    ]
    var sheet = standardSheet
    flaw(&sheet)
    scene.cloths = [sheet]
    return try RigidWorld(scene)
  }

  /// Gives every particle a velocity of its own, on top of a drift and a spin.
  private static func shake(_ cloth: Cloth) {
    var stream = RandomStream("shake", seed: 1)
    for index in 0..<cloth.sheet.particleCount {
      let own = Vector3(
        stream.uniform(in: -1...1), stream.uniform(in: -1...1), stream.uniform(in: -1...1))
      let spin = Vector3(1, 2, 3).cross(cloth.position(of: index))
      cloth.setVelocity(Vector3(0.3, 0.2, 0.1) + spin + 0.5 * own, of: index)
    }
  }
}
