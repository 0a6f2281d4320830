// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

extension Scene {
  /// The world poses of all bodies in the initial state, `[bodies]`.
  public var initialPoses: [Pose] {
    var poses: [Pose] = []
    poses.reserveCapacity(bodies.count)
    for body in bodies {
      poses.append(body.parent.map { poses[$0.index] * body.pose } ?? body.pose)
    }
    return poses
  }

  /// The number of coordinates of all joint positions.
  public var positionCount: Int { joints.reduce(0) { $0 + $1.positionCount } }

  /// Returns the index of the first coordinate of `joint` among all joint positions.
  public func firstPosition(of joint: JointID) -> Int {
    joints[..<joint.index].reduce(0) { $0 + $1.positionCount }
  }

  /// The number of coordinates of all joint velocities: the degrees of freedom.
  public var velocityCount: Int { joints.reduce(0) { $0 + $1.kind.velocityCount } }

  /// The joint positions of the initial state, in the order of the joints, `[positionCount]`.
  public var initialPositions: [Double] {
    joints.flatMap { joint -> [Double] in
      switch joint.kind {
      case .free:
        let pose = self[joint.body].pose  // in the world, where free joints are
        let q = pose.orientation
        return [pose.position.x, pose.position.y, pose.position.z, q.w, q.x, q.y, q.z]
      case .ball: return [1, 0, 0, 0]
      case .hinge, .slide: return [joint.reference]
      }
    }
  }

  /// Returns the world poses of all bodies with the joints at `positions`, `[bodies]`.
  ///
  /// - Parameter positions: The joint positions in the order of the joints, `[positionCount]`: free, `x y z`
  ///   [m] and the quaternion `w x y z`; ball, a quaternion; hinge, an angle [rad]; slide, a length [m].
  ///   Quaternions need not have length 1.
  /// - Returns: The poses in the order of the bodies.
  /// - Precondition: `positions` has `positionCount` numbers.
  ///
  /// > Source: MuJoCo's documentation, *Computation: Kinematics*: joints of one body act in their
  /// > order, a rotation turns the body about its anchor.
  public func poses(at positions: [Double]) -> [Pose] { kinematics(at: positions).bodies }

  /// Returns the world pose that the body of `joint` would have if its later joints stood at their reference.
  package func pose(at positions: [Double], after joint: JointID) -> Pose {
    kinematics(at: positions).joints[joint.index]
  }

  /// Returns the world poses of all bodies, and for each joint the pose that its body would have if its later
  /// joints stood at their reference.
  package func kinematics(at positions: [Double]) -> (bodies: [Pose], joints: [Pose]) {
    precondition(
      positions.count == positionCount,
      "the scene has \(positionCount) joint positions; there are \(positions.count)")
    var (poses, after): ([Pose], [Pose]) = ([], [])
    poses.reserveCapacity(bodies.count)
    after.reserveCapacity(joints.count)
    var numbers = positions[...]
    for index in bodies.indices {
      var pose = bodies[index].pose
      if let parent = bodies[index].parent { pose = poses[parent.index] * pose }
      // joints are grouped by body, in the order of the bodies
      while after.count < joints.count, joints[after.count].body.index == index {
        let next = after.count
        joints[next].move(&pose, by: numbers)
        numbers = numbers.dropFirst(joints[next].positionCount)
        after.append(pose)
      }
      poses.append(pose)
    }
    return (poses, after)
  }
}

extension Joint.Kind {
  /// The number of its coordinates in `Keyframe.velocities`.
  public var velocityCount: Int { self == .free ? 6 : self == .ball ? 3 : 1 }
}

extension Joint {
  /// Moves the body at `pose` by the joint's position, the first of `numbers`.
  fileprivate func move(_ pose: inout Pose, by numbers: ArraySlice<Double>) {
    func position(_ index: Int) -> Double { numbers[numbers.startIndex + index] }
    func quaternion(from start: Int) -> Quaternion {
      Quaternion(
        w: position(start), x: position(start + 1), y: position(start + 2), z: position(start + 3)
      ).normalized
    }
    switch kind {
    case .free:
      pose = Pose(Vector3(position(0), position(1), position(2)), quaternion(from: 3))
    case .slide: pose.position += pose.orientation.rotate(axis) * (position(0) - reference)
    case .ball: turn(&pose, by: quaternion(from: 0))
    case .hinge: turn(&pose, by: Quaternion(angle: position(0) - reference, axis: axis))
    }
  }

  private func turn(_ pose: inout Pose, by rotation: Quaternion) {
    let fixed = pose.transform(anchor)
    pose.orientation = (pose.orientation * rotation).normalized
    pose.position = fixed - pose.orientation.rotate(anchor)
  }
}
