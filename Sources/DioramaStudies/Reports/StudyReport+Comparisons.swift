// SPDX-License-Identifier: Apache-2.0

import DioramaRuns
import Foundation

extension StudyReport {
  /// The section of estimates over several tasks.
  var aggregates: String {
    let tables = comparisons.filter { $0.tasks.count > 1 }.map { comparison in
      func cell(_ estimate: Estimate) -> String {
        let interval = Page.percent(estimate.interval)
        return "\(Page.percent(estimate.value))"
          + (interval.isEmpty ? "" : " <span class=\"soft\">(\(interval))</span>")
      }
      return heading(comparison)
        + Page.table(
          ["learner", "IQM", "median", "mean", "optimality gap", "runs"],
          comparison.members.map { member in
            [
              label(member.name), cell(member.interquartileMean), cell(member.median),
              cell(member.mean), cell(member.optimalityGap),
              "\(member.scores.runs.map(\.count).reduce(0, +))",
            ]
          }, kind: "numbers")
    }
    guard !tables.isEmpty else { return "" }
    return Page.section(
      "tasks", "Over tasks",
      "Success over all runs of the tasks that these learners have in common [%], with 95 % stratified "
        + "bootstrap intervals where each task has three seeds or more. Less is better for the optimality gap.",
      tables.joined(separator: "\n"))
  }

  /// The section of performance profiles: the fraction of runs above each threshold of success.
  var profiles: String {
    let bootstrap = Bootstrap(resamples: 2_000)
    let figures = comparisons.map { comparison in
      let title = comparison.tasks.joined(separator: ", ")
      var panel = PlotPanel(
        title.count > 60 ? "\(comparison.tasks.count) tasks" : title,
        over: "success threshold [%]", x: Axis(0...100), y: Axis(0...100), style: Page.panel)
      func points(_ heights: [Double]) -> [PlotPanel.Point] {
        zip(Comparison.thresholds, heights).map { (100 * $0, 100 * $1) }
      }
      for member in comparison.members {
        let bands = bootstrap.intervals(member.scores) { scores in
          Comparison.thresholds.map { scores.fraction(above: $0) }
        }
        if let bands {
          panel.addBand(
            low: points(bands.map(\.lowerBound)), high: points(bands.map(\.upperBound)),
            color: color(member.name))
        }
      }
      for member in comparison.members {
        panel.addLine(
          points(Comparison.thresholds.map { member.scores.fraction(above: $0) }),
          color: color(member.name), width: 2)
      }
      return Page.figure(panel, Page.panel, title: "Performance profile, \(title)")
    }
    guard !figures.isEmpty else { return "" }
    return Page.section(
      "profiles", "Performance profiles",
      "Runs [%] whose success is above a threshold: the higher the line, the better; the area under it "
        + "is the mean. Bands are pointwise 95 % intervals.",
      legend(results.names.filter(Set(comparisons.flatMap { $0.members.map(\.name) }).contains))
        + "<div class=\"grid\">\(figures.joined(separator: "\n"))</div>")
  }

  /// The section of probabilities that one learner is better than another.
  var improvement: String {
    let tables = comparisons.map { comparison in
      "<div>" + heading(comparison)
        + Page.table(
          ["better \\ than"] + comparison.members.map { label($0.name) },
          comparison.members.enumerated().map { x, member in
            [label(member.name)]
              + comparison.improvement[x].enumerated().map { index, estimate in
                guard let estimate else { return "<span class=\"soft\">–</span>" }
                let shade = String(format: "%.0f", 60 * abs(estimate.value - 0.5))
                let side = estimate.value >= 0.5 ? "var(--better)" : "var(--worse)"
                let other = comparison.members[index]
                let note =
                  estimate.interval.map { Page.percent($0) }
                  ?? "\(member.scores.least) × \(other.scores.least) runs"
                return "<div class=\"chance\" style=\"--c:\(side);--w:\(shade)%\">"
                  + "\(Page.percent(estimate.value))<small>\(note)</small></div>"
              }
          }, kind: "matrix") + "</div>"
    }
    guard !tables.isEmpty else { return "" }
    return Page.section(
      "improvement", "Probability of improvement",
      "How likely a run of the learner on the left has more success than one of the learner above [%], "
        + "equal ones counted half. Small: the 95 % interval, or how many runs there are where they are few.",
      "<div class=\"side\">\(tables.joined(separator: "\n"))</div>")
  }

  private func heading(_ comparison: Comparison) -> String {
    "<h3>\(comparison.tasks.map { Page.escaped($0) }.joined(separator: ", "))</h3>"
  }
}
