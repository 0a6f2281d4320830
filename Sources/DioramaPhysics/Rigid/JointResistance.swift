// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

/// The damping with a rotor's inertia, or the dry friction, of one joint, as extra rows of the solver.
///
/// The joint's own motor would not do: ODE gives a joint one row for motor and limit together, and pushes a
/// joint at its limit into it with the motor's whole force.
@safe struct JointResistance {
  private let motor: JointMotor
  /// The fraction of its speed that a rotor keeps in a step where nothing but damping acts on it.
  private let kept: Double

  /// Makes a motor that damps and has inertia, where the two are not both zero.
  ///
  /// A step with `f = -c v' - a (v' - v) / h` is a row that wants `v a / (a + c h)` and gives way by
  /// `h / (a + c h)` (ODE: CFM): both are implicit, and no time step is too long for them.
  init(_ motor: JointMotor, damping: Double, armature: Double, timeStep: Double) {
    self.motor = motor
    // written so that a damper alone is exactly 1 / c
    kept = armature > 0 ? armature / (armature + damping * timeStep) : 0
    motor.set(dParamVel, to: 0)
    motor.set(dParamFMax, to: .infinity)
    motor.set(dParamCFM, to: 1 / (damping + armature / timeStep))
  }

  /// Makes a motor that brakes by at most `friction`.
  init(_ motor: JointMotor, friction: Double) {
    self.motor = motor
    kept = 0
    motor.set(dParamVel, to: 0)
    motor.set(dParamFMax, to: friction)
  }

  /// Sets the speed that a rotor keeps, before a step.
  func aim() {
    guard kept > 0 else { return }
    for axis in 0..<motor.axisCount {
      motor.set(dParamVel, ofAxis: axis, to: kept * motor.rate(alongAxis: axis))
    }
  }

  /// Sets the speed of a rotor to 0.
  func stop() {
    if kept > 0 { motor.set(dParamVel, to: 0) }
  }
}

/// The limit of a ball joint, which stops it where it is turned by more than its range, about any axis.
@safe struct BallLimit {
  let joint: JointID
  private let motor: JointMotor

  init(_ joint: JointID, _ motor: JointMotor, limit: Double) {
    self.joint = joint
    self.motor = motor
    motor.set(dParamHiStop, to: limit)
    motor.set(dParamStopERP, to: 0)
  }

  /// Sets how far the joint is turned, as a rotation vector in the world frame [rad].
  func aim(at rotation: Vector3) {
    let angle = rotation.length
    motor.setAxis(0, to: angle > 1e-9 ? rotation / angle : .unitX, isAnchored: false)
    unsafe dJointSetAMotorAngle(motor.id, 0, angle)
  }

  /// Sets the fraction of an excess that a step corrects.
  func setErrorReduction(_ share: Double) { motor.set(dParamStopERP, to: share) }
}

extension BodyPlan {
  /// Makes the resistances of the joints, in their order.
  func makeResistances(
    in world: dWorldID, movers: [Mover], posed: [PosedBody]
  ) -> [JointResistance] {
    var resistances: [JointResistance] = []
    for (index, joint) in scene.joints.enumerated()
    where joint.damping > 0 || joint.armature > 0 || joint.frictionLoss > 0 {
      func motor(_ joint: Joint, _ freedoms: Freedoms) -> JointMotor {
        unsafe makeMotor(JointID(index), freedoms, in: world, movers, posed)
      }
      for freedoms in Self.freedoms(of: joint) {
        if joint.damping > 0 || joint.armature > 0 {
          resistances.append(
            JointResistance(
              motor(joint, freedoms), damping: joint.damping, armature: joint.armature,
              timeStep: scene.options.timeStep))
        }
        if joint.frictionLoss > 0 {
          resistances.append(
            JointResistance(motor(joint, freedoms), friction: joint.frictionLoss))
        }
      }
    }
    return resistances
  }

  /// Makes the limits of the ball joints that have one.
  func makeBallLimits(
    in world: dWorldID, movers: [Mover], posed: [PosedBody]
  ) -> [BallLimit] {
    scene.joints.indices.compactMap { index in
      let joint = scene.joints[index]
      // a rotation is never larger than half a turn
      guard joint.kind == .ball, let range = joint.range, range.upperBound < .pi else { return nil }
      let freedoms = Freedoms(isLinear: false, axes: [.unitX], isAnchored: false)
      return unsafe BallLimit(
        JointID(index), makeMotor(JointID(index), freedoms, in: world, movers, posed),
        limit: range.upperBound)
    }
  }

  /// Axes of a joint along or about which its body moves, in the body's frame if `isAnchored`.
  private struct Freedoms {
    let isLinear: Bool
    let axes: [Vector3]
    let isAnchored: Bool
  }

  private static func freedoms(of joint: Joint) -> [Freedoms] {
    let all = [Vector3.unitX, .unitY, .unitZ]
    let turning = Freedoms(isLinear: false, axes: all, isAnchored: true)
    return switch joint.kind {
    case .hinge: [Freedoms(isLinear: false, axes: [joint.axis], isAnchored: true)]
    case .slide: [Freedoms(isLinear: true, axes: [joint.axis], isAnchored: true)]
    case .ball: [turning]
    case .free: [Freedoms(isLinear: true, axes: all, isAnchored: false), turning]
    }
  }

  private func makeMotor(
    _ joint: JointID, _ freedoms: Freedoms, in world: dWorldID, _ movers: [Mover],
    _ posed: [PosedBody]
  ) -> JointMotor {
    let (moved, parent) = unsafe ends(of: joint, movers, posed)
    guard let child = unsafe moved else {
      preconditionFailure("what has a joint is simulated")
    }
    let orientation = initialPoses[scene[joint].body.index].orientation
    return unsafe JointMotor(
      in: world, isLinear: freedoms.isLinear,
      axes: freedoms.axes.map { freedoms.isAnchored ? orientation.rotate($0) : $0 },
      isAnchored: freedoms.isAnchored, child: child, parent: parent)
  }
}
