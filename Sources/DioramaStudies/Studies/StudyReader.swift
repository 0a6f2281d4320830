// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaMath
import DioramaRuns
import Foundation

/// A reader of an object in a study file, such as a row, key by key.
struct StudyReader {
  /// The keys that a training's configuration has, too.
  static let flagKeys = [
    "preset", "recipe", "observation", "camera", "randomize", "dataset", "demonstrations",
    "log_every", "evaluate_every",
    "evaluation_episodes", "checkpoint_every", "goals", "goal_count", "failure_count", "labeler",
    "label_noise",
  ]

  /// The keys of rows that are trained.
  private static let trainingKeys = ["steps", "config", "dataset_of"] + flagKeys

  /// All keys of a row.
  static let rowKeys =
    [
      "learner", "name", "note", "tasks", "seeds", "episodes", "horizon", "reward", "films",
      "folder", "set", "planner", "perturbed", "gate",
    ] + trainingKeys

  private let values: [String: JSONValue]
  private let defaults: [String: JSONValue]
  let place: String
  let base: String

  init(
    _ values: [String: JSONValue], _ place: String, base: String,
    defaults: [String: JSONValue] = [:]
  ) {
    (self.values, self.place, self.base, self.defaults) = (values, place, base, defaults)
  }

  func value(_ key: String) -> JSONValue? {
    let value = values[key] ?? defaults[key]
    return value == .null ? nil : value
  }

  /// Returns the keys that `learner` does not use.
  private static func needlessKeys(of learner: StudyLearner) -> [String] {
    switch learner.kind {
    case .policy where learner.plans: trainingKeys
    case .policy: trainingKeys + ["set", "planner"]
    case .training(let learner): RunConfiguration.unusedKeys(of: learner) + ["planner"]
    }
  }

  func text(_ key: String) throws(StudyError) -> String? {
    guard let value = value(key) else { return nil }
    guard case .string(let text) = value else {
      throw bad(key, value, "a text in quotes")
    }
    return text
  }

  /// Reads a row.
  ///
  /// - Throws: A ``StudyError`` that names the row and the key.
  func row() throws(StudyError) -> StudyRow {
    for key in values.keys.sorted() where !Self.rowKeys.contains(key) {
      throw .value(in: place, .unknownKey(key, known: Self.rowKeys, of: "key"))
    }
    guard let learnerName = try text("learner") else {
      throw .missingKey("learner", in: place, example: "\"\(LearnerCatalog.usual)\"")
    }
    guard let learner = StudyLearner.named(learnerName) else {
      throw .unknownLearner(learnerName, in: place, known: StudyLearner.all.map(\.name))
    }
    let here = "\(place) (\(learnerName))"
    let needless = Self.needlessKeys(of: learner)
    for key in needless where values[key] != nil {
      throw .needlessKey(key, in: here, learner: learnerName)
    }
    guard let tasks = try words("tasks") else {
      throw .missingKey("tasks", in: here, example: "[\"Pushing-v1\"]")
    }
    let episodes = try integer("episodes", atLeast: 1) ?? 100
    var row = StudyRow(
      place: here, learner: learner, name: "", tasks: tasks, seeds: try seeds(here),
      episodes: episodes, steps: nil, horizon: try integer("horizon", atLeast: 1),
      reward: try text("reward"), makesFilms: try flag("films") ?? true, folder: try folder(here),
      note: try text("note"), base: base)
    row.perturbed = try perturbed(here)
    row.gate = try gate(here)
    row.settings = try settings(of: learner)
    if learner.plans { row.planner = try text("planner") }
    if learner.isTrained {
      guard let steps = try integer("steps", atLeast: 1) else {
        throw .missingKey("steps", in: here, example: "30000")
      }
      row.steps = steps
      row.config = try text("config")
      row.datasetOf = try text("dataset_of")
      for key in Self.flagKeys where !needless.contains(key) {
        if let value = value(key) { row.flags.append((key, value)) }
      }
    }
    row.name = try name(here) ?? row.usualName
    return row
  }

  private func name(_ place: String) throws(StudyError) -> String? {
    guard let name = try text("name") else { return nil }
    guard name.contains(where: { !$0.isWhitespace }) else {
      throw .value(
        in: place,
        .badValue(key: "name", value: "\"\(name.printable)\"", wanted: "a name, or leave it out"))
    }
    guard name.printable == name, name.count <= 200 else {
      throw .value(
        in: place,
        .badValue(
          key: "name", value: "\"\(name.printable.prefix(200))\"",
          wanted: "a name of one line, without controls and of at most 200 characters"))
    }
    return name
  }

