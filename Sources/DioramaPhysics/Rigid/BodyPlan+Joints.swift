// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

extension BodyPlan {
  /// Makes ODE's joints by the scene's ids; nil for a free joint.
  func makeJoints(
    in world: dWorldID, movers: [Mover], posed: [PosedBody]
  ) -> [dJointID?] {
    unsafe scene.joints.indices.map { unsafe makeJoint(JointID($0), in: world, movers, posed) }
  }

  /// Makes the constraints other than servos, and returns the welds that state a pose.
  func makeConstraints(
    in world: dWorldID, movers: [Mover], posed: [PosedBody]
  ) -> [StatedWeld] {
    scene.equalities.filter { servo($0) == nil }.compactMap {
      unsafe makeConstraint($0, in: world, movers, posed)
    }
  }

  private func makeJoint(
    _ number: JointID, in world: dWorldID, _ movers: [Mover], _ posed: [PosedBody]
  ) -> dJointID? {
    let joint = scene[number]
    let pose = initialPoses[joint.body.index]
    let anchor = pose.transform(joint.anchor)
    let axis = pose.orientation.rotate(joint.axis)
    let (child, parent) = unsafe ends(of: number, movers, posed)
    let id: dJointID
    switch joint.kind {
    case .free: return nil
    case .ball:
      unsafe id = dJointCreateBall(world, nil)
      unsafe dJointAttach(id, child, parent)
      unsafe dJointSetBallAnchor(id, anchor.x, anchor.y, anchor.z)
      return unsafe id
    case .hinge:
      unsafe id = dJointCreateHinge(world, nil)
      unsafe dJointAttach(id, child, parent)
      unsafe dJointSetHingeAnchor(id, anchor.x, anchor.y, anchor.z)
      unsafe dJointSetHingeAxis(id, axis.x, axis.y, axis.z)
    case .slide:
      unsafe id = dJointCreateSlider(world, nil)
      unsafe dJointAttach(id, child, parent)
      unsafe dJointSetSliderAxis(id, axis.x, axis.y, axis.z)
    }
    func set(_ parameter: Int32, _ value: Double) {
      if joint.kind == .hinge {
        unsafe dJointSetHingeParam(id, parameter, value)
      } else {
        unsafe dJointSetSliderParam(id, parameter, value)
      }
    }
    if let range = joint.range {
      let (low, high) = (range.lowerBound - joint.reference, range.upperBound - joint.reference)
      set(Int32(dParamLoStop), low)
      set(Int32(dParamHiStop), high)
      set(Int32(dParamLoStop), low)  // ODE refuses a low stop above the high
      set(Int32(dParamStopERP), 0)  // what is beyond is put back without a speed
    }
    return unsafe id
  }

  private func makeConstraint(
    _ equality: Equality, in world: dWorldID, _ movers: [Mover], _ posed: [PosedBody]
  ) -> StatedWeld? {
    guard isSimulated(root(of: equality.first).body) || isSimulated(root(of: equality.second).body)
    else { return nil }
    let first = unsafe carrier(of: equality.first, movers, posed)
    let second = unsafe carrier(of: equality.second, movers, posed)
    switch equality.kind {
    case .connect(let anchor):
      let point = initialPoses[equality.first.index].transform(anchor)
      let id = unsafe dJointCreateBall(world, nil)
      unsafe dJointAttach(id, first, second)
      unsafe dJointSetBallAnchor(id, point.x, point.y, point.z)
      return nil
    case .weld(let stated):
      let id = unsafe made(dJointCreateFixed(world, nil))
      unsafe dJointAttach(id, first, second)
      guard let stated else {
        unsafe dJointSetFixed(id)
        return nil
      }
      // ODE fixes the bodies as they stand, so one of them is moved to the stated pose meanwhile
      let between = between(equality, stated)
      if unsafe first != nil {
        let pose = rootPose(of: equality.second) * between.inverse
        unsafe fix(id, holding: equality.first, at: pose, movers, posed)
      } else {
        let pose = rootPose(of: equality.first) * between
        unsafe fix(id, holding: equality.second, at: pose, movers, posed)
      }
      return unsafe StatedWeld(
        id: id, first: equality.first, second: equality.second, relativePose: stated)
    }
  }

