// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

/// One of ODE's bodies.
@safe struct Mover {
  let body: BodyID
  let id: dBodyID
  /// The centre of mass in the body's frame [m]: ODE's bodies are centred on theirs.
  let centerOfMass: Vector3
  /// How heavy it is in the scene [kg].
  let mass: Double
  /// The same with its inertia, as ODE wants it.
  let odeMass: dMass
  /// The fraction of its weight that is taken off it.
  let gravityCompensation: Double
}

/// A body that the program poses.
@safe struct PosedBody {
  let body: BodyID
  /// ODE's kinematic body, where it has shapes that touch or holds something; nil otherwise.
  var id: dBodyID?
  var pose: Pose
  /// Velocity of its origin [m/s].
  var linearVelocity: Vector3
}

/// A shape that can touch.
@safe struct Collider {
  let shape: ShapeID
  let outline: Geometry
  let geom: dGeomID
  /// ODE's body; nil where it never moves.
  let body: dBodyID?
}

/// Two colliders that may touch.
struct CandidatePair {
  let first: Int
  let second: Int
  let friction: ContactFriction
}

/// What a contact resists, as a share of its normal force.
struct ContactFriction: Hashable {
  /// Coulomb's coefficient.
  var sliding = 0.0
  /// Torque about the normal [m].
  var torsional = 0.0
  /// Torque about the tangents [m].
  var rolling = 0.0
}

/// Triangles that ODE collides with; ODE refers to them as long as a shape does.
@safe struct TriangleMesh {
  let data: dTriMeshDataID
  let positions: UnsafeMutableBufferPointer<SIMD3<Float>>
  let indices: UnsafeMutableBufferPointer<UInt32>

  func destroy() {
    unsafe dGeomTriMeshDataDestroy(data)
    unsafe positions.deallocate()
    unsafe indices.deallocate()
  }
}
