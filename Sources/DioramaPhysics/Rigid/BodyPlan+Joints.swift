// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

extension BodyPlan {
  /// Makes ODE's joints by the scene's ids, and the fixed constraints; nil for a free joint.
  func makeJoints(in world: dWorldID, movers: [Mover]) -> [dJointID?] {
    let joints = unsafe scene.joints.map { unsafe makeJoint($0, in: world, movers: movers) }
    for equality in scene.equalities where !isServo(equality) {
      unsafe makeConstraint(equality, in: world, movers: movers)
    }
    return unsafe joints
  }

  private func makeJoint(_ joint: Joint, in world: dWorldID, movers: [Mover]) -> dJointID? {
    let pose = initialPoses[joint.body.index]
    let anchor = pose.transform(joint.anchor)
    let axis = pose.orientation.rotate(joint.axis)
    let child = unsafe mover(of: joint.body, movers)
    let parent = unsafe scene[joint.body].parent.flatMap { unsafe mover(of: $0, movers) }
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

  private func makeConstraint(_ equality: Equality, in world: dWorldID, movers: [Mover]) {
    let first = unsafe mover(of: equality.first, movers)
    let second = unsafe mover(of: equality.second, movers)
    guard unsafe (unsafe first) != nil || (unsafe second) != nil else { return }
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

  /// Whether a weld holds a simulated body to one that the program poses: the hand's servo.
  private func isServo(_ equality: Equality) -> Bool {
    guard case .weld = equality.kind, case .simulated = motions[equality.first.index],
      case .posed = motions[equality.second.index]
    else { return false }
    return true
  }

  /// Makes a servo of each weld between a simulated body and a program-posed one.
  func makeServos(in world: dWorldID, movers: [Mover], posed: [PosedBody]) -> [HandServo] {
    scene.equalities.filter(isServo).map { equality in
      guard case .simulated(let mover) = motions[equality.first.index],
        case .posed(let target) = motions[equality.second.index],
        case .weld(let relativePose) = equality.kind
      else { preconditionFailure("not a servo") }
      let relative =
        relativePose
        ?? initialPoses[equality.first.index].inverse * initialPoses[equality.second.index]
      return unsafe HandServo(
        in: world, mover: movers[mover], target: target, relativePose: relative, scene: scene)
    }
  }

  /// ODE's body that carries `body`; nil where it never moves.
  private func mover(of body: BodyID, _ movers: [Mover]) -> dBodyID? {
    guard case .simulated(let index) = motions[root(of: body).body.index] else { return nil }
    return unsafe movers[index].id
  }
}
