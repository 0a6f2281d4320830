// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaPhysics
internal import DioramaScene

extension ArmControl {
  /// Returns the elements of ``state(_:)`` for an arm of `count` hinges.
  static func stateElements(_ count: Int) -> [StateElement] {
    func elements(_ name: String, _ unit: String, _ range: ClosedRange<Float>) -> [StateElement] {
      (1...count).map { StateElement("joint \($0) \(name)", unit, range, .hand) }
    }
    return elements("angle", "rad", -3...3) + elements("velocity", "rad/s", -5...5)
      + elements("target offset", "rad", -1...1)
  }

  /// Returns the angles of the hinges, their velocities, and how far each aims beyond its angle.
  func state(_ world: RigidWorld) -> [Double] {
    let angles = arm.angles(in: world)
    let aims = aims(in: world)
    return angles + arm.links.map { world.velocity(of: $0.joint) }
      + zip(aims, angles).map { $0 - $1 }
  }

  /// Returns the angles that the hinges are driven to [rad].
  func aims(in world: RigidWorld) -> [Double] {
    arm.links.map { world.controls[$0.actuator.index] / $0.gear }
  }
}
