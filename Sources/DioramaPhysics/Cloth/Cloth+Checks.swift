// SPDX-License-Identifier: Apache-2.0

internal import DioramaScene

extension Cloth {
  /// Checks that the numbers of a sheet can be simulated.
  ///
  /// Damping may be negative: the certificate must notice that this adds energy.
  static func check(_ sheet: ClothSheet) throws(PhysicsError) {
    func fail(_ quantity: String, _ value: Double, _ expected: String) -> PhysicsError {
      .impossibleCloth(cloth: sheet.name, quantity: quantity, value: value, expected: expected)
    }
    guard sheet.count.min() >= 1, sheet.particleCount >= 2 else {
      let count = sheet.count.min() < 1 ? 0 : sheet.particleCount
      throw fail("the number of particles", Double(count), "2 or more")
    }
    for (name, value) in [
      ("the spacing along x", sheet.spacing.x), ("the spacing along y", sheet.spacing.y),
      ("the mass", sheet.mass), ("the radius", sheet.radius),
    ] where !(value > 0 && value.isFinite) {
      throw fail(name, value, "finite and greater than 0")
    }
    let springs = sheet.stiffness
    for (name, value) in [
      ("the structural stiffness along x", springs.structural.x),
      ("the structural stiffness along y", springs.structural.y),
    ] where !(value > 0 && value.isFinite) {
      throw fail(name, value, "finite and greater than 0")
    }
    for (name, value) in [
      ("the shear stiffness", springs.shear), ("the bend stiffness along x", springs.bend.x),
      ("the bend stiffness along y", springs.bend.y), ("the friction", sheet.friction),
    ] where !(value >= 0 && value.isFinite) {
      throw fail(name, value, "finite and not negative")
    }
    for pin in sheet.pins where !(0..<sheet.particleCount).contains(pin) {
      throw fail("a pin", Double(pin), "a particle in 0...\(sheet.particleCount - 1)")
    }
  }
}
