// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// An error in a setting, or in another value that is given by name.
public enum SettingsError: Error, Hashable, Sendable {
  case unknownKey(String, known: [String], of: String = "setting")
  case badValue(key: String, value: String, wanted: String)
  case unknownChoice(key: String, value: String, known: [String])
  case outOfBounds(key: String, value: String, bounds: String)
  /// A text that should be `key=value` and is not.
  case noAssignment(String, option: String)
  /// Settings that contradict each other, or the problem.
  case conflict(String, remedy: String)
}

extension SettingsError: CustomStringConvertible {
  /// The message in one line: the error, the value, the bound, and the remedy.
  public var description: String {
    switch self {
    case .unknownKey(let key, let known, let noun):
      "no \(noun) is called '\(key)'\(key.hint(among: known))"
    case .badValue(let key, let value, let wanted):
      "\(key) cannot be \(value); give \(wanted)"
    case .unknownChoice(let key, let value, let known):
      "\(key) cannot be '\(value)'; use \(known.joined(separator: ", "))"
    case .outOfBounds(let key, let value, let bounds):
      "\(key) is \(value); it must be \(bounds)"
    case .noAssignment(let text, let option):
      "'\(text)' is not an assignment; write \(option) key=value"
    case .conflict(let what, let remedy):
      "\(what); \(remedy)"
    }
  }
}
