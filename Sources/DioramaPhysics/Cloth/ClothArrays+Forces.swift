// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath

extension ClothArrays {
  /// Adds up the forces of springs and dashpots [N].
  ///
  /// A spring between `p` and `q` of rest length L pulls `p` with `k (1 - L/|d|) d`, its dashpot with
  /// `c (d · w) d / |d|²`, where `d = q - p` and w is their relative velocity; q gets the opposite. Both
  /// act along the line through the particles, so neither momentum nor angular momentum changes.
  ///
  /// > Source: Provot 1995, *Deformation constraints in a mass-spring model to describe rigid cloth
  /// > behavior*; Baraff and Witkin 1998, [*Large steps in cloth
  /// > simulation*](https://doi.org/10.1145/280814.280821), Section 4.5 (dampers along the spring).
  func sumForces() {
    let x = position.x
    let y = position.y
    let z = position.z
    let u = velocity.x
    let v = velocity.y
    let w = velocity.z
    for index in stride(from: 0, to: layout.lanes, by: 4) {
      force.x[lanes: index] = .zero
      force.y[lanes: index] = .zero
      force.z[lanes: index] = .zero
    }
    for family in layout.families {
      let stiffness = stiffness(family)
      let length = Lanes(repeating: family.restLength)
      let relaxation = Lanes(repeating: family.relaxation)
      let one = Lanes(repeating: 1)
      var index = 0
      while index < layout.lanes {
        let other = index &+ family.offset
        let dx = x[lanes: other] - x[lanes: index]
        let dy = y[lanes: other] - y[lanes: index]
        let dz = z[lanes: other] - z[lanes: index]
        let du = u[lanes: other] - u[lanes: index]
        let dv = v[lanes: other] - v[lanes: index]
        let dw = w[lanes: other] - w[lanes: index]
        // for two particles in one place the force is 0, not NaN
        let square = dx * dx + dy * dy + dz * dz + 1e-30
        let inverse = one / square.squareRoot()
        let closing = (dx * du + dy * dv + dz * dw) * inverse
        let scale =
          stiffness[lanes: index] * (one - length * inverse + closing * (inverse * relaxation))
        spring.x[lanes: index] = scale * dx
        spring.y[lanes: index] = scale * dy
        spring.z[lanes: index] = scale * dz
        index &+= 4
      }
      index = 0
      while index < layout.lanes {
        // as the first end, and as the second
        let back = index &- family.offset
        force.x[lanes: index] += spring.x[lanes: index] - spring.x[lanes: back]
        force.y[lanes: index] += spring.y[lanes: index] - spring.y[lanes: back]
        force.z[lanes: index] += spring.z[lanes: index] - spring.z[lanes: back]
        index &+= 4
      }
    }
  }

  /// Changes the velocities by forces, gravity and the drag of still air, for `timeStep` [s].
  ///
  /// - Parameters:
  ///   - timeStep: The integration step h [s].
  ///   - particleMass: The mass of each particle [kg].
  ///   - gravity: The acceleration of free fall [m/s²].
  ///   - drag: The fraction of its velocity that a particle loses in the step.
  func accelerate(timeStep: Double, particleMass: Double, gravity: Vector3, drag: Double) {
    let perForce = Lanes(repeating: timeStep / particleMass)
    let drag = Lanes(repeating: drag)
    for (velocity, force, gravity) in [
      (velocity.x, force.x, gravity.x), (velocity.y, force.y, gravity.y),
      (velocity.z, force.z, gravity.z),
    ] {
      let fall = Lanes(repeating: timeStep * gravity)
      var index = 0
      while index < layout.lanes {
        let before = velocity[lanes: index]
        velocity[lanes: index] =
          before
          + mobility[lanes: index] * (force[lanes: index] * perForce + fall - drag * before)
        index &+= 4
      }
    }
  }

  /// Moves the particles by their velocities for `timeStep` [s].
  func move(timeStep: Double) {
    let step = Lanes(repeating: timeStep)
    for (position, velocity) in [
      (position.x, velocity.x), (position.y, velocity.y), (position.z, velocity.z),
    ] {
      var index = 0
      while index < layout.lanes {
        position[lanes: index] += step * velocity[lanes: index]
        index &+= 4
      }
    }
  }
}
