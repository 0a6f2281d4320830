// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

extension RigidWorld {
  /// Sweeps of the iterative solver where it stands in; from 8 on, ODE would draw random numbers.
  static let fallbackIterations = 8

  /// Numbers that are kept of each mover, to take a step back.
  static let keptPerMover = 31

  /// Solves a step by the direct solver; where that gives up, takes it back and does it iteratively.
  ///
  /// Two contacts that let go at exactly the same moment are a tie that the direct solver cannot break:
  /// it complains (`LCP internal error, s <= 0`) and leaves the rest of its island without forces.
  /// Once in some hundred thousand steps of books that jam, that happens.
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

  /// Has ODE integrate a step.
  func advance(_ timeStep: Double, quickly: Bool) throws(PhysicsError) {
    guard let reason = unsafe clibode_step(world, timeStep, quickly ? 1 : 0) else { return }
    throw lost(unsafe String(cString: reason))
  }

  /// Gives up what ODE has, until a reset or a restore.
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

  /// Keeps what a step changes of the movers: pose, velocity, and the forces that it uses up.
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

  /// Puts the movers back to where ``keepMovers()`` found them, to the bit.
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
