// SPDX-License-Identifier: Apache-2.0

import DioramaRuns
import Foundation

extension StudyReport {
  /// The section of learning curves: success and return over steps.
  var curves: String {
    var names: [String] = []
    let figures = results.tasks.flatMap { task -> [String] in
      let rows = results.rows.filter { $0.task == task }
      let learning = rows.filter { row in row.records.contains(where: \.hasCurve) }
      guard !learning.isEmpty else { return [] }
      names += rows.map(\.name)
      let rewards = StudyResults.unique(learning.map(\.reward))
      return [
        figure("\(task): success [%]", rows, bounds: 0...100) { $0.success.map { 100 * $0 } }
      ]
        + rewards.map { reward in
          figure(
            "\(task): return, \(reward) reward", rows.filter { $0.reward == reward },
            bounds: nil
          ) { $0.episodeReturn }
        }
    }
    guard !figures.isEmpty else { return "" }
    let shown = results.names.filter(names.contains)
    return Page.section(
      "curves", "Learning curves",
      "The deterministic policy, evaluated while it learns: the interquartile mean over the seeds and its "
        + "95 % interval at each evaluation (of two seeds, the band is between them). Dashed: what does not learn.",
      legend(shown) + "<div class=\"grid\">\(figures.joined(separator: "\n"))</div>")
  }

  /// The section of further measurements that the study wants to be plotted; empty if it wants none.
  var measurements: String {
    let figures = results.plots.flatMap { column in
      results.tasks.compactMap { task -> String? in
        let rows = results.rows.filter { row in
          row.task == task
            && row.records.contains { $0.measurements.contains { $0.values[column] != nil } }
        }
        return rows.isEmpty
          ? nil : figure("\(task): \(column)", rows, bounds: nil) { $0.values[column] }
      }
    }
    guard !figures.isEmpty else { return "" }
    let meanings = ProgressColumns(of: nil).all.filter { results.plots.contains($0.name) }
      .map { "\($0.name): \($0.meaning)" }
    return Page.section(
      "measurements", "Measurements",
      "Measured while it learns, as interquartile mean over the seeds and its 95 % interval. "
        + meanings.joined(separator: "; ") + ".",
      legend(results.names) + "<div class=\"grid\">\(figures.joined(separator: "\n"))</div>")
  }

  private func figure(
    _ title: String, _ rows: [StudyResults.Row], bounds: ClosedRange<Double>?,
    _ value: (RunRecord.Point) -> Double?
  ) -> String {
    let curves = rows.map { ($0, Self.curve($0, value)) }
    let still = rows.filter { row in !row.records.contains(where: \.hasCurve) }
      .compactMap { row -> (StudyResults.Row, Double)? in
        let numbers = row.finished.compactMap { record in
          record.evaluation.flatMap {
            value(
              .init(
                step: 0,
                values: [
                  "evaluation_success_rate": $0.successRate,
                  "evaluation_return_mean": $0.returnMean,
                ]))
          }
        }
        return numbers.isEmpty ? nil : (row, Scores([numbers]).interquartileMean)
      }
    let heights =
      curves.flatMap { $0.1.flatMap { [$0.middle, $0.low, $0.high] } } + still.map(\.1)
    let last = curves.compactMap { $0.1.last?.step }.max() ?? 1
    let x = Axis(0...last)
    let y = bounds.map { Axis($0) } ?? Axis(around: heights)
    var panel = PlotPanel(title, over: "steps", x: x, y: y, style: Page.panel)
    for (row, middle) in still {
      panel.addLine(
        [(0, middle), (last, middle)], color: color(row.name), width: 1.5, dashed: true)
    }
    for (row, points) in curves where !points.isEmpty {
      panel.addBand(
        low: points.map { ($0.step, $0.low) }, high: points.map { ($0.step, $0.high) },
        color: color(row.name))
    }
    for (row, points) in curves where !points.isEmpty {
      let line = points.map { ($0.step, $0.middle) }
      panel.addLine(line, color: color(row.name), width: 2)
      if line.count <= 12 { panel.addDots(line, color: color(row.name)) }
    }
    return Page.figure(panel, Page.panel, title: title)
  }

  /// A point of a curve: the interquartile mean over seeds, and its interval.
  private struct CurvePoint {
    var step: Double
    var middle: Double
    var low: Double
    var high: Double
  }

  private static func curve(
    _ row: StudyResults.Row, _ value: (RunRecord.Point) -> Double?
  ) -> [CurvePoint] {
    var columns: [Int: [Double]] = [:]
    for record in row.records {
      for point in record.measurements {
        if let number = value(point) { columns[point.step, default: []].append(number) }
      }
    }
    let bootstrap = Bootstrap(resamples: 2_000)
    return columns.keys.sorted().map { step in
      let numbers = columns[step] ?? []
      let scores = Scores([numbers])
      let interval =
        bootstrap.interval(scores, \.interquartileMean)
        ?? (numbers.min() ?? 0)...(numbers.max() ?? 0)
      return CurvePoint(
        step: Double(step), middle: scores.interquartileMean, low: interval.lowerBound,
        high: interval.upperBound)
    }
  }
}
