// SPDX-License-Identifier: Apache-2.0

/// How return and success grew with the steps, as a picture (SVG) that needs nothing else.
package struct LearningCurve {
  private let title: String
  private let rows: [ProgressRow]

  package init(title: String, rows: [ProgressRow]) {
    self.title = title
    self.rows = rows
  }

  private static let (trainingColor, evaluationColor) = ("#8a8f98", "#1f5fbf")

  /// The file.
  package var svg: String {
    let bounds = rows.flatMap { row in
      [
        row.episodeReturn, row.evaluationReturnMean.map { $0 - (row.evaluationReturnStd ?? 0) },
        row.evaluationReturnMean.map { $0 + (row.evaluationReturnStd ?? 0) },
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
          training: { $0.episodeReturn },
          evaluation: { row in
            row.evaluationReturnMean.map { mean in
              let spread = row.evaluationReturnStd ?? 0
              return (mean, mean - spread, mean + spread)
            }
          }),
        panel(
          "success [%]", Axis(0...100), training: { $0.successRate.map { 100 * $0 } },
          evaluation: { row in
            row.evaluationSuccessRate.map {
              (
                100 * $0, 100 * (row.evaluationSuccessLow ?? $0),
                100 * (row.evaluationSuccessHigh ?? $0)
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
