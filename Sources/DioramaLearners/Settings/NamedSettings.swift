// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// Settings whose values can be read and changed by name, as in files and on the command line.
package protocol NamedSettings: Codable, Sendable {
  /// Makes those that nobody changed.
  init()

  /// The words that a setting may be, by the setting's name, where they are few.
  static var choices: [String: [String]] { get }

  /// What each setting means, in the order of the properties.
  static var hyperparameters: [Hyperparameter] { get }
}

extension NamedSettings {
  /// The names of all settings.
  package static var keys: [String] {
    Mirror(reflecting: Self()).children.compactMap { $0.label?.snakeCased }
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
    if let known = Self.choices[key], !known.map(JSONValue.string).contains(value) {
      throw .unknownChoice(key: key, value: value.text, known: known)
    }
    let numbers = if case .array(let items) = value { items } else { [value] }
    for case .integer(let number) in numbers where number > largestCount {
      throw .outOfBounds(key: key, value: value.description, bounds: "at most \(largestCount)")
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
      self = try JSONValue.object(changed).decoded(as: Self.self)
    } catch {
      throw .badValue(key: key, value: value.description, example: example)
    }
  }

  /// Changes the setting that `assignment` names, `key=value`.
  ///
  /// - Throws: ``SettingsError``, which names `option` where it is no assignment.
  package mutating func set(assignment: String, option: String) throws(SettingsError) {
    let assignment = try SettingAssignment(assignment, option: option)
    try set(assignment.key, to: assignment.value)
  }

  func require(
    _ key: String, _ value: Any, _ holds: Bool, _ bounds: String
  ) throws(SettingsError) {
    guard holds else { throw .outOfBounds(key: key, value: "\(value)", bounds: bounds) }
  }

  func require(_ key: String, _ count: Int, in bounds: ClosedRange<Int>) throws(SettingsError) {
    try require(key, count, count >= bounds.lowerBound, "at least \(bounds.lowerBound)")
    try require(key, count, count <= bounds.upperBound, "at most \(bounds.upperBound)")
  }

  func requireLayers(_ hiddenUnits: [Int]) throws(SettingsError) {
    try require(
      "hidden_units", hiddenUnits,
      !hiddenUnits.isEmpty && hiddenUnits.allSatisfy { (1...16_384).contains($0) },
      "one number from 1 to 16384 for each hidden layer")
  }
}

/// The largest whole number that a setting may be, of which products fit an `Int`.
private let largestCount: UInt64 = 1_000_000_000

/// What a setting is called in papers, and what value it has there.
public struct Hyperparameter: Hashable, Sendable {
  /// Its name in files and on the command line.
  public var key: String

  /// Its symbol in the paper; empty where it has none.
  public var symbol: String

  /// Its value in the code of the VICE-RAQ paper.
  ///
  /// But for the networks, SAC's are those of its own paper (Haarnoja et al. 2018, table 1).
  public var paper: String

  /// What it means, in a few words.
  public var meaning: String

  init(_ key: String, _ symbol: String, _ paper: String, _ meaning: String) {
    self.key = key
    self.symbol = symbol
    self.paper = paper
    self.meaning = meaning
  }
}
