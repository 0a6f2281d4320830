// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import Glibc

/// A 4 × 4 matrix in columns, as OpenGL wants it.
struct Matrix4: Hashable {
  var x: SIMD4<Double>
  var y: SIMD4<Double>
  var z: SIMD4<Double>
  var w: SIMD4<Double>

  /// Makes the matrix that transforms points of the pose's frame to the outer frame.
  init(_ pose: Pose) {
    x = SIMD4(pose.orientation.rotate(.unitX), 0)
    y = SIMD4(pose.orientation.rotate(.unitY), 0)
    z = SIMD4(pose.orientation.rotate(.unitZ), 0)
    w = SIMD4(pose.position, 1)
  }

  init(_ x: SIMD4<Double>, _ y: SIMD4<Double>, _ z: SIMD4<Double>, _ w: SIMD4<Double>) {
    self.x = x
    self.y = y
    self.z = z
    self.w = w
  }

  /// Returns the projection of a camera that looks along -z; `aspect` is width divided by height.
  static func perspective(fieldOfView: Double, aspect: Double, clip: ClosedRange<Double>) -> Matrix4
  {
    let scale = 1 / tan(fieldOfView / 2)
    let (near, far) = (clip.lowerBound, clip.upperBound)
    return Matrix4(
      SIMD4(scale / aspect, 0, 0, 0), SIMD4(0, scale, 0, 0),
      SIMD4(0, 0, (far + near) / (near - far), -1),
      SIMD4(0, 0, 2 * far * near / (near - far), 0))
  }

  /// Returns the parallel projection of a box around the origin, of half width `radius` and twice as deep.
  static func parallel(radius: Double) -> Matrix4 {
    Matrix4(
      SIMD4(1 / radius, 0, 0, 0), SIMD4(0, 1 / radius, 0, 0),
      SIMD4(0, 0, -0.5 / radius, 0), SIMD4(0, 0, 0, 1))
  }

  /// The matrix that maps -1...1 to 0...1, for looking up a shadow map.
  static let halved = Matrix4(
    SIMD4(0.5, 0, 0, 0), SIMD4(0, 0.5, 0, 0), SIMD4(0, 0, 0.5, 0), SIMD4(0.5, 0.5, 0.5, 1))

  static func * (a: Matrix4, b: Matrix4) -> Matrix4 {
    Matrix4(a.apply(b.x), a.apply(b.y), a.apply(b.z), a.apply(b.w))
  }

  private func apply(_ v: SIMD4<Double>) -> SIMD4<Double> {
    let left = x * v.x + y * v.y
    return left + (z * v.z + w * v.w)
  }

  /// The sixteen numbers, column by column.
  var floats: [Float] {
    [x, y, z, w].flatMap { [Float($0.x), Float($0.y), Float($0.z), Float($0.w)] }
  }
}

extension SIMD3<Float> {
  /// These sRGB values as linear light, which can be added.
  ///
  /// > Source: IEC 61966-2-1.
  var linear: SIMD3<Float> {
    SIMD3(Self.linear(x), Self.linear(y), Self.linear(z))
  }

  private static func linear(_ c: Float) -> Float {
    c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
  }
}
