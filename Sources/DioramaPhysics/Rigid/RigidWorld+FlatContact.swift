// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

extension RigidWorld {
  /// The largest sine of a cylinder's tilt at which it counts as flat.
  private static let flatTilt = 1e-3

  /// Finds the contacts of a cylinder that stands flat on a face of a box, without ODE's collider.
  ///
  /// Four points of the rim, fixed in the cylinder, span the patch exactly. ODE's general search finds the
  /// same patch with eight points in twenty times the time, and a mug on a table needs it at every step.
  ///
  /// - Returns: The number of contacts written; nil if the cylinder is not flat within a face, so ODE must
  ///   look.
  func collideFlat(_ first: Collider, _ second: Collider) -> Int? {
    switch (first.outline, second.outline) {
    case (.box(let half), .cylinder(let radius, let halfLength)):
      unsafe standingContacts(
        box: first.geom, half, cylinder: second.geom, radius, halfLength, boxIsFirst: true)
    case (.cylinder(let radius, let halfLength), .box(let half)):
      unsafe standingContacts(
        box: second.geom, half, cylinder: first.geom, radius, halfLength, boxIsFirst: false)
    default: nil
    }
  }

  private func standingContacts(
    box: dGeomID, _ half: Vector3, cylinder: dGeomID, _ radius: Double, _ halfLength: Double,
    boxIsFirst: Bool
  ) -> Int? {
    let frame = unsafe Axes(dGeomGetRotation(box))
    let rim = unsafe Axes(dGeomGetRotation(cylinder))
    let offset = unsafe Vector3(dGeomGetPosition(cylinder)) - Vector3(dGeomGetPosition(box))
    let center = frame.local(offset)
    let axis = frame.local(rim.z)

    // the face that the axis is square to, on the cylinder's side
    let face =
      abs(axis.x) > abs(axis.y)
      ? (abs(axis.x) > abs(axis.z) ? 0 : 2) : abs(axis.y) > abs(axis.z) ? 1 : 2
    guard 1 - abs(axis[face]) < 0.5 * Self.flatTilt * Self.flatTilt else { return nil }
    let side: Double = center[face] < 0 ? -1 : 1
    let toCap = side * axis[face] > 0 ? -halfLength : halfLength
    let cap = center + toCap * axis
    let depth = half[face] - side * cap[face]
    if depth < -Self.flatTilt * radius { return 0 }
    guard depth < halfLength, depth < half[face] else { return nil }
    for other in 0..<3 where other != face {
      guard abs(cap[other]) + radius <= half[other] else { return nil }
    }

    var normal = Vector3.zero  // out of the second shape, into the first
    normal[face] = boxIsFirst ? -side : side
    let worldNormal = frame.world(normal)
    let origin = unsafe Vector3(dGeomGetPosition(cylinder)) + toCap * rim.z
    var count = 0
    for corner in 0..<4 {
      let axis = corner.isMultiple(of: 2) ? rim.x : rim.y
      let direction = corner < 2 ? axis : -axis
      let point = origin + radius * direction
      let local = cap + radius * frame.local(direction)
      let depth = half[face] - side * local[face]
      guard depth >= 0 else { continue }
      var contact = unsafe dContactGeom()
      unsafe contact.pos = (point.x, point.y, point.z, 0)
      unsafe contact.normal = (worldNormal.x, worldNormal.y, worldNormal.z, 0)
      unsafe contact.depth = depth
      unsafe contact.g1 = unsafe boxIsFirst ? box : cylinder
      unsafe contact.g2 = unsafe boxIsFirst ? cylinder : box
      unsafe contactBuffer[count] = unsafe contact
      count += 1
    }
    return count
  }
}

/// The axes of a shape in the world: the columns of ODE's rotation matrix.
private struct Axes {
  let x: Vector3
  let y: Vector3
  let z: Vector3

  init(_ matrix: UnsafePointer<dReal>) {
    x = unsafe Vector3(matrix[0], matrix[4], matrix[8])
    y = unsafe Vector3(matrix[1], matrix[5], matrix[9])
    z = unsafe Vector3(matrix[2], matrix[6], matrix[10])
  }

  /// Turns a world vector into the shape's frame.
  func local(_ v: Vector3) -> Vector3 { Vector3(x.dot(v), y.dot(v), z.dot(v)) }

  /// Turns a vector of the shape's frame into the world's.
  func world(_ v: Vector3) -> Vector3 { v.x * x + v.y * y + v.z * z }
}
