// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
package import DioramaFiles
import DioramaLearners
import DioramaRuns
import DioramaTasks

/// A row of a study: one learner with its options, in some tasks, with some seeds.
package struct StudyRow: Sendable {
  /// The place of the row in the study file, for messages.
  package var place: String
  package var learner: StudyLearner
  /// The name of the algorithm in tables; rows of one name are one algorithm.
  package var name: String
  /// The ids of environments, and the paths of task files.
  package var tasks: [String]
  package var seeds: [UInt64]
  /// The number of episodes of the final evaluation.
  package var episodes: Int
  package var steps: Int?
  package var horizon: Int?
  package var reward: String?
  package var makesFilms: Bool
  /// The properties that are randomised in a second evaluation, each a ``RandomizedProperty``; empty for none.
  package var perturbed: [String] = []
  /// Whether its runs are to be made, and shown at the end.
  package var isChosen = true
  /// What its runs must reach; nil for a row without a gate.
  package var gate: Gate?
  /// The name of the runs' folders, before the seed; nil for one made of the row's name and the task.
  package var folder: String?
  package var note: String?
  /// The folder that paths are relative to.
  let base: String
  /// Further values of a training's configuration, by their keys in a `config.json`.
  package var flags: [(key: String, value: JSONValue)] = []
  /// The name of the row whose runs are its data sets; nil for none.
  package var datasetOf: String?
  /// The runs of that row.
  var datasets: [StudyCell] = []
  /// The name of the planner; nil for iCEM.
  package var planner: String?
  /// The path of a configuration file.
  package var config: String?
  /// The settings, by key.
  package var settings: [(key: String, value: JSONValue)] = []

  /// The default name: the learner, and the observation if the row sets it.
  var usualName: String {
    let seen = flags.first { $0.key == "observation" }.map { ", \($0.value.text)" }
    return learner.name + (seen ?? "")
  }

  /// The row with absolute paths.
  var located: StudyRow {
    var row = self
    row.config = config.map { RelativePath.whole($0, in: base) }
    for (index, flag) in flags.enumerated() where RunConfiguration.pathKeys.contains(flag.key) {
      guard case .string(let path) = flag.value else { continue }
      row.flags[index].value = .string(RelativePath.whole(path, in: base))
    }
    return row
  }

  /// The settings as they are typed after `--set`.
  var assignments: [String] { settings.map { "\($0.key)=\($0.value.typed)" } }

  /// The runs, task by task.
  package var cells: [StudyCell] {
    tasks.flatMap { name in
      let file = name.hasSuffix(".json") ? RelativePath.whole(name, in: base) : nil
      let task = file.map { TaskFile.id(ofFileAt: $0).description } ?? name
      return seeds.map { seed in
        let stem = folder ?? "\(slug)-\(task)"
        return StudyCell(
          row: self, task: task, taskFile: file, seed: seed, folder: "\(stem)-\(seed)",
          dataset: dataset(of: task, seed))
      }
    }
  }

  /// Returns the folder of the run that is the data set in `task` with `seed`: the one of this seed, or the
  /// only one in the task.
  private func dataset(of task: String, _ seed: UInt64) -> String? {
    let runs = datasets.filter { $0.task == task }
    return (runs.first { $0.seed == seed } ?? (runs.count == 1 ? runs[0] : nil))?.folder
  }

  /// The name in a form that suits a path, such as `sac-pixels` for `SAC, pixels`.
  ///
  /// A name without any ASCII letter or digit is replaced by the learner's.
  private var slug: String {
    let words = name.lowercased().split { !$0.isASCII || !$0.isLetter && !$0.isNumber }
    return words.isEmpty ? learner.name : words.joined(separator: "-")
  }
}

extension StringProtocol {
  /// Returns the text without `suffix` at its end.
  func trimmingSuffix(_ suffix: Character) -> String {
    String(last == suffix ? self.dropLast() : self[...])
  }
}
