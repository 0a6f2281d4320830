// SPDX-License-Identifier: Apache-2.0

internal import CDioramaKernels
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
    unsafe withUnsafePointer(to: kernel) { cloth in
      unsafe layout.springs.withUnsafeBufferPointer {
        unsafe diorama_cloth_sum_forces(cloth, $0.baseAddress, $0.count)
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
    let fall = timeStep * gravity
    unsafe withUnsafePointer(to: kernel) {
      unsafe diorama_cloth_accelerate($0, timeStep / particleMass, fall.x, fall.y, fall.z, drag)
    }
  }

  /// Corrects the velocities of particles that would go into `shape`; Coulomb friction holds them back.
  ///
  /// - Parameters:
  ///   - shape: The shape.
  ///   - near: A number above 0 for each particle that may touch it.
  /// - Returns: The deepest penetration [m].
  func touch(_ shape: diorama_shape, near: Span<Double>) -> Double {
    precondition(near.count == layout.lanes, "\(near.count) numbers for \(layout.lanes) lanes")
    return unsafe withUnsafePointer(to: kernel) { cloth in
      unsafe withUnsafePointer(to: shape) { shape in
        unsafe near.withUnsafeBufferPointer {
          unsafe diorama_cloth_touch(cloth, shape, $0.baseAddress)
        }
      }
    }
  }

  /// Moves the particles by their velocities for `timeStep` [s].
  func move(timeStep: Double) {
    unsafe withUnsafePointer(to: kernel) { unsafe diorama_cloth_move($0, timeStep) }
  }
}
