// SPDX-License-Identifier: Apache-2.0

/// A run's learning curves, return and success over steps, as a self-contained SVG file.
package struct LearningCurve {
  private let title: String
  private let rows: [ProgressRow]

  package init(title: String, rows: [ProgressRow]) {
    self.title = title
    self.rows = rows
  }

  private static let (trainingColor, evaluationColor) = ("#8a8f98", "#1f5fbf")

  /// The content of the file.
  package var svg: String {
    let bounds = rows.flatMap { row in
      [
        row["episode_return"],
        row["evaluation_return_mean"].map { $0 - (row["evaluation_return_std"] ?? 0) },
        row["evaluation_return_mean"].map { $0 + (row["evaluation_return_std"] ?? 0) },
      ].compactMap(\.self)
    }
    return Plot(
      title: title,
      keys: [
        .init(name: "episodes of training", color: Self.trainingColor),
        .init(
          name: "evaluation (band: standard deviation, 95 % interval)", color: Self.evaluationColor),
      ],
      panels: [
        panel(
          "return", Axis(around: bounds),
          training: { $0["episode_return"] },
          evaluation: { row in
            row["evaluation_return_mean"].map { mean in
              let spread = row["evaluation_return_std"] ?? 0
              return (mean, mean - spread, mean + spread)
            }
          }),
        panel(
          "success [%]", Axis(0...100), training: { $0["success_rate"].map { 100 * $0 } },
          evaluation: { row in
            row["evaluation_success_rate"].map {
              (
                100 * $0, 100 * (row["evaluation_success_low"] ?? $0),
                100 * (row["evaluation_success_high"] ?? $0)
              )
            }
          }),
      ]
    ).svg
  }

  private func panel(
    _ name: String, _ values: Axis, training: (ProgressRow) -> Double?,
    evaluation: (ProgressRow) -> (middle: Double, low: Double, high: Double)?
  ) -> PlotPanel {
    let steps = Axis(0...max(Double(rows.last?.step ?? 1), 1))
    var panel = PlotPanel(name, over: "steps", x: steps, y: values)
    let evaluated = rows.compactMap { row in evaluation(row).map { (Double(row.step), $0) } }
    let middle = evaluated.map { ($0.0, $0.1.middle) }
    panel.addBand(
      low: evaluated.map { ($0.0, $0.1.low) }, high: evaluated.map { ($0.0, $0.1.high) },
      color: Self.evaluationColor)
    panel.addLine(
      rows.compactMap { row in training(row).map { (Double(row.step), $0) } },
      color: Self.trainingColor, width: 1.5)
    panel.addLine(middle, color: Self.evaluationColor, width: 2)
    panel.addDots(middle, color: Self.evaluationColor)
    return panel
  }
}
