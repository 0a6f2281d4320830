// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks

/// What is wrong with settings.
public enum SettingsError: Error, Hashable, Sendable {
  case unknownKey(String, known: [String])
  case badValue(key: String, value: String, example: String)
  case unknownChoice(key: String, value: String, known: [String])
  case outOfBounds(key: String, value: String, bounds: String)
  /// Two settings that do not go together.
  case conflict(String, remedy: String)
}

extension SettingsError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .unknownKey(let key, let known):
      "no setting is called '\(key)'"
        + (key.didYouMean(known).isEmpty
          ? "; there is " + known.joined(separator: ", ") : key.didYouMean(known))
    case .badValue(let key, let value, let example):
      "\(key) cannot be \(value); give something like \(example)"
    case .unknownChoice(let key, let value, let known):
      "\(key) cannot be '\(value)'; use \(known.joined(separator: ", "))"
    case .outOfBounds(let key, let value, let bounds):
      "\(key) is \(value); it must be \(bounds)"
    case .conflict(let what, let remedy):
      "\(what); \(remedy)"
    }
  }
}

extension SACSettings: CustomStringConvertible {
  /// One line of JSON.
  public var description: String { JSONValue(self).description }

  /// The names of all settings, as in files and on the command line.
  public static var keys: [String] {
    Mirror(reflecting: SACSettings()).children.compactMap { $0.label?.snakeCased }
  }

  /// The settings by name.
  package var values: [String: JSONValue] {
    guard case .object(let values) = JSONValue(self) else { return [:] }
    return values
  }

  /// Changes the setting called `key`.
  ///
  /// - Throws: ``SettingsError`` when there is none of this name, or it cannot have this value.
  package mutating func set(_ key: String, to value: JSONValue) throws(SettingsError) {
    guard Self.keys.contains(key) else { throw .unknownKey(key, known: Self.keys) }
    let choices = [
      "encoder": PictureEncoder.allCases.map(\.rawValue),
      "initialization": Initialization.allCases.map(\.rawValue),
    ]
    if let known = choices[key], !known.map(JSONValue.string).contains(value) {
      throw .unknownChoice(key: key, value: value.text, known: known)
    }
    var changed = values
    let example = changed[key]?.description ?? "-2"  // the target entropy has no value by default
    // a list of one may be written without its brackets
    if case .array? = changed[key], case .integer = value {
      changed[key] = .array([value])
    } else {
      changed[key] = value
    }
    do {
      self = try JSONValue.object(changed).decoded(as: SACSettings.self)
    } catch {
      throw .badValue(key: key, value: value.description, example: example)
    }
  }
}
