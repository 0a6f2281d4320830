// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

extension RigidWorld {
  /// Returns the speed at which a contact may close [m/s]: far below any motion, but not zero.
  ///
  /// A contact that carries no force, as between boxes that fall together, would be degenerate: both its
  /// force and its speed exactly 0. There the direct solver gives up on the whole island
  /// (`LCP internal error, s <= 0`), and a stack that starts out touching falls through the floor. Contacts
  /// that become degenerate together are as bad, as when a hand at rest begins to push a face: so each
  /// contact of a step has a speed of its own.
  ///
  /// > Source: Cottle, Pang and Stone 1992, *The linear complementarity problem*, 4.2 (perturbation).
  private static func closingSpeed(ofContact number: Int) -> Double {
    1e-9 * (1 + 0.1 * Double(number))
  }

  /// The smallest speed that counts as sliding [m/s].
  private static let slidingSpeed = 1e-6

  /// Finds where two shapes touch, and makes a contact joint for each point that is kept.
  func collide(_ number: Int) throws(PhysicsError) {
    let pair = pairs[number]
    let first = colliders[pair.first]
    let second = colliders[pair.second]
    guard bounds[pair.first].overlaps(bounds[pair.second]) else { return }
    if !heldPairs.isEmpty, heldPairs.contains(number) { return }
    let kept = try findContacts(first, second)
    if !unsettled.isEmpty, isUnsettled(number, contactCount: kept) { isAstray = true }
    for index in 0..<kept {
      let geometry = unsafe contactBuffer[index]
      let joint = unsafe makeContact(
        geometry, first.body, second.body, pair.friction,
        number: telemetry.contactCount + index)
      if phase == .motion {
        unsafe contactRecorder?.add(geometry, joint, first.shape, second.shape)
      }
      telemetry.deepestContact = unsafe max(telemetry.deepestContact, geometry.depth)
    }
    telemetry.contactCount += kept
  }

  /// Writes the contacts of two shapes to the buffer, and returns their number.
  func findContacts(_ first: Collider, _ second: Collider) throws(PhysicsError) -> Int {
    if let flat = collideFlat(first, second) { return flat }
    var found: Int32 = 0
    let reason = unsafe clibode_collide(
      first.geom, second.geom, Int32(Self.contactCapacity), contactBuffer, &found)
    if let reason = unsafe reason { throw lost(unsafe String(cString: reason)) }
    return unsafe keepSpanningContacts(contactBuffer, count: Int(found))
  }

  /// Asks ODE for the bounds of the shapes that move.
  func updateBounds() {
    for index in colliders.indices where unsafe colliders[index].body != nil {
      bounds[index] = unsafe Bounds(colliders[index].geom)
    }
  }

  private func makeContact(
    _ geometry: dContactGeom, _ first: dBodyID?, _ second: dBodyID?, _ friction: ContactFriction,
    number: Int
  ) -> dJointID {
    var contact = unsafe dContact()
    unsafe contact.geom = geometry
    var mode = dContactApprox1 | dContactSoftCFM | dContactMotionN
    unsafe contact.surface.motionN = -Self.closingSpeed(ofContact: number)
    unsafe contact.surface.soft_cfm = contactSettings.softness
    func attached() -> dJointID {
      unsafe contact.surface.mode = Int32(mode)
      let joint = unsafe made(dJointCreateContact(world, ode.contactGroup, &contact))
      unsafe dJointAttach(joint, first, second)
      return unsafe joint
    }
    if phase == .correction { return unsafe attached() }  // nothing rubs or bounces on the way out

    unsafe contact.surface.mu = frictionScale * friction.sliding
    if contactSettings.restitution > 0 {
      mode |= dContactBounce
      unsafe contact.surface.bounce = contactSettings.restitution
      unsafe contact.surface.bounce_vel = contactSettings.restitutionThreshold
    }
    if friction.torsional > 0 || friction.rolling > 0 {
      mode |= dContactRolling | dContactAxisDep
      unsafe contact.surface.mu2 = contact.surface.mu
      unsafe contact.surface.rho = frictionScale * friction.rolling
      unsafe contact.surface.rho2 = contact.surface.rho
      unsafe contact.surface.rhoN = frictionScale * friction.torsional
    }
    // ODE's friction is a pyramid: along the sliding direction it is as strong as the cone
    let normal = unsafe Vector3(geometry.normal.0, geometry.normal.1, geometry.normal.2)
    let point = unsafe Vector3(geometry.pos.0, geometry.pos.1, geometry.pos.2)
    let sliding = unsafe velocity(of: first, at: point) - velocity(of: second, at: point)
    if unsafe isTooDeep(geometry.depth, closingSpeed: sliding.dot(normal)) { isAstray = true }
    var tangential = sliding - sliding.dot(normal) * normal
    if tangential.length <= Self.slidingSpeed, unsafe first == nil || second == nil {
      // at rest on a body that never moves: along the slope, where gravity would start it
      let gravity = scene.options.gravity
      tangential = gravity - gravity.dot(normal) * normal
    }
    if tangential.length > Self.slidingSpeed {
      mode |= dContactFDir1
      let direction = tangential.normalized
      unsafe contact.fdir1 = (direction.x, direction.y, direction.z, 0)
    }
    return unsafe attached()
  }

