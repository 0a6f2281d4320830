// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A pinhole camera: its pose, its angle of view and the size of its images.
public struct PinholeCamera: Hashable, Sendable {
  /// The camera's pose in the world: it looks along its -z, and its y points up in the image.
  public var pose: Pose
  /// The vertical angle of view [rad].
  public var fieldOfView: Double
  /// The columns and rows of an image [px].
  public var width: Int
  public var height: Int

  /// Makes a camera at `pose` whose images have `width` × `height` pixels.
  public init(pose: Pose, fieldOfView: Double, width: Int, height: Int) {
    self.pose = pose
    self.fieldOfView = fieldOfView
    self.width = width
    self.height = height
  }

  /// Returns the place of `point` [m] in the image: columns from the left and rows from the top [px].
  ///
  /// - Returns: The place, which may lie outside the image; nil where the point is behind the camera.
  public func pixel(of point: Vector3) -> SIMD2<Double>? {
    let seen = pose.inverse.transform(point)
    guard seen.z < 0 else { return nil }
    let scale = Double(height) / (2 * tan(fieldOfView / 2) * -seen.z)
    return SIMD2(Double(width) / 2 + scale * seen.x, Double(height) / 2 - scale * seen.y)
  }
}
