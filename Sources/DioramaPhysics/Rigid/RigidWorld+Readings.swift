// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
public import DioramaMath
public import DioramaScene

extension RigidWorld {
  /// Returns the world pose of `body`.
  public func pose(of body: BodyID) -> Pose {
    switch motions[body.index] {
    case .fixed(let pose): return pose
    case .posed(let index): return posed[index].pose
    case .attached(let root, let pose): return self.pose(of: root) * pose
    case .simulated(let index): return pose(of: movers[index])
    }
  }

  /// Returns the world pose of the frame of `mover`.
  func pose(of mover: Mover) -> Pose {
    let orientation = unsafe Quaternion(dBodyGetQuaternion(mover.id))
    let center = unsafe Vector3(dBodyGetPosition(mover.id))
    return Pose(center - orientation.rotate(mover.centerOfMass), orientation)
  }

  /// The world poses of all bodies, `[bodies]`, for a renderer.
  public var poses: [Pose] {
    var poses: [Pose] = []
    writePoses(to: &poses)
    return poses
  }

  /// Writes the world poses of all bodies, `[bodies]`; allocates nothing if there is room.
  public func writePoses(to poses: inout [Pose]) {
    poses.removeAll(keepingCapacity: true)
    for index in scene.bodies.indices { poses.append(pose(of: BodyID(index))) }
  }

  /// Returns the velocity of the centre of mass of `body` in the world frame [m/s]: of a posed body that of
  /// its origin, of an attached one that of the body which carries it.
  public func linearVelocity(of body: BodyID) -> Vector3 {
    switch motions[body.index] {
    case .simulated(let index): unsafe Vector3(dBodyGetLinearVel(movers[index].id))
    case .posed(let index): posed[index].linearVelocity
    case .fixed: .zero
    case .attached(let root, _): linearVelocity(of: root)
    }
  }

  /// Returns the angular velocity of `body` in the world frame [rad/s]; zero for a posed one.
  public func angularVelocity(of body: BodyID) -> Vector3 {
    switch motions[body.index] {
    case .simulated(let index): unsafe Vector3(dBodyGetAngularVel(movers[index].id))
    case .fixed, .posed: .zero
    case .attached(let root, _): angularVelocity(of: root)
    }
  }

  /// Whether nothing moves: no simulated body is faster than 1 mm/s or 0.01 rad/s, and the root mean square
  /// speed of every cloth is below 5 mm/s.
  public var isAtRest: Bool {
    movers.allSatisfy { mover in
      linearVelocity(of: mover.body).length < 1e-3
        && angularVelocity(of: mover.body).length < 1e-2
    } && cloths.allSatisfy { $0.speed < 5e-3 }
  }

  /// Returns the mass of `body` [kg]; 0 if it is not simulated by itself.
  public func mass(of body: BodyID) -> Double {
    guard case .simulated(let index) = motions[body.index] else { return 0 }
    return movers[index].mass * massScales[index]
  }

  /// Returns the centre of mass of `body` in its frame [m]; zero if it is not simulated by itself.
  package func centerOfMass(of body: BodyID) -> Vector3 {
    guard case .simulated(let index) = motions[body.index] else { return .zero }
    return movers[index].centerOfMass
  }

  /// Returns the inertia of `body` about its centre of mass, in its own axes [kg·m²], as three columns.
  package func inertia(of body: BodyID) -> [Vector3] {
    guard case .simulated(let index) = motions[body.index] else { return [.zero, .zero, .zero] }
    var mass = dMass()
    unsafe dBodyGetMass(movers[index].id, &mass)
    let i = mass.I
    return [Vector3(i.0, i.4, i.8), Vector3(i.1, i.5, i.9), Vector3(i.2, i.6, i.10)]
  }

  /// Returns the position of `joint`: a hinge's angle with its whole turns [rad], a slide's travel [m], both
  /// counted from its reference; else 0.
  public func position(of joint: JointID) -> Double {
    guard let id = unsafe joints[joint.index] else { return 0 }
    return switch scene[joint].kind {
    case .hinge: unsafe dJointGetHingeAngle(id) + turnedAngle(of: joint) + scene[joint].reference
    case .slide: unsafe dJointGetSliderPosition(id) + scene[joint].reference
    case .ball, .free: 0
    }
  }