  /// Fixes two bodies to each other as if the root of `body` were at `pose`, and puts it back.
  private func fix(
    _ joint: dJointID, holding body: BodyID, at pose: Pose, _ movers: [Mover],
    _ posed: [PosedBody]
  ) {
    guard let id = unsafe carrier(of: body, movers, posed) else { return }
    var center = Vector3.zero
    if case .simulated(let index) = motions[root(of: body).body.index] {
      center = movers[index].centerOfMass
    }
    func put(_ pose: Pose) {
      let position = pose.transform(center)
      unsafe dBodySetPosition(id, position.x, position.y, position.z)
      unsafe setQuaternion(pose.orientation) { unsafe dBodySetQuaternion(id, $0) }
    }
    put(pose)
    unsafe dJointSetFixed(joint)
    put(rootPose(of: body))
  }

  private func rootPose(of body: BodyID) -> Pose { initialPoses[root(of: body).body.index] }

  /// Returns the pose of the second body's root in the frame of the first one's that a weld holds.
  private func between(_ equality: Equality, _ stated: Pose?) -> Pose {
    let between =
      stated
      ?? initialPoses[equality.first.index].inverse * initialPoses[equality.second.index]
    return root(of: equality.first).pose * between * root(of: equality.second).pose.inverse
  }

  /// A weld between a simulated body and one that the program poses: the hand's servo.
  private struct ServoPlan {
    let mover: Int
    let target: Int
    /// The pose of the target's root in the frame of the mover's.
    let relativePose: Pose
    /// The softness of a weld of a body that hangs on joints; nil for a free one.
    let softness: WeldSoftness?
  }

  /// Returns the plan of a servo for `equality`, whichever body stands first; nil if it is not a servo.
  private func servo(_ equality: Equality) -> ServoPlan? {
    guard case .weld(let stated) = equality.kind else { return nil }
    let first = root(of: equality.first)
    let second = root(of: equality.second)
    let relative = between(equality, stated)
    switch (motions[first.body.index], motions[second.body.index]) {
    case (.simulated(let mover), .posed(let target)):
      return ServoPlan(
        mover: mover, target: target, relativePose: relative,
        softness: scene.isFree(first.body) ? nil : equality.softness)
    case (.posed(let target), .simulated(let mover)):
      return ServoPlan(
        mover: mover, target: target, relativePose: relative.inverse,
        softness: scene.isFree(second.body) ? nil : equality.softness)
    default: return nil
    }
  }

  /// Makes a servo of each weld between a simulated body and a program-posed one.
  func makeServos(in world: dWorldID, movers: [Mover], settings: ServoSettings) -> [HandServo] {
    scene.equalities.compactMap(servo).map { plan in
      unsafe HandServo(
        in: world, mover: movers[plan.mover], target: plan.target,
        relativePose: plan.relativePose, settings: settings, softness: plan.softness)
    }
  }

  /// Whether a joint or a constraint holds something to `body`, which the program poses.
  func holds(_ body: BodyID) -> Bool {
    scene.joints.contains { joint in
      scene[joint.body].parent.map { root(of: $0).body == body } ?? false
    }
      || scene.equalities.contains { equality in
        servo(equality) == nil
          && (root(of: equality.first).body == body || root(of: equality.second).body == body)
      }
  }

  /// Returns ODE's bodies that `joint` joins: the one that it moves, and the one that it stands on.
  func ends(
    of joint: JointID, _ movers: [Mover], _ posed: [PosedBody]
  ) -> (child: dBodyID?, parent: dBodyID?) {
    let body = scene[joint].body
    func moved(by joint: JointID) -> dBodyID? {
      guard let index = carrier(of: joint) else { return unsafe carrier(of: body, movers, posed) }
      return unsafe movers[index].id
    }
    guard let before = self.joint(before: joint) else {
      return unsafe (
        moved(by: joint), scene[body].parent.flatMap { unsafe carrier(of: $0, movers, posed) }
      )
    }
    return unsafe (moved(by: joint), moved(by: before))
  }

  /// Returns ODE's body that carries `body`; nil if it never moves.
  func carrier(of body: BodyID, _ movers: [Mover], _ posed: [PosedBody]) -> dBodyID? {
    switch motions[root(of: body).body.index] {
    case .simulated(let index): unsafe movers[index].id
    case .posed(let index): unsafe posed[index].id
    case .fixed, .attached: nil
    }
  }
}

/// A weld with a stated relative pose.
@safe struct StatedWeld {
  let id: dJointID
  let first: BodyID
  let second: BodyID
  /// The pose of the second body in the first one's frame.
  let relativePose: Pose

  /// Returns the deviation of the second body from the stated pose, in the frame of that pose.
  func error(_ first: Pose, _ second: Pose) -> Pose {
    relativePose.inverse * first.inverse * second
  }
}
