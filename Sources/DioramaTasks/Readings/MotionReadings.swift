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

/// A sensor of the scene, or one axis of it: angles in degrees, all else in SI units.
struct SensorReading: Reading {
  let sensor: Sensor
  /// The axis of a vector; 0 for a joint.
  let axis: Int
  /// Whether it is a hinge's angle or speed.
  let isAngle: Bool

  /// The body that it is about.
  func body(in scene: Scene) -> BodyID {
    switch sensor.quantity {
    case .jointPosition(let joint), .jointVelocity(let joint): scene[joint].body
    case .position(let frame), .axis(let frame, _), .velocity(let frame), .spin(let frame):
      frame.body
    }
  }

  /// Whether it is a speed, which an image does not show.
  var isSpeed: Bool {
    switch sensor.quantity {
    case .jointVelocity, .velocity, .spin: true
    case .jointPosition, .position, .axis: false
    }
  }

  var unit: String {
    switch sensor.quantity {
    case .jointPosition: isAngle ? "°" : "m"
    case .jointVelocity: isAngle ? "°/s" : "m/s"
    case .position: "m"
    case .axis: ""
    case .velocity: "m/s"
    case .spin: "°/s"
    }
  }

  func value(in world: RigidWorld) -> Double {
    let degrees = 180 / Double.pi
    switch sensor.quantity {
    case .jointPosition(let joint): return world.position(of: joint) * (isAngle ? degrees : 1)
    case .jointVelocity(let joint): return world.velocity(of: joint) * (isAngle ? degrees : 1)
    case .position(let frame): return (world.pose(of: frame.body) * frame.pose).position[axis]
    case .axis(let frame, let own):
      let direction = [Vector3.unitX, .unitY, .unitZ][own]
      return (world.pose(of: frame.body) * frame.pose).orientation.rotate(direction)[axis]
    case .velocity(let frame): return world.velocity(of: frame)[axis]
    case .spin(let frame): return world.angularVelocity(of: frame.body)[axis] * degrees
    }
  }
}

extension RigidWorld {
  /// Returns the velocity of a frame's origin [m/s].
  fileprivate func velocity(of frame: Sensor.Frame) -> Vector3 {
    let pose = pose(of: frame.body)
    let lever = pose.transform(frame.pose.position) - pose.transform(centerOfMass(of: frame.body))
    return linearVelocity(of: frame.body) + angularVelocity(of: frame.body).cross(lever)
  }
}

/// Whether nothing moves: 1 at rest, else 0.
struct RestReading: Reading {
  var unit: String { "" }

  func value(in world: RigidWorld) -> Double { world.isAtRest ? 1 : 0 }
}
