// SPDX-License-Identifier: Apache-2.0

import DioramaScene

/// The form that the value of an attribute must have, whatever its meaning.
enum ValueKind {
  /// Any text.
  case text
  /// A text that is not empty.
  case name
  /// One of these words, or one that is refused later with a reason of its own.
  case word([String], refused: [String] = [])
  /// Whole numbers within bounds, so many of them.
  case integers(ClosedRange<Int>, in: ClosedRange<Double>)
  /// Numbers within bounds, so many of them.
  case numbers(ClosedRange<Int>, in: ClosedRange<Double>)
  /// One number above 0.
  case positive(upTo: Double)

  /// The bound of positions, sizes and speeds, in both directions.
  static let reach = 1e6
  /// The bound of masses, stiffnesses and the like.
  static let most = 1e12

  static func vector(_ count: Int) -> Self { .numbers(count...count, in: -reach...reach) }
  static func upTo(_ count: Int) -> Self { .numbers(1...count, in: -reach...reach) }
  static func color(_ count: Int) -> Self { .numbers(count...count, in: 0...1) }
  static let vector = vector(3)
  static let number = vector(1)
  static let range = vector(2)
  static let quaternion = vector(4)
  static let fraction = color(1)
  static let nonNegative = numbers(1...1, in: 0...most)
  static let positive = positive(upTo: reach)
  static let flag = word(["false", "true"])
  static let able = word(["enable", "disable"])
  static let autoFlag = word(["false", "true", "auto"])
  static let bits = integers(1...1, in: Double(Int32.min)...Double(Int32.max))
  static let integer = integers(1...1, in: -reach...reach)
}

/// The rule of an attribute.
enum AttributeRule {
  case used(ValueKind)
  /// It has no effect here; the note gives the reason.
  case ignored(String)
  /// It is refused; the note gives the remedy.
  case refused(String)
  /// It is refused unless it has this value, which has no effect.
  case only(String, String)
}

/// The rule of an element: its attributes and children.
struct SceneRule {
  var attributes: [String: AttributeRule]
  var children: [String]
  /// The reason why the element is ignored with its content; nil if it is not.
  var ignored: String?
  /// The advice for a refused element; nil if it is not refused.
  var refused: String?
  /// Whether its parent may have only one.
  var isSingle = false

  init(
    used: KeyValuePairs<String, ValueKind> = [:], ignored: KeyValuePairs<String, String> = [:],
    refused: KeyValuePairs<String, String> = [:],
    only: KeyValuePairs<String, (String, String)> = [:], children: [String] = [],
    isSingle: Bool = false
  ) {
    attributes = [:]
    for (name, kind) in used { attributes[name] = .used(kind) }
    for (name, note) in ignored { attributes[name] = .ignored(note) }
    for (name, note) in refused { attributes[name] = .refused(note) }
    for (name, (value, note)) in only { attributes[name] = .only(value, note) }
    self.children = children
    self.isSingle = isSingle
  }

  static func refused(_ advice: String) -> SceneRule {
    var rule = SceneRule()
    rule.refused = advice
    return rule
  }

  static func ignored(_ note: String) -> SceneRule {
    var rule = SceneRule()
    rule.ignored = note
    return rule
  }

  /// Returns this rule with the attributes of `other` added.
  func and(_ other: SceneRule) -> SceneRule {
    var rule = self
    rule.attributes.merge(other.attributes) { own, _ in own }
    return rule
  }

  /// Returns this rule for an element that its parent may have only once.
  var once: SceneRule {
    var rule = self
    rule.isSingle = true
    return rule
  }

  /// Returns this rule as it is in a default class, where elements have no name, class or parts.
  func inDefaults(without names: [String] = []) -> SceneRule {
    var rule = self
    for name in ["name", "class"] + names { rule.attributes[name] = nil }
    rule.children = []
    rule.isSingle = true
    return rule
  }

  /// The attributes that are used, in alphabetical order.
  var supportedAttributes: [String] {
    attributes.filter { if case .used = $0.value { true } else { false } }.keys.sorted()
  }
}
