// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaScene

/// A body that a cord touches or hangs on, and that feels it.
struct CordPartner {
  /// The body that moves.
  var body: BodyID
  /// The inverse of its mass [1/kg], and of its inertia in its own axes [1/(kg·m²)], row by row; zeros where it
  /// does not give way.
  var inverseMass = 0.0
  var inverseInertia = [Vector3.zero, .zero, .zero]
  var orientation = Quaternion.identity
  /// Its centre of mass [m], and its velocity [m/s] and spin [rad/s].
  var center = Vector3.zero
  var velocity = Vector3.zero
  var spin = Vector3.zero

  /// Returns its velocity at `point` [m/s].
  func velocity(at point: Vector3) -> Vector3 { velocity + spin.cross(point - center) }

  /// Returns how much faster `point` moves along `direction` for a unit of impulse there [1/kg].
  func yielding(at point: Vector3, along direction: Vector3) -> Double {
    guard inverseMass > 0 else { return 0 }
    let lever = point - center
    return inverseMass + turned(lever.cross(direction)).cross(lever).dot(direction)
  }

  /// Changes its motion by an `impulse` at `point` [N·s].
  mutating func push(_ impulse: Vector3, at point: Vector3) {
    guard inverseMass > 0 else { return }
    velocity += inverseMass * impulse
    spin += turned((point - center).cross(impulse))
  }

  private func turned(_ torque: Vector3) -> Vector3 {
    let own = orientation.conjugate.rotate(torque)
    return orientation.rotate(
      Vector3(inverseInertia[0].dot(own), inverseInertia[1].dot(own), inverseInertia[2].dot(own)))
  }
}

/// What bodies feel of a cord.
extension Cloth {
  /// Finds the bodies that can feel it.
  func findPartners() {
    partners = []
    for index in colliders.indices {
      let body = colliders[index].body
      if let known = partners.firstIndex(where: { $0.body == body }) {
        colliders[index].partner = known
      } else {
        colliders[index].partner = partners.count
        partners.append(CordPartner(body: body))
      }
    }
    partners.append(CordPartner(body: sheet.body))
  }

  /// Gives the pull at the pinned particles, and their weight, to the cord's own body.
  func pullPins(_ arrays: ClothArrays) {
    guard let last = partners.indices.last else { return }
    for pin in sheet.pins {
      let force = arrays.force[pin] + particleMass * gravity
      partners[last].push(timeStep * force, at: arrays.position[pin])
    }
  }

  /// Corrects the velocities of particles that would go into shapes, and of the bodies that these belong to:
  /// equal and opposite changes of momentum, inelastic, with Coulomb friction.
  func resolveCordContacts(_ arrays: ClothArrays) {
    let inverse = 1 / particleMass
    var next = 0
    for number in colliders.indices where hasNear[number] {
      let collider = colliders[number]
      let partner = collider.partner
      while next < candidateEnds[number] {
        let particle = Int(candidates[next])
        next += 1
        let place = arrays.position[particle]
        let (distance, normal) = collider.gap(place)
        let gap = distance - sheet.radius
        let relative = arrays.velocity[particle] - partners[partner].velocity(at: place)
        let parting = relative.dot(normal)
        let change = leastParting(gap) - parting
        guard change > 0 else { continue }
        deepestContact = max(deepestContact, -gap)
        let push = change / (inverse + partners[partner].yielding(at: place, along: normal))
        let sliding = relative - parting * normal
        let speed = sliding.length
        var impulse = push * normal
        if speed > 1e-12 {
          let along = sliding / speed
          let stop = speed / (inverse + partners[partner].yielding(at: place, along: along))
          impulse -= min(frictionScale * collider.friction * push, stop) * along
        }
        arrays.velocity[particle] += inverse * impulse
        partners[partner].push(-1 * impulse, at: place)
      }
    }
  }
}
