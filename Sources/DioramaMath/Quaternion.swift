// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A rotation as a unit quaternion, `w` first as in ODE and MuJoCo.
public struct Quaternion: Hashable, Sendable {
  public var w: Double
  public var x: Double
  public var y: Double
  public var z: Double

  /// The rotation that turns nothing.
  public static let identity = Quaternion(w: 1, x: 0, y: 0, z: 0)

  @inlinable public init(w: Double, x: Double, y: Double, z: Double) {
    self.w = w
    self.x = x
    self.y = y
    self.z = z
  }

  /// Makes the rotation by `angle` [rad] about `axis`, by the right-hand rule.
  public init(angle: Double, axis: Vector3) {
    let axis = axis.normalized
    let sine = sin(angle / 2)
    self.init(w: cos(angle / 2), x: axis.x * sine, y: axis.y * sine, z: axis.z * sine)
  }

  /// Makes the rotation from a vector along the axis, whose length is the angle [rad].
  public init(rotationVector vector: Vector3) {
    let angle = vector.length
    self = angle > 0 ? Quaternion(angle: angle, axis: vector) : .identity
  }

  /// Makes the rotation about the vertical by `yaw` [rad].
  public init(yaw: Double) {
    self.init(w: cos(yaw / 2), x: 0, y: 0, z: sin(yaw / 2))
  }

  /// Makes the shortest rotation that turns `from` into the direction of `to`.
  public init(from: Vector3, to: Vector3) {
    let from = from.normalized
    let to = to.normalized
    let cosine = from.dot(to)
    if cosine < -1 + 1e-12 {
      self.init(angle: .pi, axis: from.anyPerpendicular)
    } else {
      let axis = from.cross(to)
      self = Quaternion(w: 1 + cosine, x: axis.x, y: axis.y, z: axis.z).normalized
    }
  }

  /// Makes the rotation whose matrix has the columns `x`, `y` and `z`, which are orthonormal.
  public init(columns x: Vector3, _ y: Vector3, _ z: Vector3) {
    // Shepperd's method: divide by the largest of the four candidates
    let trace = x.x + y.y + z.z
    if trace > 0 {
      let s = (trace + 1).squareRoot() * 2
      self.init(w: s / 4, x: (y.z - z.y) / s, y: (z.x - x.z) / s, z: (x.y - y.x) / s)
    } else if x.x > y.y, x.x > z.z {
      let s = (1 + x.x - y.y - z.z).squareRoot() * 2
      self.init(w: (y.z - z.y) / s, x: s / 4, y: (y.x + x.y) / s, z: (z.x + x.z) / s)
    } else if y.y > z.z {
      let s = (1 + y.y - x.x - z.z).squareRoot() * 2
      self.init(w: (z.x - x.z) / s, x: (y.x + x.y) / s, y: s / 4, z: (z.y + y.z) / s)
    } else {
      let s = (1 + z.z - x.x - y.y).squareRoot() * 2
      self.init(w: (x.y - y.x) / s, x: (z.x + x.z) / s, y: (z.y + y.z) / s, z: s / 4)
    }
  }

  /// The inverse rotation.
  @inlinable public var conjugate: Quaternion { Quaternion(w: w, x: -x, y: -y, z: -z) }

  /// The same rotation with length exactly 1, up to rounding; zero becomes the identity.
  public var normalized: Quaternion {
    let length = (w * w + x * x + y * y + z * z).squareRoot()
    guard length > 0 else { return .identity }
    return Quaternion(w: w / length, x: x / length, y: y / length, z: z / length)
  }

  /// Whether no component is infinite or not a number.
  public var isFinite: Bool { w.isFinite && x.isFinite && y.isFinite && z.isFinite }

  /// The axis times the angle [rad], the angle in `0...π`.
  public var rotationVector: Vector3 {
    let sign: Double = w < 0 ? -1 : 1
    let imaginary = Vector3(x, y, z) * sign
    let sine = imaginary.length
    guard sine > 1e-300 else { return .zero }
    return imaginary * (2 * atan2(sine, abs(w)) / sine)
  }

  /// The heading of the rotated x axis, seen from above [rad], in `-π...π`.
  public var yaw: Double { atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z)) }

  /// Returns the rotation that applies `right` first and `left` after it.
  @inlinable public static func * (left: Quaternion, right: Quaternion) -> Quaternion {
    Quaternion(
      w: left.w * right.w - left.x * right.x - left.y * right.y - left.z * right.z,
      x: left.w * right.x + left.x * right.w + left.y * right.z - left.z * right.y,
      y: left.w * right.y - left.x * right.z + left.y * right.w + left.z * right.x,
      z: left.w * right.z + left.x * right.y - left.y * right.x + left.z * right.w)
  }

  /// Returns `vector` rotated.
  @inlinable public func rotate(_ vector: Vector3) -> Vector3 {
    let imaginary = Vector3(x, y, z)
    let twice = 2 * imaginary.cross(vector)
    return vector + w * twice + imaginary.cross(twice)
  }
}
