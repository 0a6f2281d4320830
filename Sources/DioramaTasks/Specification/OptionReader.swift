// SPDX-License-Identifier: Apache-2.0

internal import DioramaFiles
internal import DioramaMath
internal import Foundation

/// A reader of the options in a JSON object, which refuses those that nobody asked for.
public struct OptionReader {
  private let options: [String: JSONValue]
  private var asked: [String] = []

  /// Makes a reader of `json`, an object; an empty text stands for an empty object.
  public init(json: String) throws(OptionError) {
    guard !json.isEmpty else {
      options = [:]
      return
    }
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(json.utf8)) else {
      throw .notJSON
    }
    guard case .object(let options) = value else { throw .noObject(value.kind) }
    self.options = options
  }

  /// Returns the text called `name`; nil if it is missing or null.
  public mutating func text(_ name: String) throws(OptionError) -> String? {
    switch take(name) {
    case nil: nil
    case .string(let text)?: text
    case .some(let value): throw .wrongKind(name, value.kind, expected: "a text")
    }
  }

  /// Returns the whole number called `name`; nil if it is missing or null.
  public mutating func integer(_ name: String) throws(OptionError) -> Int? {
    switch take(name) {
    case nil: nil
    case .integer(let number)? where number < 1 << 53: Int(number)
    case .number(let number)? where number == number.rounded() && abs(number) < 1e15: Int(number)
    case .some(let value): throw .wrongKind(name, value.kind, expected: "a whole number")
    }
  }

  /// Returns the texts called `name`; nil if they are missing or null.
  public mutating func texts(_ name: String) throws(OptionError) -> [String]? {
    switch take(name) {
    case nil: return nil
    case .array(let values)?:
      var texts: [String] = []
      for value in values {
        guard case .string(let text) = value else {
          throw .wrongKind(name, value.kind, expected: "texts only")
        }
        texts.append(text)
      }
      return texts
    case .some(let value): throw .wrongKind(name, value.kind, expected: "a list of texts")
    }
  }

  /// Returns the enumeration value called `name`; nil if it is missing or null.
  public mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, of type: Choice.Type
  ) throws(OptionError) -> Choice? {
    guard let text = try text(name) else { return nil }
    return try Self.choice(text, of: type, name)
  }

  /// Returns the enumeration values called `name`, a list or 'all'; empty if they are missing.
  public mutating func choices<Choice: RawRepresentable<String> & CaseIterable & Hashable>(
    _ name: String, of type: Choice.Type
  ) throws(OptionError) -> Set<Choice> {
    if case .string("all")? = options[name] {
      asked.append(name)
      return Set(type.allCases)
    }
    var choices: Set<Choice> = []
    for text in try texts(name) ?? [] { choices.insert(try Self.choice(text, of: type, name)) }
    return choices
  }

  /// Checks that every option was asked for.
  public func finish() throws(OptionError) {
    if let unknown = options.keys.sorted().first(where: { !asked.contains($0) }) {
      throw .unknown(unknown, known: asked)
    }
  }

  private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ text: String, of type: Choice.Type, _ name: String
  ) throws(OptionError) -> Choice {
    guard let choice = Choice(rawValue: text) else {
      throw .noSuchChoice(name, text, known: type.allCases.map(\.rawValue))
    }
    return choice
  }

  private mutating func take(_ name: String) -> JSONValue? {
    asked.append(name)
    let value = options[name]
    return value == .null ? nil : value
  }
}

extension JSONValue {
  /// The description of the value in messages.
  fileprivate var kind: String {
    switch self {
    case .string(let text): "the text '\(text)'"
    case .integer, .number: "the number \(self)"
    case .bool(let flag): "\(flag)"
    case .array: "a list"
    case .object: "an object"
    case .null: "null"
    }
  }
}

/// An error in options that are given as JSON.
public enum OptionError: Error, Hashable, Sendable {
  case notJSON
  case noObject(String)
  case unknown(String, known: [String])
  case wrongKind(String, String, expected: String)
  case noSuchChoice(String, String, known: [String])
  /// An id, a task file and a map: several of them, or none.
  case idOrMap(isBoth: Bool)
  /// A rendering context that can no longer be chosen, with the reason.
  case context(reason: String)
}

extension OptionError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .notJSON:
      "the options are not JSON; write an object such as {\"observation\": \"pixels\"}"
    case .noObject(let kind):
      "the options are \(kind); write an object such as {\"observation\": \"pixels\"}"
    case .unknown(let name, let known):
      "there is no option '\(name)'\(name.hint(among: known))"
    case .wrongKind(let name, let kind, let expected):
      "option '\(name)' is \(kind); it must be \(expected)"
    case .noSuchChoice(let name, let text, let known):
      "option '\(name)' is '\(text)'; it must be one of "
        + known.map { "'\($0)'" }.joined(separator: ", ")
    case .context(let reason): reason
    case .idOrMap(let isBoth):
      isBoth
        ? "an id, a task file and a map exclude each other; keep one"
        : "name an environment, or give a file of your own with the option 'task', 'map' or 'map_text'"
    }
  }
}
