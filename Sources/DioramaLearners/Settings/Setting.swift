// SPDX-License-Identifier: Apache-2.0

import DioramaFiles

/// A hyperparameter: its value and its description.
///
/// ```swift
/// @Setting("γ", "discount of a reward one step later", .in(0...1), paper: "0.99")
/// public var discount: Float = 0.99
/// ```
///
/// Its name in files and on the command line is the property's in snake case.
@propertyWrapper
public struct Setting<Value: Codable & Hashable & Sendable>: Sendable {
  /// The value.
  public var wrappedValue: Value

  private let facts: Facts

  /// The description, which all copies share.
  private final class Facts: Sendable {
    let (symbol, meaning, paper): (String, String, String?)
    let bounds: Bounds<Value>

    init(_ symbol: String, _ meaning: String, _ paper: String?, _ bounds: Bounds<Value>) {
      (self.symbol, self.meaning, self.paper, self.bounds) = (symbol, meaning, paper, bounds)
    }
  }

  /// Describes a setting.
  ///
  /// - Parameters:
  ///   - wrappedValue: The default value.
  ///   - symbol: The symbol in the paper; empty if it has no symbol.
  ///   - meaning: The meaning, in a few words.
  ///   - bounds: The allowed values.
  ///   - paper: The paper's value, if it differs from the default.
  public init(
    wrappedValue: Value, _ symbol: String, _ meaning: String, _ bounds: Bounds<Value> = .any,
    paper: String? = nil
  ) {
    self.wrappedValue = wrappedValue
    facts = Facts(symbol, meaning, paper, bounds)
  }
}

