// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

extension BodyPlan {
  /// Makes ODE's joints by the scene's ids, and the fixed constraints; nil for a free joint.
  func makeJoints(
    in world: dWorldID, movers: [Mover], posed: [PosedBody]
  ) -> [dJointID?] {
    let joints = unsafe scene.joints.map { unsafe makeJoint($0, in: world, movers, posed) }
    for equality in scene.equalities where servo(equality) == nil {
      unsafe makeConstraint(equality, in: world, movers, posed)
    }
    return unsafe joints
  }

  private func makeJoint(
    _ joint: Joint, in world: dWorldID, _ movers: [Mover], _ posed: [PosedBody]
  ) -> dJointID? {
    let pose = initialPoses[joint.body.index]
    let anchor = pose.transform(joint.anchor)
    let axis = pose.orientation.rotate(joint.axis)
    let child = unsafe carrier(of: joint.body, movers, posed)
    let parent = unsafe scene[joint.body].parent.flatMap { unsafe carrier(of: $0, movers, posed) }
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
      set(Int32(dParamLoStop), range.lowerBound)
      set(Int32(dParamHiStop), range.upperBound)
      set(Int32(dParamLoStop), range.lowerBound)  // ODE refuses a low stop above the high
    }
    // a motor towards rest is an implicit damper with c = 1 / CFM, or dry friction by its limit
    if joint.damping > 0 {
      set(Int32(dParamVel), 0)
      set(Int32(dParamFMax), .infinity)
      set(Int32(dParamCFM), 1 / joint.damping)
    } else if joint.frictionLoss > 0 {
      set(Int32(dParamVel), 0)
      set(Int32(dParamFMax), joint.frictionLoss)
    }
    return unsafe id
  }

  private func makeConstraint(
    _ equality: Equality, in world: dWorldID, _ movers: [Mover], _ posed: [PosedBody]
  ) {
    guard isSimulated(root(of: equality.first).body) || isSimulated(root(of: equality.second).body)
    else { return }
    let first = unsafe carrier(of: equality.first, movers, posed)
    let second = unsafe carrier(of: equality.second, movers, posed)
    switch equality.kind {
    case .connect(let anchor):
      let point = initialPoses[equality.first.index].transform(anchor)
      let id = unsafe dJointCreateBall(world, nil)
      unsafe dJointAttach(id, first, second)
      unsafe dJointSetBallAnchor(id, point.x, point.y, point.z)
    case .weld:
      let id = unsafe dJointCreateFixed(world, nil)
      unsafe dJointAttach(id, first, second)
      unsafe dJointSetFixed(id)
    }
  }

  /// A weld between a simulated body and one that the program poses: the hand's servo.
  private struct ServoPlan {
    let mover: Int
    let target: Int
    /// Of the target's root in the frame of the mover's.
    let relativePose: Pose
  }

  /// Returns what the servo of `equality` moves and follows, whichever stands first; nil for others.
  private func servo(_ equality: Equality) -> ServoPlan? {
    guard case .weld(let stated) = equality.kind else { return nil }
    let first = root(of: equality.first)
    let second = root(of: equality.second)
    // from one root to the other, over the two bodies that the weld names
    let between =
      stated
      ?? initialPoses[equality.first.index].inverse * initialPoses[equality.second.index]
    let relative = first.pose * between * second.pose.inverse
    switch (motions[first.body.index], motions[second.body.index]) {
    case (.simulated(let mover), .posed(let target)):
      return ServoPlan(mover: mover, target: target, relativePose: relative)
    case (.posed(let target), .simulated(let mover)):
      return ServoPlan(mover: mover, target: target, relativePose: relative.inverse)
    default: return nil
    }
  }

  /// Makes a servo of each weld between a simulated body and a program-posed one.
  func makeServos(in world: dWorldID, movers: [Mover], settings: ServoSettings) -> [HandServo] {
    scene.equalities.compactMap(servo).map { plan in
      unsafe HandServo(
        in: world, mover: movers[plan.mover], target: plan.target,
        relativePose: plan.relativePose, settings: settings)
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

  /// ODE's body that carries `body`; nil where it never moves.
  private func carrier(of body: BodyID, _ movers: [Mover], _ posed: [PosedBody]) -> dBodyID? {
    switch motions[root(of: body).body.index] {
    case .simulated(let index): unsafe movers[index].id
    case .posed(let index): unsafe posed[index].id
    case .fixed, .attached: nil
    }
  }
}