  /// The positions of all joints, in their order, as ``place(joints:)`` takes them.
  public var jointPositions: [Double] {
    scene.joints.indices.flatMap { index -> [Double] in
      let joint = scene.joints[index]
      func numbers(_ q: Quaternion) -> [Double] { [q.w, q.x, q.y, q.z] }
      switch joint.kind {
      case .hinge, .slide: return [position(of: JointID(index))]
      case .free:
        let pose = pose(of: joint.body)
        return [pose.position.x, pose.position.y, pose.position.z] + numbers(pose.orientation)
      case .ball:
        let (start, now) = orientations(of: JointID(index))
        return numbers(start.conjugate * now)
      }
    }
  }

  /// Returns the velocity of `joint`: [rad/s] of a hinge, [m/s] of a slide, else 0.
  public func velocity(of joint: JointID) -> Double {
    guard let id = unsafe joints[joint.index] else { return 0 }
    switch scene[joint].kind {
    case .hinge: return unsafe dJointGetHingeAngleRate(id)
    case .slide:
      guard let child = unsafe dJointGetBody(id, 0) else { return 0 }
      let axis = unsafe Quaternion(dBodyGetQuaternion(child)).rotate(scene[joint].axis)
      return unsafe slidingRate(along: axis, of: child, against: dJointGetBody(id, 1))
    case .ball, .free: return 0
    }
  }

  /// Returns the rotation of a ball joint from its initial pose, as a rotation vector in the world [rad].
  func rotation(of joint: JointID) -> Vector3 {
    let (start, now) = orientations(of: joint)
    return (now * start.conjugate).rotationVector
  }

  /// Returns the orientation in the world that `joint` starts from, as its parent stands now, and the present
  /// one.
  private func orientations(of joint: JointID) -> (start: Quaternion, now: Quaternion) {
    let body = scene[joint].body
    func orientation(_ carried: JointID) -> Quaternion? {
      plan.carrier(of: carried).map { unsafe Quaternion(dBodyGetQuaternion(movers[$0].id)) }
    }
    let before = plan.joint(before: joint).flatMap(orientation)
    let parent = scene[body].parent.map { pose(of: $0).orientation } ?? .identity
    return (
      before ?? parent * scene[body].pose.orientation,
      orientation(joint) ?? pose(of: body).orientation
    )
  }

  /// Puts `body` at a world pose, at rest, and with it what is attached to it; bodies that hang on it by a
  /// joint stay where they are.
  ///
  /// - Precondition: The body is simulated or posed by the program, and the pose is finite.
  public func place(_ body: BodyID, at pose: Pose) {
    precondition(pose.isFinite, "the pose of '\(scene[body].name)' is \(pose)")
    let before = attachments.isEmpty ? pose : self.pose(of: body)
    switch motions[body.index] {
    case .simulated(let index):
      put(movers[index], at: pose)
      countTurns(timeStep: 0)
    case .posed(let index):
      posed[index].pose = pose
      posed[index].linearVelocity = .zero
    case .fixed, .attached:
      preconditionFailure(
        "body '\(scene[body].name)' is fixed; only a free or mocap body can be placed")
    }
    for attachment in attachments where attachment.holder == body {
      place(attachment.body, at: pose * before.inverse * self.pose(of: attachment.body))
    }
  }

  /// Puts a simulated body at a world pose, at rest.
  func put(_ mover: Mover, at pose: Pose) {
    let orientation = pose.orientation.normalized
    let center = pose.position + orientation.rotate(mover.centerOfMass)
    unsafe dBodySetPosition(mover.id, center.x, center.y, center.z)
    unsafe setQuaternion(orientation) { unsafe dBodySetQuaternion(mover.id, $0) }
    unsafe dBodySetLinearVel(mover.id, 0, 0, 0)
    unsafe dBodySetAngularVel(mover.id, 0, 0, 0)
  }

  /// Sets the velocity of `body` in the world frame.
  ///
  /// - Parameters:
  ///   - body: The body.
  ///   - linear: The velocity of the centre of mass, or of a posed body's origin [m/s].
  ///   - angular: The angular velocity [rad/s]; ignored for a posed body.
  /// - Precondition: The body is simulated or posed by the program, and the velocities are finite.
  public func setVelocity(of body: BodyID, linear: Vector3, angular: Vector3 = .zero) {
    precondition(
      linear.isFinite && angular.isFinite,
      "the velocity of '\(scene[body].name)' is \(linear) and \(angular)")
    switch motions[body.index] {
    case .simulated(let index):
      unsafe dBodySetLinearVel(movers[index].id, linear.x, linear.y, linear.z)
      unsafe dBodySetAngularVel(movers[index].id, angular.x, angular.y, angular.z)
    case .posed(let index): posed[index].linearVelocity = linear
    case .fixed, .attached:
      preconditionFailure("body '\(scene[body].name)' is fixed; only a free or mocap body moves")
    }
  }
}
