// SPDX-License-Identifier: Apache-2.0

import DioramaRuns
import Foundation

extension StudyReport {
  /// The section of final success, which opens the page: a table of learners for each task.
  var success: String {
    let tables = results.tasks.map { task in
      let rows = results.rows.filter { $0.task == task }.map(successRow)
      return """
        <h3>\(Page.escaped(task))</h3>
        <table class="forest">
        <colgroup><col class="w-name"/><col class="w-axis"/><col class="w-small"/><col class="w-small"/>\
        <col class="w-seeds"/>\(isPerturbed ? "<col class=\"w-small\"/>" : "")<col class="w-return"/>\
        <col class="w-small"/><col class="w-small"/></colgroup>
        <thead><tr><th scope="col">learner</th>
        <th scope="col" class="axis"><div class="ends"><span>0</span><span>success [%]</span>\
        <span>100</span></div></th>
        <th scope="col" class="number">IQM</th><th scope="col" class="number">95 %</th><th scope="col" class="each">seeds</th>
        \(isPerturbed ? "<th scope=\"col\" class=\"number\">perturbed</th>" : "")
        <th scope="col" class="number">return</th><th scope="col" class="number">steps</th>
        <th scope="col" class="number">time</th></tr></thead>
        <tbody>
        \(rows.joined(separator: "\n"))
        </tbody>
        </table>
        """
    }
    return Page.section(
      "success", "Final success",
      "Episodes that are a success at their end, of \(episodes) from starts that no training saw. "
        + "A dot is a seed, the bar is the interquartile mean (IQM), the band its 95 % interval."
        + (hasSingles
          ? " Of a single seed, whose band is dashed, it is the interval of its episodes (Wilson)."
          : "")
        + (isPerturbed
          ? " Perturbed is the IQM of a second evaluation, in surroundings that differ." : ""),
      tables.joined(separator: "\n"))
  }

  private var hasSingles: Bool { results.rows.contains { $0.successes.count == 1 } }

  /// Whether any policy was evaluated in perturbed surroundings, too.
  private var isPerturbed: Bool { results.rows.contains { $0.perturbed != nil } }

  private var episodes: String {
    let counts = StudyResults.unique(results.records.compactMap { $0.evaluation?.episodes })
    return counts.isEmpty ? "episodes" : counts.sorted().map { "\($0)" }.joined(separator: " or ")
  }

  private func successRow(_ row: StudyResults.Row) -> String {
    let rates = row.successes
    guard let success = row.success, let mean = row.episodeReturn else {
      let why =
        row.failure.map { "failed: <code>\(Page.escaped($0.line))</code>" }
        ?? Page.escaped(row.absence)
      let kind = row.failure == nil ? "soft" : "why"
      return "<tr><th scope=\"row\">\(label(row.name))</th>"
        + "<td colspan=\"\(isPerturbed ? 8 : 7)\" class=\"\(kind)\">\(why)</td></tr>"
    }
    let middle = success.value
    let single = rates.count == 1 ? row.finished[0].evaluation?.successInterval : nil
    let interval =
      single.map { $0[0]...max($0[0], $0[1]) } ?? success.interval
    let track = Page.track(
      middle, interval, color: color(row.name), dots: rates, isSingle: single != nil)
    let each = rates.map { Page.percent($0) }.joined(separator: " ")
    let lost = row.records.count - rates.count
    let seconds = row.finished.compactMap(\.wallClock)
    let time = seconds.isEmpty ? "" : StudyTable.time(seconds.reduce(0, +) / Double(seconds.count))
    // returns are sums of the dense reward unless the row says otherwise
    let reward =
      row.reward == "dense" ? "" : " <span class=\"soft\">\(Page.escaped(row.reward))</span>"
    let perturbed =
      isPerturbed
      ? "<td class=\"number\" data-name=\"perturbed\">"
        + (row.perturbed.map { Page.percent($0.value) } ?? "–") + "</td>" : ""
    let steps = row.finished[0].cell.row.steps.map(StudyResults.grouped) ?? "–"
    return """
      <tr><th scope="row">\(label(row.name))</th>
      <td class="axis">\(track)</td>
      <td class="number" data-name="IQM">\(Page.percent(middle))</td>
      <td class="number soft" data-name="95 %">\(Page.percent(interval))</td>
      <td class="each" data-name="seeds">\(each)\
      \(lost > 0 ? " <span class=\"lost\">\(lost) missing</span>" : "")</td>
      \(perturbed)<td class="number" data-name="return">\
      \(Page.number(mean.value))\(reward)</td>
      <td class="number soft" data-name="steps">\(steps)</td>
      <td class="number soft" data-name="time">\(time)</td></tr>
      """
  }
}
