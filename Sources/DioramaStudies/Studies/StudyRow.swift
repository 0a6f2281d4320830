// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
package import DioramaLearners
import DioramaRuns

/// A line of a study: one learner with its options, in some tasks, with some seeds.
package struct StudyRow: Sendable {
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
  /// The folder that paths are relative to.
  let base: String
  /// More options of `diorama train`, by the names that they have in a `config.json`.
  package var flags: [(key: String, value: JSONValue)] = []
  /// What searches for plans.
  package var planner: String?
  /// A configuration file.
  package var config: String?
  /// Settings, by name.
  package var settings: [(key: String, value: JSONValue)] = []

  /// What it is called unless it says otherwise: the learner, and what it observes.
  var usualName: String {
    let seen = flags.first { $0.key == "observation" }.map { ", \($0.value.text)" }
    return learner.name + (seen ?? "")
  }

  /// The row with whole paths, as they lead to the same from everywhere.
  var located: StudyRow {
    var row = self
    row.config = config.map { RelativePath.whole($0, in: base) }
    for (index, flag) in flags.enumerated() where RunConfiguration.pathKeys.contains(flag.key) {
      guard case .string(let path) = flag.value else { continue }
      row.flags[index].value = .string(RelativePath.whole(path, in: base))
    }
    return row
  }

  /// The settings as they are typed behind `--set`.
  var assignments: [String] { settings.map { "\($0.key)=\($0.value.typed)" } }

  /// The runs, task by task.
  package var cells: [StudyCell] {
    tasks.flatMap { task in
      seeds.map { seed in
        let stem = folder ?? "\(slug)-\(task)"
        return StudyCell(row: self, task: task, seed: seed, folder: "\(stem)-\(seed)")
      }
    }
  }

  /// The name as something that is good in a path: `SAC, pixels` as `sac-pixels`.
  ///
  /// A name without any ASCII letter or digit gives the learner's.
  private var slug: String {
    let words = name.lowercased().split { !$0.isASCII || !$0.isLetter && !$0.isNumber }
    return words.isEmpty ? learner.name : words.joined(separator: "-")
  }
}

extension StringProtocol {
  /// The text without this character at its end.
  func trimmingSuffix(_ suffix: Character) -> String {
    String(last == suffix ? self.dropLast() : self[...])
  }
}
