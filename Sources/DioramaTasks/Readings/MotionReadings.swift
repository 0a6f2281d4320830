// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

/// The speed of a thing [m/s]; of a cloth, the root mean square of its particles'.
struct SpeedReading: Reading {
  let thing: Landmark

  var unit: String { "m/s" }

  func value(in world: RigidWorld) -> Double {
    if case .cloth(let cloth) = thing { return world.cloths[cloth.index].speed }
    return thing.velocity(in: world).length
  }
}

/// The position of a hinge [°] or of a slide [m].
struct JointReading: Reading {
  let joint: JointID
  let isAngle: Bool

  var unit: String { isAngle ? "°" : "m" }

  func value(in world: RigidWorld) -> Double {
    world.position(of: joint) * (isAngle ? 180 / .pi : 1)
  }
}

/// Whether nothing moves: 1 at rest, else 0.
struct RestReading: Reading {
  var unit: String { "" }

  func value(in world: RigidWorld) -> Double { world.isAtRest ? 1 : 0 }
}
