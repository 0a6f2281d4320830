// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

/// The mass, centre of mass and inertia of a body, summed over its parts (ODE: `dMass`).
struct MassProperties {
  private var total: dMass

  /// Makes the properties of no mass.
  init() {
    total = dMass()
    unsafe dMassSetZero(&total)
  }

  /// The sum of the masses [kg].
  var mass: Double { total.mass }

  /// The centre of mass in the frame of the body [m].
  var centerOfMass: Vector3 { Vector3(total.c.0, total.c.1, total.c.2) }

  /// Adds the mass that a scene states for a body, which is at `pose` in the frame of the sum.
  mutating func add(_ inertial: Inertial, at pose: Pose) {
    guard inertial.mass > 0 else { return }
    var part = dMass()
    let frame = pose * inertial.pose
    // the principal moments, turned into the sum's axes: the columns of the inertia are R I Rᵀ
    let q = frame.orientation
    let columns = [Vector3.unitX, .unitY, .unitZ].map { axis in
      q.rotate(q.conjugate.rotate(axis) * inertial.inertia)
    }
    unsafe dMassSetParameters(
      &part, inertial.mass, 0, 0, 0, columns[0].x, columns[1].y, columns[2].z, columns[1].x,
      columns[2].x, columns[2].y)
    unsafe dMassTranslate(&part, frame.position.x, frame.position.y, frame.position.z)
    unsafe dMassAdd(&total, &part)
  }

  /// Adds `shape`, whose body is at `pose` in the frame of the sum.
  mutating func add(_ shape: Shape, at pose: Pose, in scene: Scene) {
    if let mass = shape.mass, mass == 0 { return }
    var part = dMass()
    unsafe dMassSetZero(&part)
    let density = shape.density
    switch shape.geometry {
    case .box(let half):
      unsafe dMassSetBox(&part, density, 2 * half.x, 2 * half.y, 2 * half.z)
    case .sphere(let radius): unsafe dMassSetSphere(&part, density, radius)
    case .capsule(let radius, let halfLength):
      unsafe dMassSetCapsule(&part, density, 3, radius, 2 * halfLength)
    case .cylinder(let radius, let halfLength):
      unsafe dMassSetCylinder(&part, density, 3, radius, 2 * halfLength)
    case .plane: return
    case .mesh(let id): part = Self.solid(scene[id], density: density)
    }
    guard part.mass > 0 else { return }
    if let mass = shape.mass { unsafe dMassAdjust(&part, mass) }
    let inner = pose * shape.pose
    let rotation = inner.orientation
    let x = rotation.rotate(.unitX)
    let y = rotation.rotate(.unitY)
    let z = rotation.rotate(.unitZ)
    let matrix = [x.x, y.x, z.x, 0, x.y, y.y, z.y, 0, x.z, y.z, z.z, 0]
    unsafe dMassRotate(&part, matrix)
    unsafe dMassTranslate(&part, inner.position.x, inner.position.y, inner.position.z)
    unsafe dMassAdd(&total, &part)
  }

  /// Multiplies masses and inertias by `factor`.
  mutating func scale(by factor: Double) { unsafe dMassAdjust(&total, factor * total.mass) }

  /// Returns a `share` of the mass about its own centre, alike about all axes.
  func carrier(_ share: Double) -> dMass {
    let (own, _) = centered()
    let inertia = share * (own.I.0 + own.I.5 + own.I.10) / 3
    var mass = dMass()
    unsafe dMassSetParameters(&mass, share * own.mass, 0, 0, 0, inertia, inertia, inertia, 0, 0, 0)
    return mass
  }

  /// Whether a solid can have these properties; ODE aborts the process if none can.
  var isPossible: Bool {
    var (mass, _) = centered()
    return unsafe dMassCheck(&mass) != 0
  }

  /// Returns the same mass about its own centre, as ODE wants it, and the centre.
  func centered() -> (mass: dMass, center: Vector3) {
    var mass = total
    let center = centerOfMass
    unsafe dMassTranslate(&mass, -center.x, -center.y, -center.z)
    (mass.c.0, mass.c.1, mass.c.2) = (0, 0, 0)  // ODE insists on zero; rounding leaves 1e-18
    return (mass, center)
  }

  /// Returns the mass of the solid that a closed mesh encloses, by the divergence theorem.
  ///
  /// > Source: Eberly 2002, *Polyhedral mass properties (revisited)*: integrals over the tetrahedra
  /// > between the origin and each triangle.
  private static func solid(_ mesh: Mesh, density: Double) -> dMass {
    var volume = 0.0
    var first = Vector3.zero
    var squares = Vector3.zero
    var products = Vector3.zero  // yz, xz, xy
    for t in stride(from: 0, to: mesh.indices.count - 2, by: 3) {
      let a = Vector3(mesh.positions[Int(mesh.indices[t])])
      let b = Vector3(mesh.positions[Int(mesh.indices[t + 1])])
      let c = Vector3(mesh.positions[Int(mesh.indices[t + 2])])
      let determinant = a.dot(b.cross(c))
      let sum = a + b + c
      volume += determinant / 6
      first += determinant / 24 * sum
      for v in [a, b, c, sum] {
        squares += determinant / 120 * (v * v)
        products += determinant / 120 * Vector3(v.y * v.z, v.x * v.z, v.x * v.y)
      }
    }
    var mass = dMass()
    unsafe dMassSetZero(&mass)
    guard volume > 1e-12 else { return mass }  // an open or inverted mesh encloses nothing
    // about the origin, by the parallel axis theorem to the centre, and back by ODE, so that it
    // records the centre
    let center = first / volume
    let m = density * volume
    let central = density * squares - m * (center * center)
    let centralProducts =
      density * products
      - m * Vector3(center.y * center.z, center.x * center.z, center.x * center.y)
    unsafe dMassSetParameters(
      &mass, m, 0, 0, 0, central.y + central.z, central.x + central.z, central.x + central.y,
      -centralProducts.z, -centralProducts.y, -centralProducts.x)
    unsafe dMassTranslate(&mass, center.x, center.y, center.z)
    return mass
  }
}