  /// Reads the name of the runs' folders, which must not lead out of the study's folder.
  private func folder(_ place: String) throws(StudyError) -> String? {
    guard let folder = try text("folder") else { return nil }
    guard folder.printable == folder else {
      throw .value(
        in: place,
        .badValue(
          key: "folder", value: "\"\(folder.printable)\"",
          wanted: "a name of one line, without controls"))
    }
    guard let first = folder.first, !".-".contains(first), !folder.contains("/") else {
      throw .value(
        in: place,
        .badValue(
          key: "folder", value: "\"\(folder)\"",
          wanted: "a name without '/' that does not begin with '.' or '-'"))
    }
    return folder
  }

  /// Reads the properties that are randomised in a second evaluation.
  private func perturbed(_ place: String) throws(StudyError) -> [String] {
    let words = try words("perturbed") ?? []
    let known = RandomizedProperty.allCases.map(\.rawValue)
    if let word = words.first(where: { !known.contains($0) }) {
      throw .value(
        in: place,
        .unknownChoice(key: "perturbed", value: word, known: known))
    }
    return words
  }

  func bad(_ key: String, _ value: JSONValue, _ wanted: String) -> StudyError {
    .value(in: place, .badValue(key: key, value: value.description, wanted: wanted))
  }

  /// Reads the columns that are plotted, each one of some learner's in `rows`.
  func plots(of rows: [StudyRow]) throws(StudyError) -> [String] {
    let words = try words("plots") ?? []
    let known = StudyResults.unique(
      rows.compactMap(\.learner.entry).flatMap { ProgressColumns(of: $0).all.map(\.name) })
    if let word = words.first(where: { !known.contains($0) }) {
      throw .value(in: place, .unknownChoice(key: "plots", value: word, known: known))
    }
    return words
  }

  private func flag(_ key: String) throws(StudyError) -> Bool? {
    guard let value = value(key) else { return nil }
    guard case .bool(let flag) = value else { throw bad(key, value, "true or false") }
    return flag
  }

  func integer(_ key: String, atLeast least: Int) throws(StudyError) -> Int? {
    guard let value = value(key) else { return nil }
    switch value {
    case .integer(let number) where number <= UInt64(Int32.max):
      if number >= least { return Int(number) }
      throw .value(
        in: place, .outOfBounds(key: key, value: "\(number)", bounds: "at least \(least)"))
    case .number(let number) where number < 0:
      throw .value(
        in: place, .outOfBounds(key: key, value: value.description, bounds: "at least \(least)"))
    default: throw bad(key, value, "a whole number")
    }
  }

  /// Reads a word, or a list of words.
  private func words(_ key: String) throws(StudyError) -> [String]? {
    guard let value = value(key) else { return nil }
    let wanted = "a name in quotes, or a list of them"
    switch value {
    case .string(let word): return [word]
    case .array(let items) where !items.isEmpty:
      var words: [String] = []
      for item in items {
        guard case .string(let word) = item else { throw bad(key, value, wanted) }
        words.append(word)
      }
      return words
    default: throw bad(key, value, wanted)
    }
  }

  /// Reads the seeds: their number, counted from 1, or a list; a single one by default.
  private func seeds(_ place: String) throws(StudyError) -> [UInt64] {
    guard let value = value("seeds") else { return [1] }
    let wanted = "how many (3), or a list ([1, 2, 3])"
    switch value {
    case .integer(0), .array([]): throw .noSeeds(in: place)
    case .integer(let count) where count <= 10_000: return Array(1...count)
    case .array(let items):
      var seeds: [UInt64] = []
      for item in items {
        guard case .integer(let seed) = item else { throw bad("seeds", value, wanted) }
        seeds.append(seed)
      }
      return seeds
    default: throw bad("seeds", value, wanted)
    }
  }

  /// Reads the settings of the row, or else those of the defaults that its learner has.
  private func settings(
    of learner: StudyLearner
  ) throws(StudyError) -> [(key: String, value: JSONValue)] {
    let isOwn = values["set"] != nil
    let all = try settings()
    switch learner.kind {
    case .policy: return isOwn ? all : []
    case .training(let learner):
      let known = LearnerCatalog.entry(learner)?.settingKeys ?? []
      return isOwn ? all : all.filter { known.contains($0.key) }
    }
  }

  private func settings() throws(StudyError) -> [(key: String, value: JSONValue)] {
    guard let value = value("set") else { return [] }
    guard case .object(let settings) = value else {
      throw bad("set", value, "an object, such as {\"batch_size\": 64}")
    }
    return settings.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Checks that each default setting is one of some learner's; not every learner need have it.
  func checkDefaultSettings() throws(StudyError) {
    let known = Set(LearnerCatalog.all.flatMap(\.settingKeys)).sorted()
    for (key, _) in try settings() where !known.contains(key) {
      throw .value(in: place, .unknownKey(key, known: known))
    }
  }
}
