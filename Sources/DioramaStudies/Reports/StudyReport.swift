// SPDX-License-Identifier: Apache-2.0

import DioramaRuns
import Foundation

/// The report of a study: a self-contained HTML page for the screen and for print.
package struct StudyReport {
  let results: StudyResults
  let comparisons: [Comparison]

  package init(_ results: StudyResults, _ comparisons: [Comparison]) {
    (self.results, self.comparisons) = (results, comparisons)
  }

  /// The content of the file.
  package var html: String {
    let sections: [(id: String, name: String, content: String)] = [
      ("gates", "Gates", ledger), ("success", "Final success", success),
      ("curves", "Learning curves", curves),
      ("measurements", "Measurements", measurements),
      ("tasks", "Over tasks", aggregates), ("profiles", "Profiles", profiles),
      ("improvement", "Improvement", improvement), ("films", "Films", films),
      ("settings", "Settings", settings), ("making", "How it was made", making),
      ("reading", "How to read this", reading),
    ]
    return Page.document(
      title: results.title, generator: "diorama study",
      lead: results.note.map { "<p class=\"lead\">\(Page.escaped($0))</p>" } ?? "", facts: facts,
      opening: troubles, sections: sections)
  }

  private var facts: String {
    func count(_ number: Int, _ word: String) -> String {
      "\(number) \(word)\(number == 1 ? "" : "s")"
    }
    let done = results.records.count { $0.evaluation != nil }
    let all = results.records.count
    let time = results.records.compactMap(\.wallClock).reduce(0, +)
    return [
      count(results.names.count, "learner"), count(results.tasks.count, "task"),
      done == all ? count(all, "run") : "\(done) of \(count(all, "run")) done",
      "\(StudyTable.time(time)) of computing",
    ].joined(separator: " · ")
  }

  /// The lists of failed and unfinished runs; empty if there are none.
  private var troubles: String {
    var parts: [String] = []
    if !results.failures.isEmpty {
      let items = results.failures.map { record in
        let failure = record.failure
        return """
          <li><b>\(Page.escaped(record.cell.title))</b>: \
          <code>\(Page.escaped(failure?.line ?? ""))</code> \
          <span class="soft">(\(Page.escaped(failure?.stage ?? "")), status \
          \(failure?.status ?? 0); logs/\(Page.escaped(record.cell.folder)).err)</span></li>
          """
      }
      let count = results.failures.count
      parts.append(
        "<h2>\(count) run\(count == 1 ? "" : "s") failed</h2><ul>\(items.joined())</ul>")
    }
    if !results.missing.isEmpty {
      let names = results.missing.map { Page.escaped($0.cell.title) }
      parts.append(
        Page.details(
          "\(names.count) run\(names.count == 1 ? " is" : "s are") not finished",
          "<p>\(names.joined(separator: "; "))</p>"))
    }
    let kind = results.failures.isEmpty ? "" : " class=\"trouble\""
    return parts.isEmpty ? "" : "<aside\(kind)>\(parts.joined())</aside>"
  }

  /// Returns the colour of an algorithm, as a variable of the style sheet.
  func color(_ name: String) -> String {
    let quiet = ["random", "zero", "expert"]
    let learner = results.records.first { $0.cell.row.name == name }?.cell.row.learner.name ?? ""
    if quiet.contains(learner) { return "var(--\(learner))" }
    let loud = results.names.filter { other in
      let kind = results.records.first { $0.cell.row.name == other }?.cell.row.learner.name ?? ""
      return !quiet.contains(kind)
    }
    return "var(--s\((loud.firstIndex(of: name) ?? 0) % Page.colorCount))"
  }

  /// Returns the name of an algorithm with a mark of its colour.
  func label(_ name: String) -> String {
    "<span class=\"key\" style=\"--c:\(color(name))\"></span>\(Page.escaped(name))"
  }

  /// Returns a legend of the algorithms' colours.
  func legend(_ names: [String]) -> String {
    "<p class=\"legend\">" + names.map { "<span>\(label($0))</span>" }.joined(separator: " ")
      + "</p>"
  }
}
