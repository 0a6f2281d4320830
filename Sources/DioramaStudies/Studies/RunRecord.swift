// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import DioramaRuns
import Foundation

/// What there is of a run of a study: its files, as far as they were written.
package struct RunRecord: Sendable {
  /// A report of episodes, as `evaluate` and `rollout` print it.
  package struct Evaluation: Codable, Hashable, Sendable {
    package var episodes: Int
    package var successRate: Double
    package var successInterval: [Double]
    package var returnMean: Double
    package var returnStd: Double
    package var lengthMean: Double
    package var seconds: Double

    /// Whether all its numbers can be.
    var isPossible: Bool {
      (1...1_000_000_000).contains(episodes) && PossibleNumbers.rates.contains(successRate)
        && successInterval.count == 2 && successInterval[0] <= successInterval[1]
        && successInterval.allSatisfy(PossibleNumbers.rates.contains)
        && PossibleNumbers.sums.contains(returnMean)
        && (0...PossibleNumbers.sums.upperBound).contains(returnStd)
        && PossibleNumbers.counts.contains(lengthMean) && PossibleNumbers.times.contains(seconds)
    }
  }

  /// An evaluation on the way.
  struct Point: Hashable, Sendable {
    var step: Int
    var success: Double?
    var episodeReturn: Double?
  }

  package let cell: StudyCell
  let files: RunFiles
  /// The final evaluation; nil while there is none of as many episodes as are wanted.
  package let evaluation: Evaluation?
  /// Whether there is an evaluation of another number of episodes.
  let isOutgrown: Bool
  /// Why the last attempt failed; nil where there is an evaluation.
  let failure: StudyState.Failure?
  /// The evaluations of the training.
  let history: [Point]
  /// The run's `config.json`; empty where there is none.
  let configuration: [String: JSONValue]
  /// The last step that was told, and how long all steps took [s].
  let step: Int?
  let seconds: Double?
  let questions: Int?
  /// Whether its training has ended; true where nothing is trained.
  let isTrained: Bool
  /// Where the film is; nil if there is none.
  let film: String?

  /// Reads what there is of `cell` in the study's `folder`.
  init(_ cell: StudyCell, in folder: String, failure: StudyState.Failure? = nil) {
    self.cell = cell
    let files = RunFiles(folder: folder, run: cell.folder)
    self.files = files
    configuration = files.object("config.json") ?? [:]
    let rows = cell.row.learner.isTrained ? Self.table(files.content("progress.csv")) : []
    history = rows.compactMap { row in
      guard let step = PossibleNumbers.count(row["step"]) else { return nil }
      let success = row["evaluation_success_rate"]
      let mean = row["evaluation_return_mean"]
      return success == nil && mean == nil
        ? nil : Point(step: step, success: success, episodeReturn: mean)
    }
    (step, seconds) = (PossibleNumbers.count(rows.last?["step"]), rows.last?["seconds"])
    questions = PossibleNumbers.count(rows.last?["questions"])
    isTrained = !cell.row.learner.isTrained || files.contains("summary.json")
    let found = Self.evaluation(files.content("evaluation.json"))
    evaluation = found?.episodes == cell.row.episodes ? found : nil
    isOutgrown = found != nil && evaluation == nil
    let film = "\(folder)/\(cell.film)"
    self.film = Disk.exists(film) ? film : nil
    self.failure = evaluation == nil ? failure : nil
  }

  /// Whether nothing is left to do but a film.
  var isDone: Bool { isTrained && evaluation != nil }

  /// How long training and evaluation took [s].
  var wallClock: Double? {
    if seconds == nil, evaluation == nil { return nil }
    return (seconds ?? 0) + (evaluation?.seconds ?? 0)
  }

  /// Which reward its return is a sum of.
  var reward: String {
    configuration["reward"]?.text ?? cell.row.reward ?? "dense"
  }

  /// The evaluation that `evaluate` or `rollout` printed; nil where there is none, or with numbers that
  /// cannot be.
  static func evaluation(_ content: Data?) -> Evaluation? {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let found = content.flatMap { try? decoder.decode(Evaluation.self, from: $0) }
    return found?.isPossible == true ? found : nil
  }

  /// What the numbers of each column can be.
  private static let bounds = Dictionary(
    uniqueKeysWithValues: ProgressColumns(of: nil).all.map { ($0.name, $0.bounds) })

  /// The numbers of a run's `progress.csv`, by column; a line that is cut off is none, and neither is a
  /// number that cannot be.
  static func table(_ content: Data?) -> [[String: Double]] {
    guard let content else { return [] }
    let lines = String(decoding: content, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    guard let heading = lines.first?.map(String.init) else { return [] }
    return lines.dropFirst().filter { $0.count == heading.count }.map { cells in
      Dictionary(
        zip(heading, cells).compactMap { name, cell in
          guard let number = Double(cell), bounds[name]?.contains(number) == true else {
            return nil
          }
          return (name, number)
        }, uniquingKeysWith: { $1 })
    }
  }
}
