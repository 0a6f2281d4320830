// SPDX-License-Identifier: Apache-2.0

/// A bound that success needs, and what was measured at one moment.
public struct Criterion: Hashable, Sendable {
  /// The name of the quantity, such as `distance`: that of the metric, if there is one.
  public let name: String
  /// The value that was measured.
  public let value: Double
  /// The values of success; on one side they may be without end.
  public let bounds: ClosedRange<Double>
  /// The miss that counts as 1, in the unit of the value; more than 0.
  public let scale: Double
  /// Whether a still image does not show it, such as a speed.
  public let isUnseen: Bool

  /// Makes a criterion of what was measured.
  public init(
    _ name: String, _ value: Double, in bounds: ClosedRange<Double>, scale: Double,
    isUnseen: Bool = false
  ) {
    precondition(scale > 0, "the scale of '\(name)' must be more than 0; it is \(scale)")
    self.name = name
    self.value = value
    self.bounds = bounds
    self.scale = scale
    self.isUnseen = isUnseen
  }

  /// Makes the criterion of a value that may be `limit` at most, which also is the scale.
  public init(_ name: String, _ value: Double, atMost limit: Double, isUnseen: Bool = false) {
    self.init(
      name, value, in: -.infinity...limit, scale: Self.scale(of: limit), isUnseen: isUnseen)
  }

  /// Makes the criterion of a value that must be `limit` at least, which also is the scale.
  public init(_ name: String, _ value: Double, atLeast limit: Double, isUnseen: Bool = false) {
    self.init(
      name, value, in: limit ... .infinity, scale: Self.scale(of: limit), isUnseen: isUnseen)
  }

  private static func scale(of limit: Double) -> Double { limit == 0 ? 1 : abs(limit) }

  /// Whether the value is within the bounds.
  public var isMet: Bool { bounds.contains(value) }

  /// How far the value is outside the bounds, in scales; 0 inside.
  public var miss: Double { isMet ? 0 : bounds.excess(of: value) / scale }
}

extension [Criterion] {
  /// The miss of the criterion that is missed most; 0 where all are met.
  public var worstMiss: Double { map(\.miss).max() ?? 0 }
}

extension ClosedRange<Double> {
  /// Returns how far `value` is outside; 0 inside.
  package func excess(of value: Double) -> Double {
    Swift.max(lowerBound - value, value - upperBound, 0)
  }
}
