// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

extension RigidWorld {
  /// Integrates one time step.
  ///
  /// - Throws: ``PhysicsError/diverged(body:time:)`` when a body is lost, or
  ///   ``PhysicsError/clothDiverged(cloth:time:)``; reset or restore then.
  ///   ``PhysicsError/controlNotFinite(actuator:value:)`` before anything has moved.
  public func step() throws(PhysicsError) {
    for (actuator, control) in zip(scene.actuators, controls) where !control.isFinite {
      throw .controlNotFinite(actuator: actuator.name, value: control)
    }
    let thread = ODELibrary.thread
    let messages = thread.messageCount
    let timeStep = scene.options.timeStep

    // what drives the bodies
    moveKinematicBodies()
    for servo in servos { servo.aim(at: posed[servo.target]) }
    applyActuators()
    applySprings()
    releaseDampers()
    compensateGravity()

    // contacts, in the order of the shapes
    telemetry.contactCount = 0
    telemetry.deepestContact = 0
    updateBounds()
    for pair in pairs { collide(pair) }

    if contactSettings.quickStepIterations > 0 {
      unsafe dWorldQuickStep(world, timeStep)
    } else {
      solveDirectly(timeStep, thread)
    }
    unsafe dJointGroupEmpty(contactGroup)

    for index in posed.indices where posed[index].linearVelocity != .zero {
      posed[index].pose.position += timeStep * posed[index].linearVelocity
    }
    stepCount += 1
    telemetry.messageCount += thread.messageCount - messages
    try checkForDivergence()
    for cloth in cloths { try step(cloth) }
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
    for (actuator, control) in zip(scene.actuators, controls) {
      let joint = scene[actuator.joint]
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
        }
      if let range = actuator.forceRange {
        force = min(max(force, range.lowerBound), range.upperBound)
      }
      apply(actuator.gear * force, to: actuator.joint, kind: joint.kind)
    }
  }

  private func applySprings() {
    for (index, joint) in scene.joints.enumerated() where joint.stiffness > 0 {
      let id = JointID(index)
      apply(joint.stiffness * (joint.springReference - position(of: id)), to: id, kind: joint.kind)
    }
  }

  /// Lets go of the dampers of joints that are at a limit, for this step.
  ///
  /// A damper is a motor of unbounded force, and ODE pushes a body that is at a limit into it by all
  /// the force that its motor has.
  private func releaseDampers() {
    for index in limitedDampers {
      guard let id = unsafe joints[index], let range = scene.joints[index].range else { continue }
      let position = position(of: JointID(index))
      let isFree = position > range.lowerBound && position < range.upperBound
      let force: Double = isFree ? .infinity : 0
      if scene.joints[index].kind == .hinge {
        unsafe dJointSetHingeParam(id, Int32(dParamFMax), force)
      } else {
        unsafe dJointSetSliderParam(id, Int32(dParamFMax), force)
      }
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
