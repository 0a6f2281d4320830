// SPDX-License-Identifier: Apache-2.0

internal import Foundation

extension Value {
  public static func + (a: Value, b: Value) -> Value { a.zip(b, Sum.self) }
  public static func - (a: Value, b: Value) -> Value { a.zip(b, Difference.self) }
  public static func * (a: Value, b: Value) -> Value { a.zip(b, Product.self) }
  public static func / (a: Value, b: Value) -> Value { a.zip(b, Quotient.self) }

  /// The smaller of both, number by number.
  public func least(_ other: Value) -> Value { zip(other, Least.self) }

  /// The larger of both, number by number.
  public func greatest(_ other: Value) -> Value { zip(other, Greatest.self) }

  /// `log(e^a + e^b)` of both, number by number, without overflow.
  public func logAddExp(_ other: Value) -> Value { zip(other, LogAddExp.self) }

  public static prefix func - (a: Value) -> Value { a.map({ -$0 }, slope: { _, _ in -1 }) }

  public static func + (a: Value, number: Float) -> Value {
    a.map({ $0 + number }, slope: { _, _ in 1 })
  }

  public static func - (a: Value, number: Float) -> Value { a + -number }
  public static func + (number: Float, a: Value) -> Value { a + number }
  public static func - (number: Float, a: Value) -> Value {
    a.map({ number - $0 }, slope: { _, _ in -1 })
  }

  public static func * (a: Value, number: Float) -> Value {
    a.map({ $0 * number }, slope: { _, _ in number })
  }

  public static func * (number: Float, a: Value) -> Value { a * number }

  public static func / (a: Value, number: Float) -> Value {
    a.map({ $0 / number }, slope: { _, _ in 1 / number })
  }

  /// The numbers clamped to `range`; outside, their gradient is 0.
  public func clamped(to range: ClosedRange<Float>) -> Value {
    map(
      { min(max($0, range.lowerBound), range.upperBound) },
      slope: { x, _ in range.contains(x) ? 1 : 0 })
  }

  /// `e^x`.
  public func exp() -> Value { map({ Foundation.exp($0) }, slope: { _, y in y }) }

  /// The natural logarithm.
  public func log() -> Value { map({ Foundation.log($0) }, slope: { x, _ in 1 / x }) }

  /// The hyperbolic tangent.
  public func tanh() -> Value { map({ Foundation.tanh($0) }, slope: { _, y in 1 - y * y }) }

  /// `1 / (1 + e^-x)`.
  public func sigmoid() -> Value { map(logistic, slope: { _, y in y * (1 - y) }) }

  /// `log(1 + e^x)`, without overflow.
  public func softplus() -> Value {
    map({ max($0, 0) + log1p(Foundation.exp(-abs($0))) }, slope: { x, _ in logistic(x) })
  }

  /// `x²`.
  public func squared() -> Value { map({ $0 * $0 }, slope: { x, _ in 2 * x }) }

  /// `|x|`, with the slope 0 at 0.
  public func magnitude() -> Value {
    map({ abs($0) }, slope: { x, _ in x > 0 ? 1 : x < 0 ? -1 : 0 })
  }
}

/// `1 / (1 + e^-x)`.
func logistic(_ x: Float) -> Float { 1 / (1 + Foundation.exp(-x)) }

private enum Sum: PairFunction {
  static func value(_ a: Float, _ b: Float) -> Float { a + b }
  static func slopes(_ a: Float, _ b: Float) -> (Float, Float) { (1, 1) }
}

private enum Difference: PairFunction {
  static func value(_ a: Float, _ b: Float) -> Float { a - b }
  static func slopes(_ a: Float, _ b: Float) -> (Float, Float) { (1, -1) }
}

private enum Product: PairFunction {
  static func value(_ a: Float, _ b: Float) -> Float { a * b }
  static func slopes(_ a: Float, _ b: Float) -> (Float, Float) { (b, a) }
}

private enum Quotient: PairFunction {
  static func value(_ a: Float, _ b: Float) -> Float { a / b }
  static func slopes(_ a: Float, _ b: Float) -> (Float, Float) { (1 / b, -a / (b * b)) }
}

private enum Least: PairFunction {
  static func value(_ a: Float, _ b: Float) -> Float { min(a, b) }
  static func slopes(_ a: Float, _ b: Float) -> (Float, Float) { a <= b ? (1, 0) : (0, 1) }
}

private enum Greatest: PairFunction {
  static func value(_ a: Float, _ b: Float) -> Float { max(a, b) }
  static func slopes(_ a: Float, _ b: Float) -> (Float, Float) { a >= b ? (1, 0) : (0, 1) }
}

private enum LogAddExp: PairFunction {
  static func value(_ a: Float, _ b: Float) -> Float { max(a, b) + log1p(exp(-abs(a - b))) }
  static func slopes(_ a: Float, _ b: Float) -> (Float, Float) {
    (logistic(a - b), logistic(b - a))
  }
}
