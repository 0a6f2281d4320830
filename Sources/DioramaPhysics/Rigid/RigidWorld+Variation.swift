// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
public import DioramaScene

extension RigidWorld {
  /// The simulated bodies that no servo drives, in the order of the scene: the objects of the task.
  public var freeBodies: [BodyID] {
    let driven = Set(servos.map(\.mover.body))
    return movers.filter { $0.joint == nil }.map(\.body).filter { !driven.contains($0) }
  }

  /// Multiplies every coefficient of friction of the scene by `scale`, until a reset.
  ///
  /// - Precondition: `scale` is finite and not negative.
  public func scaleFriction(by scale: Double) {
    precondition(scale.isFinite && scale >= 0, "the scale of friction is \(scale)")
    frictionScale = scale
  }

  /// Multiplies the mass and inertia that `body` has in the scene by `scale`, until a reset.
  ///
  /// - Precondition: The body is simulated, and `scale` is finite and positive.
  public func scaleMass(of body: BodyID, by scale: Double) {
    precondition(scale.isFinite && scale > 0, "the scale of a mass is \(scale)")
    guard case .simulated(let index) = motions[body.index] else {
      preconditionFailure("body '\(scene[body].name)' is not simulated; it has no mass to scale")
    }
    setMassScale(scale, ofMover: index)
  }

  /// Multiplies the mass that `cloth` has in the scene by `scale`, until a reset; its springs stay.
  ///
  /// - Precondition: `scale` is finite and at least ``Cloth/leastMassScale``.
  public func scaleMass(of cloth: ClothID, by scale: Double) {
    let least = cloths[cloth.index].leastMassScale
    precondition(
      scale.isFinite && scale >= least,
      "the scale of a cloth's mass is \(scale), not \(least) or more")
    cloths[cloth.index].massScale = scale
  }

  /// Sets the scaled mass of a mover in ODE; exactly that of the scene for a scale of 1.
  func setMassScale(_ scale: Double, ofMover index: Int) {
    guard scale != massScales[index] else { return }
    massScales[index] = scale
    var mass = movers[index].odeMass
    if scale != 1 { unsafe dMassAdjust(&mass, movers[index].mass * scale) }
    unsafe dBodySetMass(movers[index].id, &mass)
  }
}
