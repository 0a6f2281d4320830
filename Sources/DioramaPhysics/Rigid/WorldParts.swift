// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

/// A simulated body of the scene, one of ODE's bodies.
@safe struct Mover {
  let body: BodyID
  let id: dBodyID
  /// The centre of mass in the body's frame [m]: ODE's bodies are centred on theirs.
  let centerOfMass: Vector3
  /// The mass that it has in the scene [kg].
  let mass: Double
  /// The same with its inertia, as ODE wants it.
  let odeMass: dMass
  /// The fraction of its weight that is compensated.
  let gravityCompensation: Double
  /// The joint that it carries the next joint of the same body for; nil for the body itself.
  var joint: JointID?
}

/// A body that the program poses.
@safe struct PosedBody {
  let body: BodyID
  /// ODE's kinematic body, if it has shapes that touch or holds something; nil otherwise.
  var id: dBodyID?
  var pose: Pose
  /// The velocity of its origin [m/s].
  var linearVelocity: Vector3
}

/// A shape that can touch.
@safe struct Collider {
  let shape: ShapeID
  let outline: Geometry
  let geom: dGeomID
  /// ODE's body; nil if it never moves.
  let body: dBodyID?
}

/// Two colliders that may touch.
struct CandidatePair {
  let first: Int
  let second: Int
  let friction: ContactFriction
}

/// The friction coefficients of a contact, relative to its normal force.
struct ContactFriction: Hashable {
  /// Coulomb's coefficient of sliding.
  var sliding = 0.0
  /// The torque about the normal, divided by the normal force [m].
  var torsional = 0.0
  /// The torque about the tangents, divided by the normal force [m].
  var rolling = 0.0
}

/// A triangle mesh that ODE collides with; ODE refers to it as long as a shape does.
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
