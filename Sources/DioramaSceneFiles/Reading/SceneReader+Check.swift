// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

extension SceneReader {
  /// Checks the tree below `element` against the rules for names, places, and the form of values.
  ///
  /// Elements and attributes that fail are marked, so that the interpretation skips them.
  func check(_ element: inout MarkupElement) {
    guard let rule = SceneRule.catalog[element.name] else { return }
    check(&element, by: rule)
  }

  /// Checks an `include`, which does not stay in the tree.
  func check(includeElement element: MarkupElement) {
    guard let rule = SceneRule.catalog["include"] else { return }
    var copy = element
    check(&copy, by: rule)
  }

  private func check(_ element: inout MarkupElement, by rule: SceneRule) {
    note(element, .used)
    checkAttributes(of: &element, by: rule)
    if let text = element.strayText {
      note(element, .used, "the text '\(text.value)' in line \(text.location.line) means nothing")
    }
    var singles: [String: Int] = [:]
    for index in element.children.indices {
      checkChild(at: index, of: &element, rule, &singles)
    }
  }

  private func checkChild(
    at index: Int, of element: inout MarkupElement, _ parentRule: SceneRule,
    _ singles: inout [String: Int]
  ) {
    let child = element.children[index]
    guard let rule = SceneRule.rule(of: child.name, in: element.name) else {
      element.children[index].isRefused = true
      if let advice = SceneRule.catalog[child.name]?.refused {
        return refuse(child, .unsupported(advice: advice))
      }
      let places = SceneRule.places(of: child.name)
      let known = parentRule.children.filter {
        SceneRule.rule(of: $0, in: element.name)?.refused == nil
      }
      refuse(
        child,
        places.isEmpty
          ? .unknown(parent: element.name, known: known)
          : .misplaced(parent: element.name, places: places))
      return
    }
    if let advice = rule.refused {
      element.children[index].isRefused = true
      return refuse(child, .unsupported(advice: advice))
    }
    if let reason = rule.ignored {
      element.children[index].isRefused = true
      return note(child, .ignored, reason)
    }
    if rule.isSingle {
      if let first = singles[child.name] {
        element.children[index].isRefused = true
        return refuse(child, .repeated(parent: element.name, first: first))
      }
      singles[child.name] = child.location.line
    }
    check(&element.children[index], by: rule)
  }

  private func checkAttributes(of element: inout MarkupElement, by rule: SceneRule) {
    for index in element.attributes.indices {
      let attribute = element.attributes[index]
      var fault: AttributeFault?
      switch rule.attributes[attribute.name] {
      case nil:
        refuse(element, .unknownAttribute(attribute.name, known: rule.supportedAttributes))
        element.attributes[index].isRefused = true
        continue
      case .used(let kind):
        fault = kind.fault(in: attribute.value)
        if fault == nil { note(attribute, of: element.name, .used) }
      case .ignored(let reason):
        note(attribute, of: element.name, .ignored, reason)
      case .refused(let advice):
        fault = .unsupported(value: String(attribute.value.prefix(40)), advice: advice)
      case .only(let value, let advice):
        if ValueKind.same(attribute.value, value) {
          note(attribute, of: element.name, .used)
        } else {
          fault = .unsupported(value: String(attribute.value.prefix(40)), advice: advice)
        }
      }
      if let fault {
        refuse(attribute, of: element.name, fault)
        element.attributes[index].isRefused = true
      }
    }
  }
}

extension ValueKind {
  /// Returns the fault in the form of `text`, or nil.
  func fault(in text: String) -> AttributeFault? {
    switch self {
    case .text: return nil
    case .name: return text.isEmpty ? .empty : nil
    case .word(let known, let refused):
      return known.contains(text) || refused.contains(text)
        ? nil : .unknownWord(String(text.prefix(40)), known: known)
    case .numbers(let count, let bounds):
      return Self.fault(in: text, count: count, bounds: bounds, whole: false)
    case .integers(let count, let bounds):
      return Self.fault(in: text, count: count, bounds: bounds, whole: true)
    case .positive(let limit):
      let everything = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
      if let fault = Self.fault(in: text, count: 1...1, bounds: everything, whole: false) {
        return fault
      }
      let value = Double(text.tokens.first ?? "") ?? 0
      if value > limit { return .outOfBounds(value, 0...limit) }
      return value > 0 ? nil : .notPositive(value)
    }
  }

  private static func fault(
    in text: String, count: ClosedRange<Int>, bounds: ClosedRange<Double>, whole: Bool
  ) -> AttributeFault? {
    let tokens = text.tokens
    for token in tokens {
      // MuJoCo does not accept hexadecimal numbers
      guard let value = Double(token), !token.contains(where: { "xXpP".contains($0) }) else {
        return .notNumber(String(token.prefix(24)))
      }
      guard value.isFinite else { return .notFinite(String(token.prefix(24))) }
      if whole, value != value.rounded() { return .notInteger(String(token.prefix(24))) }
      if value < 0, bounds.lowerBound == 0 { return .negative(value) }
      guard bounds.contains(value) else { return .outOfBounds(value, bounds) }
    }
    return count.contains(tokens.count) ? nil : .wrongCount(tokens.count, expected: count)
  }

  /// Returns whether two texts are equal as numbers or as words.
  static func same(_ first: String, _ second: String) -> Bool {
    let (first, second) = (first.tokens, second.tokens)
    return first.count == second.count
      && zip(first, second).allSatisfy { pair in
        if let a = Double(pair.0), let b = Double(pair.1) { a == b } else { pair.0 == pair.1 }
      }
  }
}

extension String {
  /// The parts between white space.
  var tokens: [Substring] { split(whereSeparator: \.isWhitespace) }
}
