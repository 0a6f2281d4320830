// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

extension RigidWorld {
  /// The two parts of a step.
  enum Phase {
    /// Forces and speeds; contacts and limits stop what moves against them.
    case motion
    /// What is where it cannot be is put back, at speeds that are thrown away.
    case correction
  }

  /// Whether two shapes are in each other by more than any motion could bring them.
  ///
  /// What comes at a speed v is in by v h when it is first noticed; beyond that and a millimetre, it was
  /// put there.
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

  /// Whether a pair that started in each other still is, by the contacts in the buffer.
  func isUnsettled(_ number: Int, contactCount: Int) -> Bool {
    guard let index = startOverlaps.firstIndex(of: number), unsettled.contains(index) else {
      return false
    }
    let depth = (0..<contactCount).map { unsafe contactBuffer[$0].depth }.max() ?? 0
    if depth > contactSettings.layer + 1e-6 { return true }
    unsettled.remove(index)
    return false
  }

  /// How far out of its range a joint may stay [rad] or [m].
  static let limitTolerance = 5e-7

  /// How far `joint` is out of its range [rad] or [m].
  func excess(of joint: JointID) -> Double {
    guard let range = scene[joint].range else { return 0 }
    let position =
      scene[joint].kind == .ball ? rotation(of: joint).length : position(of: joint)
    return max(range.lowerBound - position, position - range.upperBound, 0)
  }

  /// Solves a step in which no speed goes into putting anything back.
  func solveWithoutCorrection(
    _ timeStep: Double, _ thread: ODELibrary.ThreadData
  ) throws(PhysicsError) {
    setErrorReduction(0)
    defer { setErrorReduction(contactSettings.errorReduction) }
    try solve(timeStep, thread)
  }

  /// Puts back what is out of its range or in something else, by a part of the way, at rest.
  ///
  /// ODE takes a penetration back by a speed that the bodies keep: what starts 20 cm outside its range is
  /// thrown in at 20 m/s. Here a step without forces in which everything stands takes it back, and the
  /// speeds are put back as they were.
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

  /// Sets the fraction of an error that a step takes off everything but limits.
  private func setErrorReduction(_ share: Double) {
    unsafe dWorldSetERP(world, share)
    for weld in ode.statedWelds { unsafe dJointSetFixedParam(weld.id, Int32(dParamERP), share) }
  }

  /// Sets the fraction of an excess over its range that a step takes off every joint.
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

  /// Says to the limits of the ball joints how those are turned.
  func aimBallLimits() {
    for limit in ode.ballLimits { limit.aim(at: rotation(of: limit.joint)) }
  }
}
