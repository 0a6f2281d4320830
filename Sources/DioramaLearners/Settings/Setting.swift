// SPDX-License-Identifier: Apache-2.0

/// A hyperparameter: its value, and what is to be known about it.
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

  /// What is to be known, shared by all copies.
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
  ///   - wrappedValue: The value where nobody changes it.
  ///   - symbol: The symbol in the paper; empty where it has none.
  ///   - meaning: A few words.
  ///   - bounds: The values that are allowed.
  ///   - paper: The paper's value, if it is another one.
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
    // what is to be known is read from the settings' defaults
    self.init(wrappedValue: try decoder.singleValueContainer().decode(Value.self), "", "")
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

/// The values that a ``Setting`` may have.
public struct Bounds<Value>: Sendable {
  /// What has to hold, behind "it must be"; empty where everything is allowed.
  let text: String

  /// What is wrong with a value, behind "it must be"; nil where nothing is.
  let wrong: @Sendable (Value) -> String?

  /// Makes bounds in which `holds`; `text` completes "it must be".
  public init(_ text: String, _ holds: @escaping @Sendable (Value) -> Bool) {
    self.text = text
    wrong = { holds($0) ? nil : text }
  }

  private init(_ text: String, wrong: @escaping @Sendable (Value) -> String?) {
    self.text = text
    self.wrong = wrong
  }

  /// Every value.
  public static var any: Bounds { Bounds("", wrong: { _ in nil }) }
}

extension Bounds where Value == Float {
  /// From one number to another.
  public static func `in`(_ range: ClosedRange<Float>) -> Bounds {
    Bounds("in \(brief(range.lowerBound))...\(brief(range.upperBound))") { range.contains($0) }
  }

  /// From `least` on, up to but not including `end`.
  public static func `in`(_ range: Range<Float>) -> Bounds {
    Bounds("at least \(brief(range.lowerBound)) and below \(brief(range.upperBound))") {
      range.contains($0)
    }
  }

  /// Above 0, up to 1.
  public static var share: Bounds { Bounds("above 0 and at most 1") { $0 > 0 && $0 <= 1 } }

  /// Above 0 and finite.
  public static var positive: Bounds { Bounds("above 0 and finite") { $0 > 0 && $0.isFinite } }

  /// At least 0 and finite; `meaning` says what 0 means.
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
  /// Above 0 and finite.
  public static var positive: Bounds { Bounds("above 0 and finite") { $0 > 0 && $0.isFinite } }
}

extension Bounds where Value == Float? {
  /// A finite number, or none.
  public static var finite: Bounds { Bounds("finite") { $0?.isFinite ?? true } }
}

extension Bounds where Value == Int {
  /// From one number to another.
  public static func `in`(_ range: ClosedRange<Int>) -> Bounds {
    Bounds("in \(range.lowerBound)...\(range.upperBound)") {
      $0 < range.lowerBound
        ? "at least \(range.lowerBound)"
        : $0 > range.upperBound ? "at most \(range.upperBound)" : nil
    }
  }

  /// `least` or more.
  public static func atLeast(_ least: Int) -> Bounds {
    Bounds("at least \(least)") { $0 >= least }
  }

  /// A multiple of `step` that computers can hold, from `step` on.
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

/// The name, symbol, bounds and meaning of a setting, and its value in the paper.
public struct Hyperparameter: Hashable, Sendable {
  /// Its name in files and on the command line.
  public var key: String

  /// Its symbol in the paper; empty where it has none.
  public var symbol: String

  /// Its value in the paper.
  public var paper: String

  /// What it means, in a few words.
  public var meaning: String

  /// What has to hold; empty where everything is allowed.
  public var bounds: String
}

/// A ``Setting`` whose type is not known.
protocol AnySetting {
  /// What is to be known about it.
  func hyperparameter(called key: String) -> Hyperparameter

  /// Throws where the value of `other`, of the same type, is not allowed.
  func check(_ other: any AnySetting, called key: String) throws(SettingsError)

  /// The words that it may be, where they are few.
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
