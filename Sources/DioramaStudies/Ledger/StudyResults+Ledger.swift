// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import Foundation

extension StudyResults {
  /// The cards of the rows that have a gate.
  package var ledger: [LedgerCard] { rows.compactMap(LedgerCard.init) }

  private var chosenLedger: [LedgerCard] { chosen.compactMap(LedgerCard.init) }

  /// Whether the chosen rows have a gate, so that they are a ledger.
  public var isLedger: Bool { !chosenLedger.isEmpty }

  /// The columns of ``ledgerTable``.
  public var ledgerHeading: [String] {
    ["learner", "task", "gate", "published", "ours", "interval", "seeds", "verdict"]
  }

  /// The cards as rows for a terminal.
  public var ledgerTable: [[String]] {
    chosenLedger.map { card in
      [
        card.row.name, card.row.task, card.text(card.gate.least),
        card.gate.published.map { card.text($0.value) } ?? "–",
        card.ours.map { card.text($0.value) } ?? card.row.absence,
        card.ours?.interval.map { card.text($0) } ?? "", "\(card.row.finished.count)",
        card.verdict?.rawValue ?? "–",
      ]
    }
  }

  /// The cards as a table in Markdown.
  public var ledgerMarkdown: String {
    let heading = [
      "| task, learner | gate | published | ours, IQM (95 %) | steps | seeds | minutes | verdict |",
      "| --- | ---: | --- | --- | ---: | ---: | ---: | --- |",
    ]
    let lines = chosenLedger.map { card in
      let row = card.row.records[0].cell.row
      let ours = card.ours.map { ours in
        card.text(ours.value) + (ours.interval.map { " (\(card.text($0)))" } ?? "")
      }
      let cells = [
        Self.label(card.row), card.text(card.gate.least) + card.unit,
        card.gate.published.map(card.describe) ?? "–", ours ?? card.row.absence,
        row.steps.map(Self.grouped) ?? "–", "\(card.row.finished.count)",
        card.row.minutes.map { String(format: "%.0f", $0) } ?? "–", card.verdict?.rawValue ?? "–",
      ]
      return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
    let notes = chosenLedger.compactMap { card in
      card.gate.note.map { "\n- \(Self.label(card.row)): \($0)" }
    }
    return (heading + lines).joined(separator: "\n") + (notes.isEmpty ? "" : "\n")
      + notes.joined()
  }
}

extension LedgerCard {
  /// The unit of its numbers, after a space: success rates are printed in per cent.
  var unit: String { gate.measure == .success ? " %" : "" }

  /// Returns a number in its measure as text.
  func text(_ value: Double) -> String {
    guard gate.measure == .episodeReturn else { return String(format: "%.0f", 100 * value) }
    let digits = abs(value) < 1_000 ? 1 : 0
    return value == value.rounded()
      ? String(format: "%.0f", value)
      : String(format: "%.\(digits)f", value)
  }

  /// Returns an interval in its measure as text.
  func text(_ interval: ClosedRange<Double>) -> String {
    "\(text(interval.lowerBound)) to \(text(interval.upperBound))"
  }

  /// Returns what was published, in one line.
  func describe(_ published: Gate.Published) -> String {
    var origin: [String] = []
    if let runs = published.runs { origin.append("\(runs) run\(runs == 1 ? "" : "s")") }
    if let steps = published.steps { origin.append("\(StudyResults.grouped(steps)) steps") }
    return text(published.value) + (published.deviation.map { " ± \(text($0))" } ?? "") + unit
      + " (" + (origin + [published.source]).joined(separator: ", ") + ")"
  }

  /// The card in `results.json`.
  var document: JSONValue {
    .object([
      "measure": .string(gate.measure.rawValue), "at_least": .number(gate.least),
      "published": gate.published.map { .number($0.value) } ?? .null,
      "value": ours.map { .number($0.value) } ?? .null, "interval": JSONValue(ours?.interval),
      "difference": difference.map { .number($0.value) } ?? .null,
      "difference_interval": JSONValue(difference?.interval),
      "verdict": verdict.map { .string($0.rawValue) } ?? .null,
    ])
  }
}
