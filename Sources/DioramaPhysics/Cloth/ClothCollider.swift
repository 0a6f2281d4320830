// SPDX-License-Identifier: Apache-2.0

internal import CDioramaKernels
internal import DioramaMath
internal import DioramaScene

/// A shape that a cloth can touch, with its present pose and velocity.
///
/// Particles cannot feel an edge that passes between them: a corner would go through a cell, and the cloth
/// would hang on it as on a nail. So the edges of boxes and cylinders are rounded, by about the width of a
/// cell.
struct ClothCollider {
  let shape: ShapeID
  /// The body that moves it.
  let body: BodyID
  /// The place of its body among a cord's partners.
  var partner = 0
  /// The shape without its rounding.
  private let core: Geometry
  /// The distance by which the shape extends beyond its core [m].
  private let rounding: Double
  /// Coulomb's coefficient with the cloth.
  let friction: Double
  /// The shape's position in the world [m], and its axes.
  private(set) var origin = Vector3.zero
  private(set) var axes = (Vector3.unitX, Vector3.unitY, Vector3.unitZ)
  /// The body's centre of mass [m], and its velocity [m/s] and spin [rad/s].
  var center = Vector3.zero
  var velocity = Vector3.zero
  var spin = Vector3.zero

  init(
    shape: ShapeID, body: BodyID, outline: Geometry, friction: Double, touchedBy sheet: ClothSheet
  ) {
    self.shape = shape
    self.body = body
    self.friction = friction
    let cell = sheet.isCord ? SIMD2(sheet.spacing.x, 0) : sheet.spacing
    // with the cloth's own radius a little more than half a cell's diagonal
    let wanted = max(0, 0.6 * (cell * cell).sum().squareRoot() - sheet.radius)
    switch outline {
    case .box(let half):
      rounding = min(wanted, 0.5 * half.min())
      core = .box(halfSize: half - rounding)
    case .cylinder(let radius, let half):
      rounding = min(wanted, 0.5 * min(radius, half))
      core = .cylinder(radius: radius - rounding, halfLength: half - rounding)
    default:
      rounding = 0
      core = outline
    }
  }

  mutating func move(to pose: Pose) {
    origin = pose.position
    let q = pose.orientation
    axes = (q.rotate(.unitX), q.rotate(.unitY), q.rotate(.unitZ))
  }

  /// Returns the velocity of the shape at `point` [m/s].
  @inline(__always) func velocity(at point: Vector3) -> Vector3 {
    velocity + spin.cross(point - center)
  }

  /// Whether it is a plane or a box, which a kernel handles.
  @inline(__always) var isFlat: Bool {
    switch core {
    case .plane, .box: true
    default: false
    }
  }

  /// Returns the shape as the kernels know it, touched by `cloth`.
  func kernel(_ cloth: Cloth) -> diorama_shape {
    func numbers(_ vector: Vector3) -> (Double, Double, Double) { (vector.x, vector.y, vector.z) }
    var shape = diorama_shape()
    if case .box(let half) = core { (shape.is_box, shape.half) = (1, numbers(half)) }
    shape.rounding = rounding
    shape.origin = numbers(origin)
    shape.axes = (numbers(axes.0), numbers(axes.1), numbers(axes.2))
    shape.center = numbers(center)
    shape.velocity = numbers(velocity)
    shape.spin = numbers(spin)
    shape.friction = cloth.frictionScale * friction
    shape.radius = cloth.sheet.radius
    shape.time_step = cloth.timeStep
    shape.error_reduction = Cloth.errorReduction
    shape.correction_speed = Cloth.correctionSpeed
    return shape
  }

  /// Returns the distance of `point` from the surface [m], negative within, and the direction outwards.
  @inline(__always) func gap(_ point: Vector3) -> (distance: Double, normal: Vector3) {
    let offset = point - origin
    let local = Vector3(axes.0.dot(offset), axes.1.dot(offset), axes.2.dot(offset))
    let (distance, normal) = localGap(local)
    return (distance - rounding, normal.x * axes.0 + normal.y * axes.1 + normal.z * axes.2)
  }

  private func localGap(_ p: Vector3) -> (Double, Vector3) {
    switch core {
    case .sphere(let radius): return Self.ball(p, radius)
    case .capsule(let radius, let half):
      return Self.ball(Vector3(p.x, p.y, p.z - min(max(p.z, -half), half)), radius)
    case .cylinder(let radius, let half):
      // a rectangle turned about its edge
      let across = (p.x * p.x + p.y * p.y).squareRoot()
      let (distance, normal) = Self.box(
        Vector3(across, 0, p.z), Vector3(radius, .infinity, half))
      guard across > 1e-12 else { return (distance, Vector3(normal.x, 0, normal.z)) }
      return (distance, Vector3(normal.x * p.x / across, normal.x * p.y / across, normal.z))
    case .plane: return (p.z, .unitZ)
    case .box(let half): return Self.box(p, half)
    case .mesh: return (.infinity, .unitZ)
    }
  }

  private static func ball(_ p: Vector3, _ radius: Double) -> (Double, Vector3) {
    let length = p.length
    return length > 1e-12 ? (length - radius, p / length) : (-radius, .unitZ)
  }

  private static func box(_ p: Vector3, _ half: Vector3) -> (Double, Vector3) {
    let x = abs(p.x) - half.x
    let y = abs(p.y) - half.y
    let z = abs(p.z) - half.z
    let sign = Vector3(p.x < 0 ? -1 : 1, p.y < 0 ? -1 : 1, p.z < 0 ? -1 : 1)
    if x <= 0, y <= 0, z <= 0 {
      // within: out by the nearest face
      if x >= y, x >= z { return (x, Vector3(sign.x, 0, 0)) }
      return y >= z ? (y, Vector3(0, sign.y, 0)) : (z, Vector3(0, 0, sign.z))
    }
    let out = Vector3(max(x, 0), max(y, 0), max(z, 0))
    let length = out.length
    return (length, out * sign / length)
  }

  /// Returns whether `point` may be nearer to the shape than `margin` [m]; quick, and never wrongly false.
  @inline(__always) func isNear(_ point: Vector3, margin: Double) -> Bool {
    let offset = point - origin
    let margin = margin + rounding
    switch core {
    case .plane: return axes.2.dot(offset) < margin
    case .sphere(let radius): return offset.dot(offset) < (radius + margin) * (radius + margin)
    case .capsule(let radius, let half):
      let reach = radius + half + margin
      return offset.dot(offset) < reach * reach
    case .box(let half):
      return abs(axes.2.dot(offset)) < half.z + margin && abs(axes.0.dot(offset)) < half.x + margin
        && abs(axes.1.dot(offset)) < half.y + margin
    case .cylinder(let radius, let half):
      let height = axes.2.dot(offset)
      guard abs(height) < half + margin else { return false }
      let reach = radius + margin
      return offset.dot(offset) - height * height < reach * reach
    case .mesh: return false
    }
  }
}
