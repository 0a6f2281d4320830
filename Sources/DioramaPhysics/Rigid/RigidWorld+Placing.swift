// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
public import DioramaMath
public import DioramaScene

extension RigidWorld {
  /// Puts every joint at its position and all simulated bodies at rest; actuators get no control.
  ///
  /// - Parameter positions: The joint positions in the order of the joints, as ``Scene/poses(at:)`` takes them.
  public func place(joints positions: [Double]) {
    let poses = scene.poses(at: positions)
    for mover in movers { place(mover.body, at: poses[mover.body.index]) }
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
    /// The motion of a body: its angular velocity, and the velocity of its origin.
    var motions: [(spin: Vector3, velocity: Vector3)] = []
    var numbers = velocities[...]
    var joints = scene.joints[...]
    for (index, body) in scene.bodies.enumerated() {
      let pose = pose(of: BodyID(index))
      var (spin, velocity) = (Vector3.zero, Vector3.zero)
      if let parent = body.parent {
        let offset = pose.position - self.pose(of: parent).position
        spin = motions[parent.index].spin
        velocity = motions[parent.index].velocity + spin.cross(offset)
      }
      while let joint = joints.first, joint.body.index == index {
        joints.removeFirst()
        let rates = Array(numbers.prefix(joint.kind.velocityCount))
        numbers.removeFirst(rates.count)
        func turn(_ rate: Vector3) {
          spin += rate
          velocity -= rate.cross(pose.orientation.rotate(joint.anchor))
        }
        switch joint.kind {
        case .free:
          velocity = Vector3(rates[0], rates[1], rates[2])
          spin = pose.orientation.rotate(Vector3(rates[3], rates[4], rates[5]))
        case .ball: turn(pose.orientation.rotate(Vector3(rates[0], rates[1], rates[2])))
        case .hinge: turn(rates[0] * pose.orientation.rotate(joint.axis))
        case .slide: velocity += rates[0] * pose.orientation.rotate(joint.axis)
        }
      }
      motions.append((spin, velocity))
    }
    for mover in movers {
      let motion = motions[mover.body.index]
      let center = pose(of: mover.body).orientation.rotate(mover.centerOfMass)
      setVelocity(
        of: mover.body, linear: motion.velocity + motion.spin.cross(center), angular: motion.spin)
    }
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
