// SPDX-License-Identifier: Apache-2.0

/// A pose: a position and an orientation.
public struct Pose: Hashable, Sendable {
  /// Position of the origin [m].
  public var position: Vector3
  /// Rotation from the local axes to the outer ones.
  public var orientation: Quaternion

  /// The pose that moves nothing.
  public static let identity = Pose(.zero)

  @inlinable public init(_ position: Vector3, _ orientation: Quaternion = .identity) {
    self.position = position
    self.orientation = orientation
  }

  /// Returns the position in the outer frame of the local `point` [m].
  @inlinable public func transform(_ point: Vector3) -> Vector3 {
    position + orientation.rotate(point)
  }

  /// The pose that undoes this one.
  public var inverse: Pose {
    let back = orientation.conjugate
    return Pose(-back.rotate(position), back)
  }

  /// Whether no component is infinite or not a number.
  public var isFinite: Bool { position.isFinite && orientation.isFinite }

  /// Returns the outer pose of something whose pose is `inner` in the frame at `outer`.
  @inlinable public static func * (outer: Pose, inner: Pose) -> Pose {
    Pose(outer.transform(inner.position), outer.orientation * inner.orientation)
  }
}