extension Setting: Hashable {
  public static func == (one: Setting, other: Setting) -> Bool {
    one.wrappedValue == other.wrappedValue
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}

extension Setting: Codable {
  public init(from decoder: any Decoder) throws {
    // descriptions are read from the settings' defaults
    self.init(wrappedValue: try decoder.singleValueContainer().decode(Value.self), "", "")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

/// The allowed values of a ``Setting``.
public struct Bounds<Value>: Sendable {
  /// The condition on a value, which completes "it must be"; empty if every value is allowed.
  let text: String

  /// The condition that a value violates, which completes "it must be"; nil if the value is allowed.
  let wrong: @Sendable (Value) -> String?

  /// Makes bounds of the values for which `holds` is true; `text` completes "it must be".
  public init(_ text: String, _ holds: @escaping @Sendable (Value) -> Bool) {
    self.text = text
    wrong = { holds($0) ? nil : text }
  }

  private init(_ text: String, wrong: @escaping @Sendable (Value) -> String?) {
    self.text = text
    self.wrong = wrong
  }

  /// The bounds that allow every value.
  public static var any: Bounds { Bounds("", wrong: { _ in nil }) }
}

extension Bounds where Value == Float {
  /// Makes the bounds of the closed range `range`.
  public static func `in`(_ range: ClosedRange<Float>) -> Bounds {
    Bounds("in \(brief(range.lowerBound))...\(brief(range.upperBound))") { range.contains($0) }
  }

  /// Makes the bounds of the half-open range `range`, which excludes its upper bound.
  public static func `in`(_ range: Range<Float>) -> Bounds {
    Bounds("at least \(brief(range.lowerBound)) and below \(brief(range.upperBound))") {
      range.contains($0)
    }
  }

  /// The numbers above 0, up to 1.
  public static var share: Bounds { Bounds("above 0 and at most 1") { $0 > 0 && $0 <= 1 } }

  /// The finite numbers above 0.
  public static var positive: Bounds { Bounds("above 0 and finite") { $0 > 0 && $0.isFinite } }

  /// Makes the bounds of finite numbers from 0 on; `meaning` says what 0 means.
  public static func natural(zero meaning: String = "") -> Bounds {
    Bounds("0\(meaning.isEmpty ? "" : ", \(meaning),") or above and finite") {
      $0 >= 0 && $0.isFinite
    }
  }

  private static func brief(_ number: Float) -> String {
    number == number.rounded() && abs(number) < 1e6 ? "\(Int(number))" : "\(number)"
  }
}

extension Bounds where Value == Double {
  /// The finite numbers above 0.
  public static var positive: Bounds { Bounds("above 0 and finite") { $0 > 0 && $0.isFinite } }
}

extension Bounds where Value == Float? {
  /// The finite numbers above 0, and nil.
  public static var positiveOrNone: Bounds {
    Bounds("above 0 and finite, or null") { $0.map { $0 > 0 && $0.isFinite } ?? true }
  }

  /// The finite numbers, and nil.
  public static var finite: Bounds { Bounds("finite") { $0?.isFinite ?? true } }

  /// The numbers from 0 to 1, and nil.
  public static var optionalShare: Bounds { Bounds("in 0...1") { (0...1).contains($0 ?? 0) } }
}

extension Bounds where Value == Int {
  /// Makes the bounds of the closed range `range`.
  public static func `in`(_ range: ClosedRange<Int>) -> Bounds {
    Bounds("in \(range.lowerBound)...\(range.upperBound)") {
      $0 < range.lowerBound
        ? "at least \(range.lowerBound)"
        : $0 > range.upperBound ? "at most \(range.upperBound)" : nil
    }
  }

  /// Makes the bounds of numbers from `least` on.
  public static func atLeast(_ least: Int) -> Bounds {
    Bounds("at least \(least)") { $0 >= least }
  }

  /// Makes the bounds of multiples of `step`, from `step` to `most`.
  public static func multiple(of step: Int, atMost most: Int = 65_536) -> Bounds {
    let text = step == 2 ? "an even number from 2 on" : "a multiple of \(step) from \(step) on"
    return Bounds(text) {
      $0 < step || $0 % step != 0 ? text : $0 > most ? "at most \(most)" : nil
    }
  }
}

extension Bounds where Value == [Int] {
  /// A width for each hidden layer.
  public static var layers: Bounds {
    Bounds("one number from 1 to 16384 for each hidden layer") {
      !$0.isEmpty && $0.allSatisfy { (1...16_384).contains($0) }
    }
  }
}

/// The description of a setting: its name, symbol, meaning, bounds, and value in the paper.
public struct Hyperparameter: Hashable, Sendable {
  /// Its name in files and on the command line.
  public var key: String

  /// Its symbol in the paper; empty if it has no symbol.
  public var symbol: String

  /// Its value in the paper.
  public var paper: String

  /// Its meaning, in a few words.
  public var meaning: String

  /// Its bounds, as text; empty if every value is allowed.
  public var bounds: String
}

/// A ``Setting`` whatever the type of its value.
protocol AnySetting {
  /// Returns the description of the setting, under the name `key`.
  func hyperparameter(called key: String) -> Hyperparameter

  /// Throws if the value of `other`, of the same type, is not allowed.
  func check(_ other: any AnySetting, called key: String) throws(SettingsError)

  /// The allowed strings of an enumeration; nil for other types.
  var choices: [String]? { get }
}

extension Setting: AnySetting {
  func hyperparameter(called key: String) -> Hyperparameter {
    Hyperparameter(
      key: key, symbol: facts.symbol, paper: facts.paper ?? JSONValue(wrappedValue).text,
      meaning: facts.meaning, bounds: facts.bounds.text)
  }

  func check(_ other: any AnySetting, called key: String) throws(SettingsError) {
    guard let value = (other as? Setting)?.wrappedValue, let bounds = facts.bounds.wrong(value)
    else {
      return
    }
    let text = (value as? Float?).flatMap { $0.map { "\($0)" } } ?? "\(value)"
    throw .outOfBounds(key: key, value: text, bounds: bounds)
  }

  var choices: [String]? {
    guard let kind = Value.self as? any CaseIterable.Type else { return nil }
    return words(kind)
  }

  private func words<Kind: CaseIterable>(_ kind: Kind.Type) -> [String] {
    kind.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
  }
}
