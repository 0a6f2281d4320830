// SPDX-License-Identifier: Apache-2.0

package import DioramaLearners

/// A line of a study: one learner with its options, in some tasks, with some seeds.
package struct StudyRow: Hashable, Sendable {
  /// Where it stands in the file, for people.
  package var place: String
  package var learner: StudyLearner
  /// What tables call it; rows of one name are one algorithm.
  package var name: String
  package var tasks: [String]
  package var seeds: [UInt64]
  /// How many episodes the final evaluation has.
  package var episodes: Int
  package var steps: Int?
  package var horizon: Int?
  package var reward: String?
  package var makesFilms: Bool
  /// What the runs' folders are called, before the seed.
  package var folder: String?
  package var note: String?
  /// More options of `diorama train`, by the names that they have in a `config.json`.
  package var flags: [(key: String, value: JSONValue)] = []
  /// What searches for plans.
  package var planner: String?
  /// A configuration file.
  package var config: String?
  /// Settings, by name.
  package var settings: [(key: String, value: JSONValue)] = []

  package static func == (a: Self, b: Self) -> Bool { a.place == b.place && a.name == b.name }
  package func hash(into hasher: inout Hasher) { hasher.combine(place) }

  /// The settings as they are typed behind `--set`.
  var assignments: [String] { settings.map { "\($0.key)=\(Self.typed($0.value))" } }

  /// A value as it is typed on the command line.
  static func typed(_ value: JSONValue) -> String {
    guard case .array(let items) = value else { return value.text }
    return items.map(\.text).joined(separator: ",")
  }

  /// The runs, task by task.
  package var cells: [StudyCell] {
    tasks.flatMap { task in
      seeds.map { seed in
        let stem = folder ?? "\(Self.slug(name))-\(task)"
        return StudyCell(row: self, task: task, seed: seed, folder: "\(stem)-\(seed)")
      }
    }
  }

  /// `SAC, pixels` as `sac-pixels`: something that is good in a path.
  static func slug(_ text: String) -> String {
    text.lowercased().map { $0.isLetter && $0.isASCII || $0.isNumber ? $0 : "-" }
      .reduce(into: "") { slug, letter in
        if letter != "-" || !slug.hasSuffix("-") && !slug.isEmpty { slug.append(letter) }
      }.trimmingSuffix("-")
  }
}

extension StringProtocol {
  /// The text without this character at its end.
  func trimmingSuffix(_ suffix: Character) -> String {
    String(last == suffix ? self.dropLast() : self[...])
  }
}
