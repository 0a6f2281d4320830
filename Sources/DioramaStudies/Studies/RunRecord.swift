// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import DioramaRuns
import Foundation

/// The record of a run of a study, read from its files as far as they have been written.
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
    /// The properties that were randomised; nil for none but the environment's own.
    package var randomized: [String]?

    /// Whether all its numbers are in range.
    var isPossible: Bool {
      (1...1_000_000_000).contains(episodes) && PossibleNumbers.rates.contains(successRate)
        && successInterval.count == 2 && successInterval[0] <= successInterval[1]
        && successInterval.allSatisfy(PossibleNumbers.rates.contains)
        && PossibleNumbers.sums.contains(returnMean)
        && (0...PossibleNumbers.sums.upperBound).contains(returnStd)
        && PossibleNumbers.counts.contains(lengthMean) && PossibleNumbers.times.contains(seconds)
    }
  }

  /// The measurements after a step of training, by column.
  struct Point: Hashable, Sendable {
    var step: Int
    var values: [String: Double]

    /// The success rate of the evaluation after this step; nil if there was none.
    var success: Double? { values["evaluation_success_rate"] }
    /// The mean return of the evaluation after this step; nil if there was none.
    var episodeReturn: Double? { values["evaluation_return_mean"] }
  }

  package let cell: StudyCell
  let files: RunFiles
  /// The final evaluation; nil while there is none with the wanted number of episodes.
  package let evaluation: Evaluation?
  /// The evaluation in perturbed surroundings; nil while there is none as wanted.
  package let perturbed: Evaluation?
  /// Whether there is an evaluation, but with another number of episodes.
  let isOutgrown: Bool
  /// The failure of the last attempt; nil if it did not fail, or there is an evaluation.
  let failure: StudyState.Failure?
  /// The measurements during training.
  let measurements: [Point]
  /// The values of the run's `config.json`; empty where there is none.
  let configuration: [String: JSONValue]
  /// The last logged step, and the time spent on training up to it [s].
  let step: Int?
  let seconds: Double?
  let questions: Int?
  /// Whether training has finished; true where nothing is trained.
  let isTrained: Bool
  /// The path of the video; nil if there is none.
  let film: String?

  /// Reads the record of `cell` in the study's `folder`.
  init(_ cell: StudyCell, in folder: String, failure: StudyState.Failure? = nil) {
    self.cell = cell
    let files = RunFiles(folder: folder, run: cell.folder)
    self.files = files
    configuration = files.object("config.json") ?? [:]
    let rows = cell.row.learner.isTrained ? Self.table(files.content("progress.csv")) : []
    measurements = rows.compactMap { row in
      PossibleNumbers.count(row["step"]).map { Point(step: $0, values: row) }
    }
    (step, seconds) = (PossibleNumbers.count(rows.last?["step"]), rows.last?["seconds"])
    questions = PossibleNumbers.count(rows.last?["questions"])
    isTrained = !cell.row.learner.isTrained || files.contains("summary.json")
    let found = Self.evaluation(files.content("evaluation.json"))
    evaluation = found?.episodes == cell.row.episodes ? found : nil
    let perturbed = Self.evaluation(files.content("perturbed.json"))
    self.perturbed =
      perturbed?.episodes == cell.row.episodes
        && Set(perturbed?.randomized ?? []) == Set(cell.row.perturbed) ? perturbed : nil
    isOutgrown = found != nil && evaluation == nil
    let film = "\(folder)/\(cell.film)"
    self.film = Disk.exists(film) ? film : nil
    self.failure = evaluation == nil ? failure : nil
  }

  /// Whether there was an evaluation during training.
  var hasCurve: Bool { measurements.contains { $0.success != nil || $0.episodeReturn != nil } }

  /// Whether nothing is left to do but perhaps a video.
  var isDone: Bool {
    isTrained && evaluation != nil && (perturbed != nil || cell.row.perturbed.isEmpty)
  }

  /// The duration of training and evaluation [s]; nil before both.
  var wallClock: Double? {
    if seconds == nil, evaluation == nil { return nil }
    return (seconds ?? 0) + (evaluation?.seconds ?? 0)
  }

  /// The name of the reward that its return is a sum of.
  var reward: String {
    configuration["reward"]?.text ?? cell.row.reward ?? "dense"
  }

  /// Reads a report of `evaluate` or `rollout`; nil if there is none, or a number is out of range.
  static func evaluation(_ content: Data?) -> Evaluation? {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let found = content.flatMap { try? decoder.decode(Evaluation.self, from: $0) }
    return found?.isPossible == true ? found : nil
  }

  /// The bounds of the numbers in each column.
  private static let bounds = Dictionary(
    uniqueKeysWithValues: ProgressColumns(of: nil).all.map { ($0.name, $0.bounds) })

  /// Reads the rows of a run's `progress.csv`, by column.
  ///
  /// Lines that are cut off and numbers that are out of range are left out.
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
