// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import DioramaRuns
import Foundation

extension StudyReport {
  /// The section of settings, learner by learner.
  var settings: String {
    var groups: [(settings: [[String]], rows: [StudyResults.Row])] = []
    for row in results.rows {
      let table = Self.settings(row)
      guard !table.isEmpty else { continue }
      let same = groups.firstIndex { $0.settings == table && $0.rows[0].name == row.name }
      if let index = same {
        groups[index].rows.append(row)
      } else {
        groups.append((table, [row]))
      }
    }
    guard !groups.isEmpty else { return "" }
    let details = groups.map { group in
      Page.details(
        label(group.rows[0].name)
          + " <span class=\"soft\">\(Page.escaped(group.rows.map(\.task).joined(separator: ", ")))</span>",
        Page.table(["setting", "", "value", "meaning"], group.settings, kind: "settings"))
    }
    return Page.section(
      "settings", "Settings", "Every hyperparameter, as the runs recorded it.",
      details.joined(separator: "\n"))
  }

  private static func settings(_ row: StudyResults.Row) -> [[String]] {
    guard let record = row.records.first(where: { !$0.configuration.isEmpty }) else { return [] }
    var values = record.configuration
    let learner = values["learner"].flatMap { LearnerCatalog.entry($0.text) }
    // paths from the folder of the study file, and not from one machine's root
    for (key, value) in record.cell.row.flags where RunConfiguration.pathKeys.contains(key) {
      values[key] = value
    }
    // then the hyperparameters: of the agent, of a learned reward or model, of a planner
    return settings(values, [])
      + values.sorted { $0.key < $1.key }.flatMap { key, value -> [[String]] in
        guard case .object(let inner) = value else { return [] }
        return settings(inner, hyperparameters[key] ?? learner?.hyperparameters ?? [])
      }
  }

  /// The hyperparameters of the objects in a `config.json` that are not the learner's, by key.
  private static let hyperparameters = [
    "planner_settings": SimulatorPlannerSettings.hyperparameters
  ]

  /// The keys of a `config.json` that the page shows elsewhere.
  private static let apart: Set = ["seed", "version", "commit", "environment", "policy"]

  private static func settings(
    _ values: [String: JSONValue], _ known: [Hyperparameter]
  ) -> [[String]] {
    values.sorted { $0.key < $1.key }.compactMap { key, value in
      if apart.contains(key) || value == .null { return nil }
      if case .object = value { return nil }
      let parameter = known.first { $0.key == key }
      return [key, parameter?.symbol ?? "", value.typed, parameter?.meaning ?? ""]
        .map { Page.escaped($0) }
    }
  }

  /// The section on provenance: machine, version, seeds, time, and the commands that repeat every run.
  var making: String {
    func list(_ values: [String], none: String) -> String {
      let unique = StudyResults.unique(values.filter { !$0.isEmpty })
      return unique.isEmpty ? none : unique.map { Page.escaped($0) }.joined(separator: "<br/>")
    }
    func recorded(_ key: String) -> String {
      list(results.records.compactMap { $0.configuration[key]?.text }, none: "not recorded")
    }
    let seeds = StudyResults.unique(results.records.map(\.cell.seed)).sorted()
    let facts = [
      ("machine", list(results.machines.map(\.description), none: "not recorded")),
      ("commit", recorded("commit")), ("version", recorded("version")),
      ("seeds", seeds.map { "\($0)" }.joined(separator: ", ")),
      ("threads", "one for each run"),
      (
        "wall-clock",
        results.spans.isEmpty
          ? "not recorded"
          : results.spans.map { "\(StudyTable.time($0.seconds)), \($0.jobs) at a time" }
            .joined(separator: "; ")
      ),
      (
        "computing",
        StudyTable.time(results.records.compactMap(\.wallClock).reduce(0, +))
          + ", trainings with the evaluations on the way, and final evaluations"
      ),
    ].map { "<dt>\($0)</dt><dd>\($1)</dd>" }
    let commands = results.rows.map { row in
      let lines = row.records.flatMap { record in
        [StudyPlan.line(record.cell.typed(from: record.cell.row.base))]
          + (record.cell.evaluation.map { [StudyPlan.line($0)] } ?? [])
      }
      return Page.details(
        "\(label(row.name)) <span class=\"soft\">\(Page.escaped(row.task))</span>",
        "<pre>\(Page.escaped(lines.joined(separator: "\n")))</pre>")
    }
    return Page.section(
      "making", "How it was made", "",
      "<dl>\(facts.joined())</dl>"
        + "<h3>Commands that repeat a run</h3>" + commands.joined(separator: "\n"))
  }

  /// The section that explains the numbers.
  var reading: String {
    Page.section(
      "reading", "How to read this", "",
      """
      <dl class="terms">
      <dt>Success</dt><dd>The share of episodes that are a success at their end. The policy acts without \
      noise, from starts that training never saw: the same for all that was trained. What does not learn has \
      these with seed 1, and the next ones with each seed after it.</dd>
      <dt>IQM</dt><dd>The interquartile mean: the mean of the middle half of the runs. Of <var>n</var> \
      scores, the ⌊<var>n</var>/4⌋ lowest and as many of the highest are left out.</dd>
      <dt>95 % interval</dt><dd>Runs are drawn again with replacement, within each task, 50,000 times; the \
      interval lies between the percentiles 2.5 and 97.5 of the estimate. With fewer than three runs there is none.</dd>
      <dt>Performance profile</dt><dd>For each threshold τ, the share of runs with a score above τ.</dd>
      <dt>Probability of improvement</dt><dd>P(<var>X</var> &gt; <var>Y</var>) + ½ P(<var>X</var> = <var>Y</var>) \
      for a run of each on the same task, averaged over the tasks (Mann and Whitney's U).</dd>
      <dt>Optimality gap</dt><dd>How far runs fall short of full success on average: 1 − mean(min(score, 1)).</dd>
      </dl>
      <p class="soft">After Agarwal et al. 2021, <a href="https://arxiv.org/abs/2108.13264"><i>Deep \
      Reinforcement Learning at the Edge of the Statistical Precipice</i></a>.</p>
      """)
  }
}
