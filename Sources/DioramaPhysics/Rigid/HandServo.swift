// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

/// A servo that drives a body to a pose with bounded force and torque, so that it can be blocked and can jam.
///
/// In a scene it is a `weld` of a body to a `mocap` body. The body's velocity is steered to that of its
/// target plus the error times `servo_gain`, by motors of at most `servo_force` along each axis and
/// `servo_torque` about it; without these parameters their strength is unlimited. A body that hangs on joints
/// is held as softly as by MuJoCo's weld instead: an arm whose hand has to be somewhere may not be able to.
@safe struct HandServo {
  /// The body that it drives.
  let mover: Mover
  /// The index of the target among the program-posed bodies.
  let target: Int
  /// The pose of the target in the body's frame at which the error is zero.
  private let relativePose: Pose
  private let settings: ServoSettings
  /// The softness of the weld; nil for a servo.
  private let softness: WeldSoftness?
  private let linear: dJointID
  private let angular: dJointID

  init(
    in world: dWorldID, mover: Mover, target: Int, relativePose: Pose, settings: ServoSettings,
    softness: WeldSoftness?
  ) {
    self.mover = mover
    self.target = target
    self.relativePose = relativePose
    self.settings = settings
    self.softness = softness
    unsafe linear = dJointCreateLMotor(world, nil)
    unsafe angular = dJointCreateAMotor(world, nil)
    unsafe dJointAttach(linear, mover.id, nil)
    unsafe dJointAttach(angular, mover.id, nil)
    unsafe dJointSetLMotorNumAxes(linear, 3)
    unsafe dJointSetAMotorNumAxes(angular, 3)
    for (index, axis) in [Vector3.unitX, .unitY, .unitZ].enumerated() {
      unsafe dJointSetLMotorAxis(linear, Int32(index), 0, axis.x, axis.y, axis.z)
      unsafe dJointSetAMotorAxis(angular, Int32(index), 0, axis.x, axis.y, axis.z)
      unsafe dJointSetLMotorParam(linear, Self.parameter(dParamFMax, axis: index), settings.force)
      unsafe dJointSetAMotorParam(angular, Self.parameter(dParamFMax, axis: index), settings.torque)
      guard let softness else { continue }
      let inertia = (mover.odeMass.I.0 + mover.odeMass.I.5 + mover.odeMass.I.10) / 3
      let give = settings.timeStep * softness.regularization
      unsafe dJointSetLMotorParam(linear, Self.parameter(dParamCFM, axis: index), give / mover.mass)
      unsafe dJointSetAMotorParam(angular, Self.parameter(dParamCFM, axis: index), give / inertia)
    }
  }

  /// Aims the motors for the next step.
  func aim(at target: PosedBody) {
    let goal = target.pose * relativePose.inverse
    let position = unsafe Vector3(dBodyGetPosition(mover.id))
    let orientation = unsafe Quaternion(dBodyGetQuaternion(mover.id))
    let error = goal.transform(mover.centerOfMass) - position
    let turn = (goal.orientation * orientation.conjugate).rotationVector
    guard let softness else {
      return steer(target.linearVelocity + settings.gain * error, settings.gain * turn)
    }
    let velocity = unsafe Vector3(dBodyGetLinearVel(mover.id)) - target.linearVelocity
    let spin = unsafe Vector3(dBodyGetAngularVel(mover.id))
    steer(
      target.linearVelocity + softness.velocity(velocity, error, settings.timeStep),
      softness.velocity(spin, turn, settings.timeStep))
  }

  /// Holds the body where it is.
  func stop() { steer(.zero, .zero) }

  private func steer(_ velocity: Vector3, _ spin: Vector3) {
    for axis in 0..<3 {
      unsafe dJointSetLMotorParam(linear, Self.parameter(dParamVel, axis: axis), velocity[axis])
      unsafe dJointSetAMotorParam(angular, Self.parameter(dParamVel, axis: axis), spin[axis])
    }
  }

  /// ODE counts the parameters of the second and third axis on from those of the first.
  private static func parameter(_ parameter: Int, axis: Int) -> Int32 {
    Int32(parameter) + Int32(axis) * 0x100
  }
}

/// The settings of the servos, which a scene sets in `<custom><numeric>`.
struct ServoSettings: Hashable, Sendable {
  /// `servo_gain`: the rate at which an error is corrected [1/s]; at most all of it in a step.
  let gain: Double
  /// `servo_force`: the largest force along each axis [N]; infinite if it is not stated.
  let force: Double
  /// `servo_torque`: the largest torque about each axis [N·m]; infinite if it is not stated.
  let torque: Double
  /// The scene's time step [s].
  let timeStep: Double

  /// Reads the settings of `scene`; those that it does not name keep their defaults.
  ///
  /// - Throws: ``PhysicsError`` when a number is outside its range.
  init(_ scene: Scene) throws(PhysicsError) {
    // beyond, it would overshoot
    let fastest = 1 / scene.options.timeStep
    gain = try scene.physicsParameter("servo_gain", min(20, fastest), in: 0...fastest)
    force = try scene.physicsParameter("servo_force", .infinity, in: 0...1e9)
    torque = try scene.physicsParameter("servo_torque", .infinity, in: 0...1e9)
    timeStep = scene.options.timeStep
  }
}

extension WeldSoftness {
  /// Returns the velocity after a time step, of something that moves at `velocity` and is off by `error`.
  ///
  /// > Source: MuJoCo's documentation, *Computation: Constraint solver*: the reference acceleration
  /// > `-b v - k d r`.
  fileprivate func velocity(_ velocity: Vector3, _ error: Vector3, _ timeStep: Double) -> Vector3 {
    velocity + timeStep * (impedance * stiffness * error - damping * velocity)
  }

  /// The part of its inverse mass by which a row gives way: `(1 - d) / d`.
  fileprivate var regularization: Double { (1 - impedance) / impedance }
}

extension Vector3 {
  /// Copies the three numbers that ODE points to.
  init(_ pointer: UnsafePointer<dReal>) {
    unsafe self.init(pointer[0], pointer[1], pointer[2])
  }
}

extension Quaternion {
  /// Copies the four numbers that ODE points to.
  init(_ pointer: UnsafePointer<dReal>) {
    unsafe self.init(w: pointer[0], x: pointer[1], y: pointer[2], z: pointer[3])
  }
}
