// SPDX-License-Identifier: Apache-2.0

import DioramaRuns

extension StudyReport {
  /// The section of gates: a table of verdicts; empty if no row has a gate.
  var ledger: String {
    let cards = results.ledger
    guard !cards.isEmpty else { return "" }
    let rows = cards.map { card in
      let ours = card.ours.map { ours in
        card.text(ours.value) + card.unit
          + (ours.interval.map { " <span class=\"soft\">\(card.text($0))</span>" } ?? "")
      }
      let difference = card.difference.flatMap { difference in
        difference.interval.map {
          "<br/><span class=\"soft\">\(card.text(difference.value)) (\(card.text($0))) points more</span>"
        }
      }
      let note = card.gate.note.map { "<br/><span class=\"soft\">\(Page.escaped($0))</span>" }
      return """
        <tr><th scope="row">\(label(card.row.name))<br/>\
        <span class="soft">\(Page.escaped(card.row.task))</span></th>
        <td class="number" data-name="gate">\(card.text(card.gate.least))\(card.unit)</td>
        <td data-name="published">\(card.gate.published.map { Page.escaped(card.describe($0)) } ?? "–")</td>
        <td data-name="ours">\(ours ?? Page.escaped(card.row.absence))\(difference ?? "")\(note ?? "")</td>
        <td class="number" data-name="seeds">\(card.row.finished.count)</td>
        <td data-name="verdict">\(card.verdict.map { "<b>\($0.rawValue)</b>" } ?? "–")</td></tr>
        """
    }
    return Page.section(
      "gates", "Gates",
      "What each row must reach, and what others have published. HELD: the interquartile mean of at least "
        + "\(Verdict.fewestRuns) runs is there; SUSPECT: it is not, but its 95 % interval reaches so far; "
        + "REGRESSED: the whole interval is below; UNDERPOWERED: there are fewer runs. The interval of a success "
        + "rate is the wider one of the bootstrap's over runs and Wilson's over episodes; a difference from a "
        + "published rate has Newcombe's.",
      """
      <table><thead><tr><th scope="col">learner</th><th scope="col" class="number">gate</th>
      <th scope="col">published</th><th scope="col">ours</th>
      <th scope="col" class="number">seeds</th><th scope="col">verdict</th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table>
      """)
  }
}
