// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

extension DoorStage {
  /// Returns the expert's move: above the lever, down behind it, and along the door's arc.
  func expertMove(_ world: RigidWorld) -> Vector3 {
    let hand = hand.position(in: world)
    let place = gripPlace(world)
    let missing = place - hand
    let aside = Vector3(missing.x, missing.y, 0).length
    // behind the lever it stays until the door is open: the finger leads a little
    let isBehind = aside < Self.hold && abs(missing.z) < 0.02
    guard !isBehind else {
      let left = expertAngle - world.position(of: hinge)
      guard left > 0 else { return .zero }
      return turned(by: min(left, 0.1), world) - hand
    }
    // over the lever there is room; beside it, down
    guard aside < 0.008 else {
      let rise = Self.clearance - (hand.z - place.z)
      // first up, so as not to touch the lever from the front
      if rise > 0.01 { return Vector3(0, 0, rise) }
      return Vector3(missing.x, missing.y, rise)
    }
    return missing
  }

  /// Returns where the place behind the lever will be when the door has turned by `angle` more [m].
  private func turned(by angle: Double, _ world: RigidWorld) -> Vector3 {
    let door = world.pose(of: door)
    let axis = door.orientation.rotate(world.scene[hinge].axis)
    let turn = Quaternion(angle: angle, axis: axis)
    return door.position + turn.rotate(gripPlace(world) - door.position)
  }

  /// The height above the place behind the lever at which the finger passes over the lever [m].
  private static let clearance = 0.05

  /// How far from that place the finger may be and still pull [m].
  private static let hold = 0.03
}
