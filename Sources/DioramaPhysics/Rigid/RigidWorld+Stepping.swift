// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

extension RigidWorld {
  /// Integrates one time step.
  ///
  /// - Throws: ``PhysicsError/diverged(body:time:)`` when a body is lost,
  ///   ``PhysicsError/solverFailed(reason:time:)``, or ``PhysicsError/clothDiverged(cloth:time:)``;
  ///   reset or restore then. Before anything has moved: ``PhysicsError/controlNotFinite(actuator:value:)``
  ///   and ``PhysicsError/tooManyRows(count:limit:bodies:)``.
  public func step() throws(PhysicsError) {
    for (actuator, control) in zip(scene.actuators, controls) where !control.isFinite {
      throw .controlNotFinite(actuator: actuator.name, value: control)
    }
    guard !ode.isLost else { throw .lost(time: time) }
    let thread = ODELibrary.thread
    let messages = thread.messageCount
    let timeStep = scene.options.timeStep

    // servos, actuators, springs and gravity compensation
    moveKinematicBodies()
    for servo in servos { servo.aim(at: posed[servo.target]) }
    for resistance in ode.resistances { resistance.aim() }
    applyActuators()
    applySprings()
    aimBallLimits()
    compensateGravity()

    // contacts, in the order of the shapes
    isAstray = hasStrayJoints
    telemetry.contactCount = 0
    telemetry.deepestContact = 0
    contactRecorder?.begin()
    updateBounds()
    try collideAll()
    if isAstray {
      try solveWithoutCorrection(timeStep, thread)
      try correctPositions(timeStep, thread)
    } else {
      try solve(timeStep, thread)
    }
    countTurns(timeStep: timeStep)

    for index in posed.indices where posed[index].linearVelocity != .zero {
      posed[index].pose.position += timeStep * posed[index].linearVelocity
    }
    stepCount += 1
    telemetry.messageCount += thread.messageCount - messages
    try checkForDivergence()
    for cloth in cloths { try step(cloth) }
  }

  /// Makes the contacts of all pairs.
  func collideAll() throws(PhysicsError) {
    for number in pairs.indices { try collide(number) }
  }

  /// Solves for the speeds, moves the bodies by them, and frees the contacts.
  func solve(_ timeStep: Double, _ thread: ODELibrary.ThreadData) throws(PhysicsError) {
    do {
      try checkRows()
      if contactSettings.quickStepIterations > 0 {
        try advance(timeStep, quickly: true)
      } else {
        try solveDirectly(timeStep, thread)
      }
    } catch {
      if !ode.isLost { unsafe dJointGroupEmpty(ode.contactGroup) }
      throw error
    }
    unsafe dJointGroupEmpty(ode.contactGroup)
  }

  /// Gives ODE the poses and velocities that the program wants.
  func moveKinematicBodies() {
    for body in posed {
      guard let id = unsafe body.id else { continue }
      let position = body.pose.position
      let velocity = body.linearVelocity
      unsafe dBodySetPosition(id, position.x, position.y, position.z)
      unsafe setQuaternion(body.pose.orientation) { unsafe dBodySetQuaternion(id, $0) }
      unsafe dBodySetLinearVel(id, velocity.x, velocity.y, velocity.z)
    }
  }

  private func applyActuators() {
    /// The forces on joints that bound their sum.
    var sums: [JointID: Double] = [:]
    for (actuator, control) in zip(scene.actuators, controls) {
      let range = actuator.controlRange
      let control = range.map { min(max(control, $0.lowerBound), $0.upperBound) } ?? control
      var force =
        switch actuator.kind {
        case .motor: control
        case .position(let stiffness, let damping):
          stiffness * (control - actuator.gear * position(of: actuator.joint))
            - damping * actuator.gear * velocity(of: actuator.joint)
        case .velocity(let damping):
          damping * (control - actuator.gear * velocity(of: actuator.joint))
        case .general(let gain, let bias, let stiffness, let damping):
          gain * control + bias + stiffness * actuator.gear * position(of: actuator.joint)
            + damping * actuator.gear * velocity(of: actuator.joint)
        }
      if let range = actuator.forceRange {
        force = min(max(force, range.lowerBound), range.upperBound)
      }
      if scene[actuator.joint].actuatorForceRange != nil {
        sums[actuator.joint, default: 0] += actuator.gear * force
      } else {
        apply(actuator.gear * force, to: actuator.joint, kind: scene[actuator.joint].kind)
      }
    }
    for (joint, sum) in sums {
      let range = scene[joint].actuatorForceRange ?? sum...sum
      apply(
        min(max(sum, range.lowerBound), range.upperBound), to: joint, kind: scene[joint].kind)
    }
  }

  private func applySprings() {
    for index in scene.joints.indices where scene.joints[index].stiffness > 0 {
      let id = JointID(index)
      let joint = scene.joints[index]
      if joint.kind == .ball {
        turn(id, by: -joint.stiffness * rotation(of: id))
      } else {
        apply(
          joint.stiffness * (joint.springReference - position(of: id)), to: id, kind: joint.kind)
      }
    }
  }

  /// Applies a torque in the world frame between the body of a joint and its parent [N·m].
  private func turn(_ joint: JointID, by torque: Vector3) {
    guard let id = unsafe joints[joint.index] else { return }
    if let child = unsafe dJointGetBody(id, 0) {
      unsafe dBodyAddTorque(child, torque.x, torque.y, torque.z)
    }
    if let parent = unsafe dJointGetBody(id, 1) {
      unsafe dBodyAddTorque(parent, -torque.x, -torque.y, -torque.z)
    }
  }

  private func apply(_ force: Double, to joint: JointID, kind: Joint.Kind) {
    guard let id = unsafe joints[joint.index] else { return }
    switch kind {
    case .hinge: unsafe dJointAddHingeTorque(id, force)
    case .slide: unsafe dJointAddSliderForce(id, force)
    case .ball, .free: break
    }
  }

  private func compensateGravity() {
    for (index, mover) in movers.enumerated() {
      guard mover.gravityCompensation != 0, mover.gravityCompensation != 1 else { continue }
      let mass = mover.mass * massScales[index]
      let force = -mover.gravityCompensation * mass * scene.options.gravity
      unsafe dBodyAddForce(mover.id, force.x, force.y, force.z)
    }
  }

  private func checkForDivergence() throws(PhysicsError) {
    for mover in movers {
      let position = unsafe Vector3(dBodyGetPosition(mover.id))
      let velocity = unsafe Vector3(dBodyGetLinearVel(mover.id))
      let spin = unsafe Vector3(dBodyGetAngularVel(mover.id))
      // written so that NaN fails it too
      guard position.dot(position) < 1e8, velocity.dot(velocity) + spin.dot(spin) < 1e8 else {
        throw .diverged(body: scene[mover.body].name, time: time)
      }
    }
  }
}