  private func velocity(of body: dBodyID?, at point: Vector3) -> Vector3 {
    guard let body = unsafe body else { return .zero }
    let position = unsafe Vector3(dBodyGetPosition(body))
    let spin = unsafe Vector3(dBodyGetAngularVel(body))
    return unsafe Vector3(dBodyGetLinearVel(body)) + spin.cross(point - position)
  }

  /// Moves the contacts that span their patch to the front of `contacts`, in their order.
  ///
  /// The deepest is kept, the farthest from it, the farthest from their line, and the farthest from
  /// that one across the line: more contacts cost the solver and add nothing to a flat patch.
  ///
  /// - Returns: The number of contacts kept.
  private func keepSpanningContacts(
    _ contacts: UnsafeMutablePointer<dContactGeom>, count: Int
  ) -> Int {
    let limit = contactSettings.limit
    guard count > limit else { return count }
    func point(_ i: Int) -> Vector3 {
      unsafe Vector3(contacts[i].pos.0, contacts[i].pos.1, contacts[i].pos.2)
    }
    func best(_ score: (Int) -> Double) -> Int {
      var winner = 0
      var record = -Double.infinity
      for i in 0..<count {
        let score = score(i)
        if score > record { (winner, record) = (i, score) }
      }
      return winner
    }
    var kept: UInt32 = 0
    let a = best { unsafe contacts[$0].depth }
    kept |= 1 << a
    let b = best { (point($0) - point(a)).length }
    if limit > 1 { kept |= 1 << b }
    let line = point(b) - point(a)
    func offLine(_ i: Int) -> Vector3 { line.cross(point(i) - point(a)) }
    let c = best { offLine($0).length }
    if limit > 2 { kept |= 1 << c }
    let d = best { -offLine($0).dot(offLine(c)) }
    if limit > 3 { kept |= 1 << d }
    // beyond four, fill up in order
    for i in 0..<count where kept.nonzeroBitCount < limit { kept |= 1 << i }
    var next = 0
    for i in 0..<count where kept & 1 << i != 0 {
      unsafe contacts[next] = contacts[i]
      next += 1
    }
    return next
  }
}

/// A box along the world's axes around a shape.
struct Bounds {
  let lower: Vector3
  let upper: Vector3

  /// Asks ODE for the bounds of `geom`.
  init(_ geom: dGeomID) {
    var bounds = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    unsafe withUnsafeMutableBytes(of: &bounds) {
      unsafe dGeomGetAABB(geom, $0.assumingMemoryBound(to: dReal.self).baseAddress)
    }
    lower = Vector3(bounds.0, bounds.2, bounds.4)
    upper = Vector3(bounds.1, bounds.3, bounds.5)
  }

  /// Returns whether the two have a point in common.
  func overlaps(_ other: Bounds) -> Bool {
    !any(lower .> other.upper) && !any(other.lower .> upper)
  }
}
