// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners

extension RunConfiguration {
  /// The keys whose values are paths.
  package static let pathKeys: Set = ["goals", "dataset", "recipe", "task"]

  /// The keys that `diorama train` has no option for.
  private static let untypedKeys: Set = ["width", "height", "quality"]

  /// The keys that are handled apart: in every command, or in none.
  private static let otherKeys: Set = [
    "learner", "environment", "steps", "seed", "preset", "observation", "version", "commit",
    "task_checksum",
  ]

  /// Returns the arguments of `diorama` that begin this run, with the options that differ from the defaults.
  ///
  /// - Parameters:
  ///   - folder: The folder of the run.
  ///   - base: The folder that paths are relative to; nil for paths as they are.
  /// - Returns: The arguments; nil where a value has no option.
  /// - Throws: ``RunError`` when a recipe is damaged.
  package func command(out folder: String, from base: String? = nil) throws -> [String]? {
    let entry = try entry
    let seen = try options.observation
    let choices: [(Preset?, ObservationKind?)] = [(nil, nil), (nil, seen), (preset, nil)]
    let chosen = choices.first { preset, observation in
      let made = RunConfiguration(unchanged: entry, environment, preset, observation)
      return made.preset == self.preset && made.observation == self.observation
    }
    let (preset, observation) = chosen ?? (self.preset, seen)
    var usual = try RunConfiguration(
      environment: environment, learner: entry, preset: preset, observation: observation,
      recipe: recipe)
    usual.recipe = nil
    var words = ["train", learner] + (task == nil ? [environment] : [])
    words += ["--steps", "\(steps)", "--seed", "\(seed)"]
    words += preset.map { ["--preset", $0.rawValue] } ?? []
    words += observation.map { ["--observation", $0.rawValue] } ?? []
    guard case .object(let values) = JSONValue(self), case .object(let others) = JSONValue(usual)
    else { return nil }
    var settings: [String] = []
    for (key, value) in values.sorted(by: { $0.key < $1.key })
    where value != others[key] && !Self.otherKeys.contains(key) {
      if Self.untypedKeys.contains(key) { return nil }
      switch value {
      case .object(let found):
        guard case .object(let usual)? = others[key] else { return nil }
        for (key, value) in found.sorted(by: { $0.key < $1.key }) where value != usual[key] {
          settings += ["--set", "\(key)=\(value.typed)"]
        }
      case .string(let path) where Self.pathKeys.contains(key):
        let isWhole = path.hasPrefix("/")
        words += [
          "--" + key, base.flatMap { isWhole ? RelativePath.relative(path, to: $0) : nil } ?? path,
        ]
      case .array(let items): words += ["--" + key] + items.map(\.text)
      default: words += ["--" + key.replacing("_", with: "-"), value.text]
      }
    }
    return words + settings + ["--out", folder]
  }
}

extension JSONValue {
  /// The value as it is typed after `--set key=`.
  package var typed: String {
    guard case .array(let items) = self else { return text }
    return items.map(\.text).joined(separator: ",")
  }
}
