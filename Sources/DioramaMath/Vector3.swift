// SPDX-License-Identifier: Apache-2.0

/// A vector of three doubles: a point, a direction or a velocity, in the unit that its user states.
public typealias Vector3 = SIMD3<Double>

extension SIMD3 where Scalar == Double {
  /// The unit vectors of the three axes.
  public static var unitX: Self { Self(1, 0, 0) }
  public static var unitY: Self { Self(0, 1, 0) }
  public static var unitZ: Self { Self(0, 0, 1) }

  /// Returns the inner product with `other`.
  @inlinable public func dot(_ other: Self) -> Double {
    x * other.x + y * other.y + z * other.z
  }

  /// Returns the vector product with `other`, by the right-hand rule.
  @inlinable public func cross(_ other: Self) -> Self {
    Self(
      y * other.z - z * other.y,
      z * other.x - x * other.z,
      x * other.y - y * other.x)
  }

  /// The Euclidean length.
  @inlinable public var length: Double { dot(self).squareRoot() }

  /// The vector of length 1 with the same direction; zero stays zero.
  @inlinable public var normalized: Self {
    let length = length
    return length > 0 ? self / length : self
  }

  /// Whether no component is infinite or not a number.
  @inlinable public var isFinite: Bool { x.isFinite && y.isFinite && z.isFinite }

  /// Some unit vector at a right angle to this one, the same for equal vectors.
  public var anyPerpendicular: Self {
    let smallest =
      abs(x) <= abs(y) && abs(x) <= abs(z) ? Self.unitX : abs(y) <= abs(z) ? .unitY : .unitZ
    return cross(smallest).normalized
  }
}
