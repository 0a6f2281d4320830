// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

extension BodyPlan {
  /// Makes ODE's shapes, in the order of the scene's.
  func makeColliders(
    movers: [Mover], posed: [PosedBody]
  ) -> (colliders: [Collider], meshes: [TriangleMesh]) {
    var colliders: [Collider] = []
    var meshes: [TriangleMesh] = []
    for (index, shape) in scene.shapes.enumerated() where Self.isTouchable(shape, in: scene) {
      let root = root(of: shape.body)
      let inner = root.pose * shape.pose
      switch motions[root.body.index] {
      case .fixed(let pose):
        let geom = unsafe makeGeom(shape, at: pose * inner, meshes: &meshes)
        unsafe colliders.append(
          Collider(
            shape: ShapeID(index), outline: shape.geometry, geom: geom, body: nil))
      case .simulated(let mover):
        let geom = unsafe makeGeom(shape, at: .identity, meshes: &meshes)
        unsafe attach(geom, to: movers[mover].id, at: inner, center: movers[mover].centerOfMass)
        unsafe colliders.append(
          Collider(
            shape: ShapeID(index), outline: shape.geometry, geom: geom, body: movers[mover].id))
      case .posed(let program):
        let geom = unsafe makeGeom(shape, at: .identity, meshes: &meshes)
        guard let body = unsafe posed[program].id else { preconditionFailure("not kinematic") }
        unsafe attach(geom, to: body, at: inner, center: .zero)
        unsafe colliders.append(
          Collider(
            shape: ShapeID(index), outline: shape.geometry, geom: geom, body: body))
      case .attached: preconditionFailure("the root of a body is never attached")
      }
    }
    return (colliders, meshes)
  }

  private func makeGeom(_ shape: Shape, at pose: Pose, meshes: inout [TriangleMesh]) -> dGeomID {
    let geom: dGeomID
    switch shape.geometry {
    case .box(let half):
      unsafe geom = dCreateBox(nil, 2 * half.x, 2 * half.y, 2 * half.z)
    case .sphere(let radius): unsafe geom = dCreateSphere(nil, radius)
    case .capsule(let radius, let halfLength):
      unsafe geom = dCreateCapsule(nil, radius, 2 * halfLength)
    case .cylinder(let radius, let halfLength):
      unsafe geom = dCreateCylinder(nil, radius, 2 * halfLength)
    case .plane:
      let normal = pose.orientation.rotate(.unitZ)
      return unsafe dCreatePlane(
        nil, normal.x, normal.y, normal.z, normal.dot(pose.position))
    case .mesh(let id):
      let mesh = makeTriangleMesh(scene[id])
      meshes.append(mesh)
      unsafe geom = dCreateTriMesh(nil, mesh.data, nil, nil, nil)
    }
    unsafe dGeomSetPosition(geom, pose.position.x, pose.position.y, pose.position.z)
    unsafe setQuaternion(pose.orientation) { unsafe dGeomSetQuaternion(geom, $0) }
    return unsafe geom
  }

  private func attach(_ geom: dGeomID, to body: dBodyID, at pose: Pose, center: Vector3) {
    unsafe dGeomSetBody(geom, body)
    let offset = pose.position - center
    unsafe dGeomSetOffsetPosition(geom, offset.x, offset.y, offset.z)
    unsafe setQuaternion(pose.orientation) { unsafe dGeomSetOffsetQuaternion(geom, $0) }
  }

  private func makeTriangleMesh(_ mesh: Mesh) -> TriangleMesh {
    let positions = UnsafeMutableBufferPointer<SIMD3<Float>>.allocate(
      capacity: mesh.positions.count)
    _ = unsafe positions.initialize(from: mesh.positions)
    let indices = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: mesh.indices.count)
    _ = unsafe indices.initialize(from: mesh.indices)
    let data = unsafe made(dGeomTriMeshDataCreate())
    unsafe dGeomTriMeshDataBuildSingle(
      data, positions.baseAddress, Int32(MemoryLayout<SIMD3<Float>>.stride),
      Int32(positions.count), indices.baseAddress, Int32(indices.count),
      Int32(3 * MemoryLayout<UInt32>.stride))
    return unsafe TriangleMesh(data: data, positions: positions, indices: indices)
  }

  // MARK: pairs

  /// The pairs of colliders that the filters let touch, in the order of the shapes.
  func candidatePairs(_ colliders: [Collider]) throws(PhysicsError) -> [CandidatePair] {
    let count = colliders.count * (colliders.count - 1) / 2
    guard count <= RigidWorld.pairLimit else {
      throw .tooManyPairs(count: count, limit: RigidWorld.pairLimit)
    }
    var pairs: [CandidatePair] = []
    for first in colliders.indices {
      for second in colliders.indices where second > first {
        let a = colliders[first].shape
        let b = colliders[second].shape
        let bodyA = root(of: scene[a].body).body
        let bodyB = root(of: scene[b].body).body
        guard isSimulated(bodyA) || isSimulated(bodyB), bodyA != bodyB else { continue }
        if let pair = scene.contactPairs.first(where: {
          ($0.first == a && $0.second == b) || ($0.first == b && $0.second == a)
        }) {
          let friction = friction(of: scene[a], scene[b], as: pair)
          pairs.append(CandidatePair(first: first, second: second, friction: friction))
        } else if mayTouch(scene[a], scene[b]), !isFamily(bodyA, bodyB),
          !isExcluded(scene[a].body, scene[b].body)
        {
          let friction = friction(of: scene[a], scene[b])
          pairs.append(CandidatePair(first: first, second: second, friction: friction))
        }
      }
    }
    return pairs
  }

  func isSimulated(_ body: BodyID) -> Bool {
    if case .simulated = motions[body.index] { true } else { false }
  }

  private func mayTouch(_ a: Shape, _ b: Shape) -> Bool {
    a.contactKind & b.contactPartners != 0 || b.contactKind & a.contactPartners != 0
  }

  /// Whether one body hangs on the other by a joint, as MuJoCo's parent-child filter has it.
  private func isFamily(_ a: BodyID, _ b: BodyID) -> Bool {
    func parent(_ body: BodyID) -> BodyID? {
      guard let parent = scene[body].parent else { return nil }
      let root = root(of: parent).body
      if case .fixed = motions[root.index] { return nil }
      return root
    }
    return parent(a) == b || parent(b) == a
  }

  func isExcluded(_ a: BodyID, _ b: BodyID) -> Bool {
    scene.exclusions.contains {
      ($0.first == a && $0.second == b) || ($0.first == b && $0.second == a)
    }
  }
}

/// Calls `body` with the four numbers of `q` as ODE wants them.
func setQuaternion(_ q: Quaternion, _ body: (UnsafePointer<dReal>) -> Void) {
  let values = [q.w, q.x, q.y, q.z]
  unsafe values.withUnsafeBufferPointer { buffer in
    if let base = buffer.baseAddress { unsafe body(base) }
  }
}
