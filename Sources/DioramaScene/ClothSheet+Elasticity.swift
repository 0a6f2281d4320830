// SPDX-License-Identifier: Apache-2.0

extension ClothSheet.Springs {
  /// Makes the springs of a grid that behaves as a thin isotropic sheet.
  ///
  /// With the membrane's moduli `C = E t / (1 - ν²)` and `G = E t / (2 (1 + ν))`, and cells of `a` by
  /// `b`:
  ///
  /// - shear `G (a² + b²) / (2 a b)`,
  /// - structural along x `C b / a - G a / b`, and with a and b swapped along y,
  /// - bend along x `16 D b / a³` with `D = E t³ / (12 (1 - ν²))`, and swapped along y.
  ///
  /// So the sheet is as stiff against stretch along the threads and against shear as the material is;
  /// Poisson's ratio comes out as `G / C = (1 - ν) / 2`, which is ν only at ν = 1/3, as it must for any
  /// lattice of springs. A bend spring joins next neighbours but one; it costs as much energy as the plate
  /// does at a fold of 1 rad, less at smaller and more at larger ones.
  ///
  /// - Parameters:
  ///   - young: Young's modulus E [Pa].
  ///   - poisson: Poisson's ratio ν, in `0..<0.5`.
  ///   - thickness: The thickness t [m].
  ///   - spacing: The size of a cell, a and b [m].
  ///   - bends: Whether it resists bending.
  ///
  /// > Source: the lattice's energy, expanded for small strains; Ostoja-Starzewski 2002, [*Lattice
  /// > models in micromechanics*](https://doi.org/10.1115/1.1432990), Section 2, and Provot 1995,
  /// > *Deformation constraints in a mass-spring model to describe rigid cloth behavior*.
  public init(
    young: Double, poisson: Double, thickness: Double, spacing: SIMD2<Double>, bends: Bool
  ) {
    let (a, b) = (spacing.x, spacing.y)
    let stretch = young * thickness / (1 - poisson * poisson)
    let shear = young * thickness / (2 * (1 + poisson))
    self.init(
      structural: SIMD2(stretch * b / a - shear * a / b, stretch * a / b - shear * b / a),
      shear: shear * (a * a + b * b) / (2 * a * b))
    if bends {
      let rigidity = young * thickness * thickness * thickness / (12 * (1 - poisson * poisson))
      bend = SIMD2(16 * rigidity * b / (a * a * a), 16 * rigidity * a / (b * b * b))
    }
  }

  /// Returns the springs' numbers times `factor`.
  public static func * (factor: Double, springs: Self) -> Self {
    Self(
      structural: factor * springs.structural, shear: factor * springs.shear,
      bend: factor * springs.bend)
  }
}

extension ClothSheet {
  /// The longest integration step that never blows up [s], however the sheet is folded.
  ///
  /// Symplectic Euler with explicit dampers is stable while `h² K + 2 h C < 4`, where K and C bound the
  /// eigenvalues of stiffness and damping over mass; by Gershgorin's theorem twice the sum over the springs
  /// at one particle, divided by its mass, is such a bound.
  ///
  /// > Source: Hairer, Lubich and Wanner 2006, *Geometric numerical integration*, Section I.1.
  public var largestTimeStep: Double {
    let (k, c) = rateBounds
    guard k > 0 || c > 0 else { return .infinity }
    // the positive root of h² k + 2 h c = 4, in the form without cancellation
    return 4 / (c + (c * c + 4 * k).squareRoot())
  }

  /// Returns the smallest factor of the mass, in `0...1`, with which the sheet does not blow up, for an
  /// integration step shorter than ``largestTimeStep``.
  public func leastMassScale(timeStep: Double) -> Double {
    let (k, c) = rateBounds
    return min(1, (timeStep * timeStep * k + 2 * timeStep * c) / 4)
  }

  /// The bounds of the eigenvalues of stiffness [1/s²] and damping [1/s] over mass.
  private var rateBounds: (stiffness: Double, damping: Double) {
    func bound(_ springs: Springs) -> Double {
      // the number of springs of a kind that meet in the middle of the sheet
      func meet(_ count: Int, _ reach: Int) -> Double { Double(min(2, max(0, count - reach))) }
      let x = meet(count.x, 1) * springs.structural.x + meet(count.x, 2) * springs.bend.x
      let y = meet(count.y, 1) * springs.structural.y + meet(count.y, 2) * springs.bend.y
      let diagonals = meet(count.x, 1) * meet(count.y, 1) * springs.shear
      return 2 * (x + y + diagonals) * Double(particleCount) / mass
    }
    return (bound(stiffness), bound(damping))
  }
}
