// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

extension RigidWorld {
  /// A phase of a step.
  enum Phase {
    /// Forces and speeds; contacts and limits stop the bodies that move against them.
    case motion
    /// The correction of overlaps and excesses, at speeds that are discarded.
    case correction
  }

  /// Whether two shapes overlap by more than their motion can explain.
  ///
  /// A contact that closes at a speed v is v h deep when it is first found; one deeper than twice that and a
  /// millimetre was there from the start.
  func isTooDeep(_ depth: Double, closingSpeed: Double) -> Bool {
    depth > contactSettings.layer + 1e-3 + 2 * abs(closingSpeed) * scene.options.timeStep
  }

  /// Whether a joint is out of its range, or a weld far from the pose that it states.
  var hasStrayJoints: Bool {
    limitedJoints.contains { excess(of: $0) > Self.limitTolerance }
      || ode.statedWelds.contains { weld in
        let error = weld.error(pose(of: weld.first), pose(of: weld.second))
        return error.position.length > 1e-4 || error.orientation.rotationVector.length > 1e-4
      }
  }

  /// Whether a pair that overlapped at the start still does, by the contacts in the buffer.
  func isUnsettled(_ number: Int, contactCount: Int) -> Bool {
    guard let index = startOverlaps.firstIndex(of: number), unsettled.contains(index) else {
      return false
    }
    let depth = (0..<contactCount).map { unsafe contactBuffer[$0].depth }.max() ?? 0
    if depth > contactSettings.layer + 1e-6 { return true }
    unsettled.remove(index)
    return false
  }

  /// The largest excess over its range that a joint may keep [rad] or [m].
  static let limitTolerance = 5e-7

  /// Returns the excess of `joint` over its range [rad] or [m].
  func excess(of joint: JointID) -> Double {
    guard let range = scene[joint].range else { return 0 }
    let position =
      scene[joint].kind == .ball ? rotation(of: joint).length : position(of: joint)
    return max(range.lowerBound - position, position - range.upperBound, 0)
  }

  /// Solves a step without error reduction, so that no speed goes into corrections.
  func solveWithoutCorrection(
    _ timeStep: Double, _ thread: ODELibrary.ThreadData
  ) throws(PhysicsError) {
    setErrorReduction(0)
    defer { setErrorReduction(contactSettings.errorReduction) }
    try solve(timeStep, thread)
  }

  /// Corrects a part of all overlaps and of all excesses over joint ranges, without giving bodies a speed.
  ///
  /// ODE corrects an error by a speed that the bodies keep: a joint that starts 20 cm outside its range is
  /// thrown in at 20 m/s. Here an extra step, without forces and from rest, makes the correction, and the
  /// speeds are restored after it.
  ///
  /// > Source: Catto 2006, *Fast and simple physics using sequential impulses* (split impulses).
  func correctPositions(
    _ timeStep: Double, _ thread: ODELibrary.ThreadData
  ) throws(PhysicsError) {
    let velocities = movers.map { mover in
      unsafe (Vector3(dBodyGetLinearVel(mover.id)), Vector3(dBodyGetAngularVel(mover.id)))
    }
    let telemetry = telemetry
    phase = .correction
    defer {
      phase = .motion
      self.telemetry.contactCount = telemetry.contactCount
      self.telemetry.deepestContact = telemetry.deepestContact
    }
    for mover in movers {
      unsafe dBodySetLinearVel(mover.id, 0, 0, 0)
      unsafe dBodySetAngularVel(mover.id, 0, 0, 0)
    }
    for body in posed {
      if let id = unsafe body.id { unsafe dBodySetLinearVel(id, 0, 0, 0) }
    }
    for servo in servos { servo.stop() }
    for resistance in ode.resistances { resistance.stop() }
    aimBallLimits()
    unsafe dWorldSetGravity(world, 0, 0, 0)
    setLimitErrorReduction(contactSettings.errorReduction)
    defer {
      let gravity = scene.options.gravity
      unsafe dWorldSetGravity(world, gravity.x, gravity.y, gravity.z)
      setLimitErrorReduction(0)
    }

    updateBounds()
    try collideAll()
    try solve(timeStep, thread)
    for (mover, velocity) in zip(movers, velocities) {
      unsafe dBodySetLinearVel(mover.id, velocity.0.x, velocity.0.y, velocity.0.z)
      unsafe dBodySetAngularVel(mover.id, velocity.1.x, velocity.1.y, velocity.1.z)
    }
  }

  /// Sets the fraction of an error that a step corrects in all constraints but limits.
  private func setErrorReduction(_ share: Double) {
    unsafe dWorldSetERP(world, share)
    for weld in ode.statedWelds { unsafe dJointSetFixedParam(weld.id, Int32(dParamERP), share) }
  }

  /// Sets the fraction of an excess over its range that a step corrects in every joint.
  private func setLimitErrorReduction(_ share: Double) {
    for joint in limitedJoints {
      guard let id = unsafe joints[joint.index] else { continue }
      switch scene[joint].kind {
      case .hinge: unsafe dJointSetHingeParam(id, Int32(dParamStopERP), share)
      case .slide: unsafe dJointSetSliderParam(id, Int32(dParamStopERP), share)
      case .ball, .free: break
      }
    }
    for limit in ode.ballLimits { limit.setErrorReduction(share) }
  }

  /// Sets how far each limited ball joint is turned in its limit.
  func aimBallLimits() {
    for limit in ode.ballLimits { limit.aim(at: rotation(of: limit.joint)) }
  }
}
