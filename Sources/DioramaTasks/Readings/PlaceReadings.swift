// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

/// The distance between two things along some axes of the world [m].
struct DistanceReading: Reading {
  let first: Landmark
  let second: Landmark
  /// 1 for each axis that counts, else 0.
  let axes: Vector3

  var unit: String { "m" }

  func value(in world: RigidWorld) -> Double {
    (axes * (first.pose(in: world).position - second.pose(in: world).position)).length
  }
}

/// The position of a thing along one axis of the world, from the origin or from another thing [m].
struct PositionReading: Reading {
  let thing: Landmark
  let origin: Landmark?
  /// 0 for x, 1 for y, 2 for z.
  let axis: Int

  var unit: String { "m" }

  func value(in world: RigidWorld) -> Double {
    let origin = origin?.pose(in: world).position ?? .zero
    return thing.pose(in: world).position[axis] - origin[axis]
  }
}

/// The height of the lowest point of some shapes [m].
struct LowestReading: Reading {
  let shapes: [ShapeID]

  var unit: String { "m" }

  func value(in world: RigidWorld) -> Double {
    shapes.reduce(.infinity) { lowest, shape in
      let pose = world.pose(of: shape)
      let down = pose.orientation.conjugate.rotate(Vector3(0, 0, -1))
      let reach = world.scene.reach(of: world.scene[shape].geometry, along: down)
      return min(lowest, pose.position.z - reach)
    }
  }
}

/// The angle between an axis of a thing and the vertical [°].
struct TiltReading: Reading {
  let thing: Landmark
  /// The axis in the thing's frame.
  let axis: Vector3

  var unit: String { "°" }

  func value(in world: RigidWorld) -> Double {
    angle(thing.pose(in: world).orientation.rotate(axis), .unitZ)
  }
}

/// The angle between the same axis of two things [°].
struct AngleReading: Reading {
  let first: Landmark
  let second: Landmark
  /// The axis in the frame of each.
  let axis: Vector3

  var unit: String { "°" }

  func value(in world: RigidWorld) -> Double {
    angle(
      first.pose(in: world).orientation.rotate(axis),
      second.pose(in: world).orientation.rotate(axis))
  }
}

/// How far the origin of a thing is outside of a box; 0 inside [m].
struct InsideReading: Reading {
  let thing: Landmark
  let box: Landmark
  let halfSize: Vector3

  var unit: String { "m" }

  func value(in world: RigidWorld) -> Double {
    let point = box.pose(in: world).inverse.transform(thing.pose(in: world).position)
    return (point - point.clamped(lowerBound: -halfSize, upperBound: halfSize)).length
  }
}

/// Returns the angle between two directions [°].
private func angle(_ a: Vector3, _ b: Vector3) -> Double {
  Quaternion(from: a.normalized, to: b.normalized).rotationVector.length * 180 / .pi
}
