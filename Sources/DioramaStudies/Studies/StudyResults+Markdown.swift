// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import DioramaRuns
import Foundation

extension StudyResults {
  /// The final results as a table in Markdown.
  public var markdown: String {
    let heading = [
      "| task, learner | steps | seeds | episodes | success [%], IQM (95 %) | of each seed "
        + "| perturbed [%] | return, IQM (95 %) | minutes |",
      "| --- | ---: | ---: | ---: | --- | --- | --- | --- | ---: |",
    ]
    let lines = chosen.map { row in
      let finished = row.finished
      let wanted = row.records[0].cell.row
      let steps = wanted.steps.map(Self.grouped) ?? "–"
      let label = Self.label(row)
      guard let success = row.success, let mean = row.episodeReturn else {
        return
          "| \(label) | \(steps) | 0 | – | \(row.absence.replacing("|", with: "\\|")) | | | | |"
      }
      let percents = row.successes.map { 100 * $0 }
      return
        "| \(label) | \(steps) | \(finished.count) | \(wanted.episodes) "
        + "| \(Self.spread(success, times: 100, digits: 0)) | "
        + percents.map { String(format: "%.0f", $0) }.joined(separator: ", ")
        + " | \(row.perturbed.map { Self.spread($0, times: 100, digits: 0) } ?? "–")"
        + " | \(Self.spread(mean, digits: 1)) | \(String(format: "%.0f", row.minutes ?? 0)) |"
    }
    return (heading + lines).joined(separator: "\n")
  }

  /// Returns the task, what is observed, and the learner.
  static func label(_ row: Row) -> String {
    "`\(row.task)`, \(seen(row)), \(learner(row.records[0].cell.row))"
  }

  /// Returns the name of the learner, or that of the row if it has its own.
  private static func learner(_ row: StudyRow) -> String {
    let name = row.name == row.usualName ? row.learner.name : row.name
    return "`\(name.replacing("`", with: "'").replacing("|", with: "\\|"))`"
  }

  /// Returns the kind of observation.
  private static func seen(_ row: Row) -> String {
    let cell = row.records[0].cell
    return row.records.lazy.compactMap { $0.configuration["observation"]?.text }.first
      ?? (cell.row.learner.isTrained ? (try? cell.configuration())?.observation : nil)
      ?? (cell.row.learner.name == "mpc" ? "simulator" : "state")
  }

  static func grouped(_ number: Int) -> String {
    let digits = String(number)
    return digits.enumerated().map { index, digit in
      (index > 0 && (digits.count - index) % 3 == 0 ? "," : "") + String(digit)
    }.joined()
  }

  /// Returns an estimate and its interval, if there is one.
  private static func spread(_ estimate: Estimate, times factor: Double = 1, digits: Int) -> String
  {
    func text(_ number: Double) -> String { String(format: "%.\(digits)f", factor * number) }
    guard let interval = estimate.interval else { return text(estimate.value) }
    return "\(text(estimate.value)) (\(text(interval.lowerBound)) to \(text(interval.upperBound)))"
  }
}
