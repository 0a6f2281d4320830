// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
public import DioramaMath
public import DioramaScene

extension RigidWorld {
  /// Puts every joint at its position and all simulated bodies at rest; actuators get no control, and nothing
  /// is attached any more.
  ///
  /// - Parameter positions: The joint positions in the order of the joints, as ``Scene/poses(at:)`` takes them.
  public func place(joints positions: [Double]) {
    setAttachments([])
    let poses = scene.poses(at: positions)
    for mover in movers {
      let pose =
        mover.joint.map { scene.pose(at: positions, after: $0) } ?? poses[mover.body.index]
      put(mover, at: pose)
    }
    var next = 0
    for (index, joint) in scene.joints.enumerated() {
      if joint.kind == .hinge { setTurns(of: JointID(index), at: positions[next]) }
      next += joint.positionCount
    }
    for index in controls.indices { controls[index] = 0 }
  }

  /// Puts the world into the state of `keyframe`.
  ///
  /// - Precondition: Its numbers are finite.
  public func place(at keyframe: Keyframe) {
    place(joints: keyframe.positions.isEmpty ? scene.initialPositions : keyframe.positions)
    if !keyframe.velocities.isEmpty { setVelocities(keyframe.velocities) }
    if !keyframe.controls.isEmpty { controls = keyframe.controls }
  }

  /// Sets the velocities of all joints, in their order; each body moves with its parent, and against it.
  private func setVelocities(_ velocities: [Double]) {
    /// The motion of a rigid frame: `velocity + spin × p` at the point p of the world.
    struct Motion {
      var spin = Vector3.zero
      var velocity = Vector3.zero

      mutating func turn(_ rate: Vector3, about point: Vector3) {
        spin += rate
        velocity -= rate.cross(point)
      }
    }
    var motions: [Motion] = []
    var carried: [JointID: Motion] = [:]
    var numbers = velocities[...]
    var joints = scene.joints.indices[...]
    for (index, body) in scene.bodies.enumerated() {
      var motion = body.parent.map { motions[$0.index] } ?? Motion()
      while let next = joints.first, scene.joints[next].body.index == index {
        joints.removeFirst()
        let joint = scene.joints[next]
        let rates = Array(numbers.prefix(joint.kind.velocityCount))
        numbers.removeFirst(rates.count)
        let frame = frame(of: JointID(next))
        func vector(_ start: Int) -> Vector3 {
          Vector3(rates[start], rates[start + 1], rates[start + 2])
        }
        switch joint.kind {
        case .free:
          motion = Motion(velocity: vector(0))
          motion.turn(frame.orientation.rotate(vector(3)), about: frame.position)
        case .ball:
          motion.turn(frame.orientation.rotate(vector(0)), about: frame.transform(joint.anchor))
        case .hinge:
          motion.turn(
            rates[0] * frame.orientation.rotate(joint.axis), about: frame.transform(joint.anchor))
        case .slide: motion.velocity += rates[0] * frame.orientation.rotate(joint.axis)
        }
        carried[JointID(next)] = motion
      }
      motions.append(motion)
    }
    for mover in movers {
      let motion = mover.joint.flatMap { carried[$0] } ?? motions[mover.body.index]
      let center = unsafe Vector3(dBodyGetPosition(mover.id))
      let linear = motion.velocity + motion.spin.cross(center)
      unsafe dBodySetLinearVel(mover.id, linear.x, linear.y, linear.z)
      unsafe dBodySetAngularVel(mover.id, motion.spin.x, motion.spin.y, motion.spin.z)
    }
  }

  /// Returns the world pose of what `joint` moves: its body, or the carrier of the next joint.
  private func frame(of joint: JointID) -> Pose {
    guard let index = plan.carrier(of: joint) else { return pose(of: scene[joint].body) }
    return pose(of: movers[index])
  }

  /// Puts `body` at a world pose, at rest, and with it all bodies that hang on it.
  ///
  /// - Precondition: As for ``place(_:at:)``.
  public func placeWithParts(_ body: BodyID, at pose: Pose) {
    let change = pose * self.pose(of: body).inverse
    var parts: Set = [body]
    for (index, other) in scene.bodies.enumerated() {
      if let parent = other.parent, parts.contains(parent) { parts.insert(BodyID(index)) }
    }
    parts.remove(body)
    let moved = movers.filter { parts.contains($0.body) }.map { ($0, change * self.pose(of: $0)) }
    place(body, at: pose)
    for (mover, pose) in moved { put(mover, at: pose) }
    countTurns(timeStep: 0)
  }

  /// Returns the world pose of `shape`.
  public func pose(of shape: ShapeID) -> Pose { pose(of: scene[shape].body) * scene[shape].pose }

  /// Returns whether a shape of `first` touches one of `second`; shapes that are filtered out never do.
  public func touch(_ first: Set<ShapeID>, _ second: Set<ShapeID>) -> Bool {
    _ = ODELibrary.thread
    updateBounds()
    return pairs.contains { pair in
      let (one, other) = (colliders[pair.first], colliders[pair.second])
      let isMeant =
        first.contains(one.shape) && second.contains(other.shape)
        || first.contains(other.shape) && second.contains(one.shape)
      guard isMeant, bounds[pair.first].overlaps(bounds[pair.second]) else { return false }
      // an assertion of ODE's is told by the next step
      return ((try? findContacts(one, other)) ?? 0) > 0
    }
  }
}
