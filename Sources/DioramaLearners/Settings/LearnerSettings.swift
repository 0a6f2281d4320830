// SPDX-License-Identifier: Apache-2.0

public import DioramaFiles
import DioramaMath

/// Settings whose values can be read and changed by name, as in files and on the command line.
///
/// Each is a property with a ``Setting``; the settings of a property that is itself a group of settings
/// belong to it, too.
public protocol NamedSettings: Codable, Hashable, Sendable, CustomStringConvertible {
  /// Makes the default settings.
  init()
}

extension NamedSettings {
  /// The descriptions of all settings, in the order of the properties.
  public static var hyperparameters: [Hyperparameter] {
    all(Self()).map { $0.setting.hyperparameter(called: $0.key) }
  }

  /// The names of all settings.
  public static var keys: [String] { all(Self()).map(\.key) }

  /// The settings by name.
  public var values: [String: JSONValue] {
    guard case .object(let values) = JSONValue(self) else { return [:] }
    return values.reduce(into: [:]) { all, entry in
      guard case .object(let group) = entry.value else {
        all[entry.key] = entry.value
        return
      }
      all.merge(group) { $1 }
    }
  }

  /// The settings as one line of JSON.
  public var description: String { JSONValue.object(values).description }

  /// Makes settings from values by name; missing ones have their defaults.
  ///
  /// - Throws: ``SettingsError`` if no setting has a name, or it cannot have its value.
  init(_ values: [String: JSONValue]) throws(SettingsError) {
    let all = Self().values.merging(values) { $1 }
    let isCounted = values.values.allSatisfy {
      if case .integer(let number) = $0 { number <= largestCount } else { true }
    }
    if isCounted, Set(values.keys).isSubset(of: Self.keys),
      let settings = try? JSONValue.object(Self.grouped(all)).decoded(as: Self.self)
    {
      self = settings
      return
    }
    // one by one, to say which is wrong
    self.init()
    for (key, value) in values.sorted(by: { $0.key < $1.key }) { try set(key, to: value) }
  }

  /// Changes the setting called `key`.
  ///
  /// - Throws: ``SettingsError`` if no setting has this name, or it cannot have this value.
  public mutating func set(_ key: String, to value: JSONValue) throws(SettingsError) {
    guard let setting = Self.all(Self()).first(where: { $0.key == key })?.setting else {
      throw .unknownKey(key, known: Self.keys)
    }
    if let known = setting.choices, !known.map(JSONValue.string).contains(value) {
      throw .unknownChoice(key: key, value: value.text, known: known)
    }
    let numbers = if case .array(let items) = value { items } else { [value] }
    for case .integer(let number) in numbers where number > largestCount {
      throw .outOfBounds(key: key, value: value.description, bounds: "at most \(largestCount)")
    }
    var changed = values
    let example = changed[key].flatMap { $0 == .null ? nil : $0.description } ?? "-2"
    // a list of one may be written without its brackets
    if case .array? = changed[key], case .integer = value {
      changed[key] = .array([value])
    } else {
      changed[key] = value
    }
    do {
      self = try JSONValue.object(Self.grouped(changed)).decoded(as: Self.self)
    } catch {
      throw .badValue(key: key, value: value.description, wanted: "something like \(example)")
    }
  }

  /// Changes the setting that `assignment` names, `key=value`.
  ///
  /// - Throws: ``SettingsError``, which names `option` if the text is not an assignment.
  package mutating func set(assignment: String, option: String) throws(SettingsError) {
    let assignment = try SettingAssignment(assignment, option: option)
    try set(assignment.key, to: assignment.value)
  }

  /// Checks that every setting is in its bounds.
  public func checkBounds() throws(SettingsError) {
    for ((key, setting), (_, own)) in zip(Self.all(Self()), Self.all(self)) {
      try setting.check(own, called: key)
    }
  }

  private static func all(_ settings: any NamedSettings) -> [(key: String, setting: any AnySetting)]
  {
    Mirror(reflecting: settings).children.flatMap { child in
      if let group = child.value as? any NamedSettings { return all(group) }
      guard let label = child.label, let setting = child.value as? any AnySetting else { return [] }
      return [(label.drop { $0 == "_" }.description.snakeCased, setting)]
    }
  }

  /// Returns `values` as they are encoded, with the settings of a group nested.
  private static func grouped(_ values: [String: JSONValue]) -> [String: JSONValue] {
    var values = values
    for child in Mirror(reflecting: Self()).children {
      guard let label = child.label, let group = child.value as? any NamedSettings else { continue }
      let keys = all(group).map(\.key)
      values[label.snakeCased] = .object(values.filter { keys.contains($0.key) })
      for key in keys { values[key] = nil }
    }
    return values
  }
}

/// The largest whole number that a setting may be; a product of two of them fits an `Int`.
private let largestCount: UInt64 = 1_000_000_000

/// The hyperparameters of a ``Learner``, or of a part of one.
public protocol LearnerSettings: NamedSettings {
  /// The settings of how experience is gathered.
  var practice: Practice { get }

  /// The number of environments that it learns in, and the number of steps that each makes between updates.
  ///
  /// In several environments each action lasts one step.
  var rollout: (environments: Int, steps: Int) { get }

  /// The settings of how observations become features.
  var sight: Sight { get }

  /// Whether the state is of use beside pictures.
  var usesBoth: Bool { get }

  /// Whether it learns from a data set: the environment is for evaluation only.
  var isOffline: Bool { get }

  /// Whether the data that it is given at first stays in the replay for good, apart from what it experiences;
  /// see ``Replay/keep()``.
  var keepsData: Bool { get }

  /// Checks that the settings are consistent with each other and with the problem.
  ///
  /// The bounds of each were checked before.
  ///
  /// - Throws: ``SettingsError``.
  func check(for problem: Problem) throws(SettingsError)
}

extension LearnerSettings {
  public var rollout: (environments: Int, steps: Int) { (1, 1) }

  public var usesBoth: Bool { sight.encoder == .asymmetric }

  public var isOffline: Bool { false }

  public var keepsData: Bool { false }

  public func check(for problem: Problem) throws(SettingsError) {}
}
