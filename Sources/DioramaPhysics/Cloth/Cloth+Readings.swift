// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
internal import DioramaScene

extension Cloth {
  /// The positions of all particles [m], `[particles]`.
  public var positions: [Vector3] { (0..<sheet.particleCount).map(position(of:)) }

  /// The mass of all particles together [kg].
  public var mass: Double { massScale * sheet.mass }

  /// The smallest mass scale with which it does not blow up.
  public var leastMassScale: Double { sheet.leastMassScale(timeStep: timeStep) }

  /// The mass of each particle [kg].
  var particleMass: Double { mass / Double(sheet.particleCount) }

  /// The mean position of the particles [m].
  public var centerOfMass: Vector3 {
    (0..<sheet.particleCount).reduce(.zero) { $0 + position(of: $1) }
      / Double(sheet.particleCount)
  }

  /// The momentum of all particles [kg·m/s].
  public var momentum: Vector3 {
    (0..<sheet.particleCount).reduce(.zero) { $0 + particleMass * velocity(of: $1) }
  }

  /// The angular momentum about the origin [kg·m²/s].
  public var angularMomentum: Vector3 {
    (0..<sheet.particleCount).reduce(.zero) {
      $0 + particleMass * position(of: $1).cross(velocity(of: $1))
    }
  }

  /// The kinetic energy of all particles [J].
  public var kineticEnergy: Double {
    (0..<sheet.particleCount).reduce(0) {
      let v = velocity(of: $1)
      return $0 + 0.5 * particleMass * v.dot(v)
    }
  }

  /// The root of the particles' mean square speed [m/s].
  public var speed: Double { (2 * kineticEnergy / mass).squareRoot() }

  /// The fastest particle's speed [m/s].
  public var fastestSpeed: Double {
    (0..<sheet.particleCount).reduce(0) { max($0, velocity(of: $1).length) }
  }

  /// The energy of the springs, the sum of `k (|d| - L)² / 2` [J].
  public var elasticEnergy: Double {
    var energy = 0.0
    forEachSpring { family, first, second in
      let stretch = (position(of: second) - position(of: first)).length - family.restLength
      energy += 0.5 * family.stiffness * stretch * stretch
    }
    return energy
  }

  /// The energy in the field of gravity, relative to the origin [J].
  public var gravitationalEnergy: Double { -mass * gravity.dot(centerOfMass) }

  /// The strain of the edges between neighbours: the largest and the mean of `|d| / L - 1`, negative for
  /// compressed edges.
  public var edgeStrain: (largest: Double, mean: Double) {
    var (largest, sum, count) = (-1.0, 0.0, 0.0)
    forEachSpring { family, first, second in
      guard family.reach.x + abs(family.reach.y) == 1 else { return }
      let strain = (position(of: second) - position(of: first)).length / family.restLength - 1
      largest = max(largest, strain)
      sum += strain
      count += 1
    }
    return (largest, count > 0 ? sum / count : 0)
  }

  private func forEachSpring(_ body: (ClothLayout.Family, Int, Int) -> Void) {
    for family in layout.families {
      for i in 0..<sheet.count.x {
        for j in 0..<sheet.count.y where layout.joins(family, i, j) {
          let first = i * sheet.count.y + j
          body(family, first, first + family.offset)
        }
      }
    }
  }

  /// The particles of row `i` along x, or of column `j` along y: an edge of the cloth where they are
  /// first or last.
  public func row(_ i: Int) -> Range<Int> { i * sheet.count.y..<(i + 1) * sheet.count.y }

  /// Returns the mean height of `particles`, such as a hem's [m].
  public func meanHeight(of particles: some Collection<Int>) -> Double {
    particles.reduce(0) { $0 + position(of: $1).z } / Double(max(1, particles.count))
  }
}
