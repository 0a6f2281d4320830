// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

extension RigidWorld {
  /// The iterations of the iterative solver as a fallback; with more than 8, ODE would draw random numbers.
  static let fallbackIterations = 8

  /// The count of numbers saved for each mover, to undo a step.
  static let keptPerMover = 31

  /// Solves a step with the direct solver; if that gives up, undoes the step and uses the iterative solver.
  ///
  /// Two contacts that let go at exactly the same moment are a tie that the direct solver cannot break: it
  /// complains (`LCP internal error, s <= 0`) and leaves the rest of its island without forces. With books
  /// that jam, this happens once in some hundred thousand steps.
  ///
  /// - Throws: ``PhysicsError/solverFailed(reason:time:)`` where ODE's assertions fail.
  func solveDirectly(
    _ timeStep: Double, _ thread: ODELibrary.ThreadData
  ) throws(PhysicsError) {
    keepMovers()
    let messages = thread.messageCount
    try advance(timeStep, quickly: false)
    guard thread.messageCount > messages else { return }
    takeBack()
    if phase == .motion { moveKinematicBodies() }
    unsafe dWorldSetQuickStepNumIterations(world, Int32(Self.fallbackIterations))
    try advance(timeStep, quickly: true)
    thread.messageCount = messages
    telemetry.fallbackCount += 1
  }

  /// Integrates a step with ODE.
  func advance(_ timeStep: Double, quickly: Bool) throws(PhysicsError) {
    guard let reason = unsafe clibode_step(world, timeStep, quickly ? 1 : 0) else { return }
    throw lost(unsafe String(cString: reason))
  }

  /// Gives up ODE's objects, until a reset or a restore, and returns the error to throw.
  func lost(_ reason: String) -> PhysicsError {
    ode.lose()
    for mover in movers {
      let position = unsafe Vector3(dBodyGetPosition(mover.id))
      let velocity = unsafe Vector3(dBodyGetLinearVel(mover.id))
      let spin = unsafe Vector3(dBodyGetAngularVel(mover.id))
      if !(position.isFinite && velocity.isFinite && spin.isFinite) {
        return .diverged(body: scene[mover.body].name, time: time)
      }
    }
    return .solverFailed(reason: reason, time: time)
  }

  /// Saves the state of the movers that a step changes: pose, velocity, and the forces that it uses up.
  private func keepMovers() {
    var next = 0
    for mover in movers {
      unsafe keep(dBodyGetPosition(mover.id), 3)
      unsafe keep(dBodyGetQuaternion(mover.id), 4)
      unsafe keep(dBodyGetRotation(mover.id), 12)
      unsafe keep(dBodyGetLinearVel(mover.id), 3)
      unsafe keep(dBodyGetAngularVel(mover.id), 3)
      unsafe keep(dBodyGetForce(mover.id), 3)
      unsafe keep(dBodyGetTorque(mover.id), 3)
    }

    func keep(_ numbers: UnsafePointer<dReal>, _ count: Int) {
      for i in 0..<count { unsafe keptBuffer[next + i] = numbers[i] }
      next += count
    }
  }

  /// Restores the state of the movers that ``keepMovers()`` saved, bit for bit.
  private func takeBack() {
    var next = 0
    for mover in movers {
      let position = unsafe keptBuffer + next
      unsafe dBodySetPosition(mover.id, position[0], position[1], position[2])
      unsafe dBodySetQuaternion(mover.id, keptBuffer + (next + 3))
      // the setter normalises; the raw numbers undo it
      next += 3
      unsafe giveBack(dBodyGetQuaternion(mover.id), 4)
      unsafe giveBack(dBodyGetRotation(mover.id), 12)
      unsafe giveBack(dBodyGetLinearVel(mover.id), 3)
      unsafe giveBack(dBodyGetAngularVel(mover.id), 3)
      unsafe giveBack(dBodyGetForce(mover.id), 3)
      unsafe giveBack(dBodyGetTorque(mover.id), 3)
    }

    func giveBack(_ numbers: UnsafePointer<dReal>, _ count: Int) {
      let numbers = unsafe UnsafeMutablePointer(mutating: numbers)
      for i in 0..<count { unsafe numbers[i] = keptBuffer[next + i] }
      next += count
    }
  }
}
