// SPDX-License-Identifier: Apache-2.0

package import DioramaFiles
import DioramaLearners
import Foundation

extension StudyResults {
  /// The columns of `results.csv`.
  private static let columns: [(name: String, text: @Sendable (RunRecord) -> String)] = [
    ("name", { $0.cell.row.name }), ("learner", { $0.cell.row.learner.name }),
    ("task", { $0.cell.task }), ("seed", { "\($0.cell.seed)" }),
    ("state", \.state), ("steps", { number($0.step) }),
    ("episodes", { number($0.evaluation?.episodes) }),
    ("success_rate", { number($0.evaluation?.successRate) }),
    ("success_low", { number($0.evaluation?.successInterval.first) }),
    ("success_high", { number($0.evaluation?.successInterval.last) }),
    ("return_mean", { number($0.evaluation?.returnMean) }),
    ("return_std", { number($0.evaluation?.returnStd) }),
    ("reward", \.reward), ("questions", { number($0.questions) }),
    ("perturbed_rate", { number($0.perturbed?.successRate) }),
    ("folder", { $0.cell.folder }), ("commit", { $0.configuration["commit"]?.text ?? "" }),
    ("seconds", { number($0.wallClock) }),
  ]

  private static func number<Value: CustomStringConvertible>(_ value: Value?) -> String {
    value.map(\.description) ?? ""
  }

  /// The content of `results.csv`: a line for each run.
  package var csv: String {
    let lines =
      [Self.columns.map(\.name)]
      + records.map { record in Self.columns.map { Self.quoted($0.text(record)) } }
    return lines.map { $0.joined(separator: ",") + "\n" }.joined()
  }

  private static func quoted(_ text: String) -> String {
    text.contains { ",\"\n".contains($0) }
      ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }

  /// Returns the content of `results.json`: the runs, and the statistics over them.
  package func document(_ comparisons: [Comparison]) -> JSONValue {
    .object([
      "title": .string(title),
      "machines": JSONValue(machines),
      "runs": .array(
        records.map { record in
          var values: [String: JSONValue] = [:]
          for column in Self.columns {
            let text = column.text(record)
            let isWord = ["name", "folder", "commit"].contains(column.name)
            let value = isWord ? JSONValue.string(text) : JSONValue(typed: text)
            values[column.name] = text.isEmpty ? .null : value
          }
          values["failure"] = record.failure.map { .string($0.line) } ?? .null
          return .object(values)
        }),
      "rows": .array(rows.map(\.document)),
      "comparisons": .array(comparisons.map(\.document)),
    ])
  }

  /// Writes `results.csv`, `results.json` and `report.html`.
  ///
  /// - Returns: The path of the report, and the document of `results.json`.
  /// - Throws: ``StudyError`` when they cannot be written.
  @discardableResult
  public func write() throws(StudyError) -> (report: String, document: String) {
    let comparisons = comparisons()
    let json = document(comparisons).indented + "\n"
    try StudyFolder.write(Data(csv.utf8), to: "\(folder)/results.csv")
    try StudyFolder.write(Data(json.utf8), to: "\(folder)/results.json")
    let report = "\(folder)/report.html"
    try StudyFolder.write(Data(StudyReport(self, comparisons).html.utf8), to: report)
    return (report, json)
  }
}

extension RunRecord {
  /// The state of the run: `done`, `failed`, `not evaluated` or `not trained`.
  var state: String {
    if evaluation != nil { return "done" }
    return failure != nil ? "failed" : isTrained ? "not evaluated" : "not trained"
  }
}

extension JSONValue {
  /// The value as indented JSON, with a line for each value.
  var indented: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
  }

  init(_ interval: ClosedRange<Double>?) {
    self = interval.map { .array([.number($0.lowerBound), .number($0.upperBound)]) } ?? .null
  }
}

extension StudyResults.Row {
  /// The row in `results.json`.
  fileprivate var document: JSONValue {
    .object([
      "name": .string(name), "task": .string(task),
      "seeds": .integer(UInt64(finished.count)),
      "success_iqm": success.map { .number($0.value) } ?? .null,
      "success_interval": JSONValue(success?.interval),
      "return_iqm": episodeReturn.map { .number($0.value) } ?? .null,
      "return_interval": JSONValue(episodeReturn?.interval),
      "perturbed_iqm": perturbed.map { .number($0.value) } ?? .null,
      "perturbed_interval": JSONValue(perturbed?.interval),
      "gate": LedgerCard(self).map(\.document) ?? .null,
    ])
  }
}

extension Comparison {
  /// The comparison in `results.json`.
  fileprivate var document: JSONValue {
    func estimate(_ estimate: Estimate) -> JSONValue {
      .object(["value": .number(estimate.value), "interval": JSONValue(estimate.interval)])
    }
    var pairs: [JSONValue] = []
    for (x, row) in improvement.enumerated() {
      for (y, value) in row.enumerated() {
        guard let value, case .object(var pair) = estimate(value) else { continue }
        pair["better"] = .string(members[x].name)
        pair["than"] = .string(members[y].name)
        pairs.append(.object(pair))
      }
    }
    return .object([
      "tasks": .array(tasks.map(JSONValue.string)),
      "thresholds": .array(Self.thresholds.map(JSONValue.number)),
      "members": .array(
        members.map { member in
          .object([
            "name": .string(member.name),
            "iqm": estimate(member.interquartileMean), "median": estimate(member.median),
            "mean": estimate(member.mean), "optimality_gap": estimate(member.optimalityGap),
            "profile": .array(
              Self.thresholds.map { .number(member.scores.fraction(above: $0)) }),
          ])
        }),
      "improvement": .array(pairs),
    ])
  }
}
