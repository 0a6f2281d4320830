// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where a camera stands and how wide it looks: which pixel shows which point.
public struct PinholeCamera: Hashable, Sendable {
  /// Where it stands in the world; it looks along its -z, and y points up in the picture.
  public var pose: Pose
  /// Vertical angle of view [rad].
  public var fieldOfView: Double
  /// Columns and rows of the picture [px].
  public var width: Int
  public var height: Int

  /// Makes a camera at `pose` whose pictures have `width` × `height` pixels.
  public init(pose: Pose, fieldOfView: Double, width: Int, height: Int) {
    self.pose = pose
    self.fieldOfView = fieldOfView
    self.width = width
    self.height = height
  }

  /// Returns where `point` [m] is seen: columns from the left edge and rows from the top one [px].
  ///
  /// - Returns: Nil where it lies behind the camera; a place outside the picture is possible.
  public func pixel(of point: Vector3) -> SIMD2<Double>? {
    let seen = pose.inverse.transform(point)
    guard seen.z < 0 else { return nil }
    let scale = Double(height) / (2 * tan(fieldOfView / 2) * -seen.z)
    return SIMD2(Double(width) / 2 + scale * seen.x, Double(height) / 2 - scale * seen.y)
  }
}
