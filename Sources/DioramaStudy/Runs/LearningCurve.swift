// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How return and success grew with the steps, as a picture (SVG) that needs nothing else.
package struct LearningCurve {
  private let title: String
  private let rows: [ProgressRow]

  package init(title: String, rows: [ProgressRow]) {
    self.title = title
    self.rows = rows
  }

  private static let (width, height) = (720.0, 300.0)
  private static let (left, right, top, bottom) = (64.0, 28.0, 28.0, 40.0)
  private static let (trainingColor, evaluationColor) = ("#8a8f98", "#1f5fbf")

  /// The file.
  package var svg: String {
    let last = Double(rows.last?.step ?? 1)
    let steps = Axis(0...max(last, 1))
    let bounds = rows.flatMap { row in
      [
        row.episodeReturn, row.evaluationReturnMean.map { $0 - (row.evaluationReturnStd ?? 0) },
        row.evaluationReturnMean.map { $0 + (row.evaluationReturnStd ?? 0) },
      ].compactMap(\.self)
    }
    let returns = Axis((bounds.min() ?? 0)...(bounds.max() ?? 1))
    let panels = [
      panel(
        "return", steps, returns, training: { $0.episodeReturn },
        evaluation: { row in
          row.evaluationReturnMean.map { mean in
            let spread = row.evaluationReturnStd ?? 0
            return (mean, mean - spread, mean + spread)
          }
        }),
      panel(
        "success [%]", steps, Axis(0...100), training: { $0.successRate.map { 100 * $0 } },
        evaluation: { row in
          row.evaluationSuccessRate.map {
            (
              100 * $0, 100 * (row.evaluationSuccessLow ?? $0),
              100 * (row.evaluationSuccessHigh ?? $0)
            )
          }
        }),
    ]
    let total = 2 * Self.height + 60
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Self.width)) \(Int(total))" \
      width="\(Int(Self.width))" height="\(Int(total))" font-family="sans-serif" font-size="12">
      <rect width="100%" height="100%" fill="white"/>
      <text x="\(Int(Self.left))" y="24" font-size="15">\(Self.escaped(title))</text>
      \(legend)
      <g transform="translate(0 56)">\(panels[0])</g>
      <g transform="translate(0 \(Int(56 + Self.height)))">\(panels[1])</g>
      </svg>

      """
  }

  private var legend: String {
    let y = 44
    return """
      <path d="M64 \(y - 4)h24" stroke="\(Self.trainingColor)" stroke-width="1.5"/>
      <text x="94" y="\(y)">episodes of training</text>
      <path d="M240 \(y - 4)h24" stroke="\(Self.evaluationColor)" stroke-width="2"/>
      <circle cx="252" cy="\(y - 4)" r="3" fill="\(Self.evaluationColor)"/>
      <text x="270" y="\(y)">evaluation (band: standard deviation, 95 % interval)</text>
      """
  }

  private func panel(
    _ name: String, _ steps: Axis, _ values: Axis, training: (ProgressRow) -> Double?,
    evaluation: (ProgressRow) -> (middle: Double, low: Double, high: Double)?
  ) -> String {
    let (plotWidth, plotHeight) = (
      Self.width - Self.left - Self.right, Self.height - Self.top - Self.bottom
    )
    func point(_ step: Double, _ value: Double) -> String {
      let x = Self.left + steps.place(step) * plotWidth
      let y = Self.top + (1 - values.place(value)) * plotHeight
      return String(format: "%.1f,%.1f", x, y)
    }
    func line(_ points: [String], _ color: String, _ width: Double) -> String {
      "<polyline points=\"\(points.joined(separator: " "))\" fill=\"none\" "
        + "stroke=\"\(color)\" stroke-width=\"\(width)\" stroke-linejoin=\"round\"/>"
    }
    var parts = ["<text x=\"\(Self.left)\" y=\"16\" font-weight=\"bold\">\(name)</text>"]
    for tick in values.ticks {
      let y = Self.top + (1 - values.place(tick)) * plotHeight
      parts.append(
        "<path d=\"M\(Self.left) \(y)h\(plotWidth)\" stroke=\"#e3e5e8\"/>"
          + "<text x=\"\(Self.left - 8)\" y=\"\(y + 4)\" text-anchor=\"end\">\(Axis.text(tick))</text>"
      )
    }
    for tick in steps.ticks {
      let x = Self.left + steps.place(tick) * plotWidth
      parts.append(
        "<path d=\"M\(x) \(Self.top)v\(plotHeight)\" stroke=\"#e3e5e8\"/>"
          + "<text x=\"\(x)\" y=\"\(Self.height - Self.bottom + 18)\" text-anchor=\"middle\">"
          + "\(Axis.text(tick))</text>")
    }
    parts.append(
      "<text x=\"\(Self.left + plotWidth / 2)\" y=\"\(Self.height - 6)\" text-anchor=\"middle\">"
        + "steps</text>")
    let trained = rows.compactMap { row in training(row).map { point(Double(row.step), $0) } }
    let evaluated = rows.compactMap { row in evaluation(row).map { (Double(row.step), $0) } }
    let band =
      evaluated.map { point($0.0, $0.1.low) } + evaluated.reversed().map { point($0.0, $0.1.high) }
    parts.append(
      "<polygon points=\"\(band.joined(separator: " "))\" fill=\"\(Self.evaluationColor)\" "
        + "fill-opacity=\"0.15\"/>")
    parts.append(line(trained, Self.trainingColor, 1.5))
    parts.append(line(evaluated.map { point($0.0, $0.1.middle) }, Self.evaluationColor, 2))
    for (step, value) in evaluated {
      let place = point(step, value.middle).split(separator: ",")
      parts.append(
        "<circle cx=\"\(place[0])\" cy=\"\(place[1])\" r=\"3\" fill=\"\(Self.evaluationColor)\"/>")
    }
    return parts.joined(separator: "\n")
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
  }
}

/// Where numbers are on an axis, and which of them are written beside it.
package struct Axis {
  /// What it shows, from tick to tick.
  let bounds: ClosedRange<Double>
  package let ticks: [Double]

  /// Makes an axis around `range` whose ticks are 1, 2 or 5 times a power of ten apart.
  package init(_ range: ClosedRange<Double>) {
    let extent = max(range.upperBound - range.lowerBound, 1e-9 * max(1, abs(range.upperBound)))
    let rough = extent / 5
    let power = pow(10, floor(log10(rough)))
    let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? 10 * power
    let (first, last) = (floor(range.lowerBound / step), ceil(range.upperBound / step))
    ticks = stride(from: first, through: max(last, first + 1), by: 1).map { $0 * step }
    bounds = (first * step)...(max(last, first + 1) * step)
  }

  /// Where `value` is, from 0 to 1.
  package func place(_ value: Double) -> Double {
    (value - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound)
  }

  /// `value` in as few signs as needed.
  static func text(_ value: Double) -> String {
    if abs(value) >= 10_000 { return String(format: "%gk", value / 1_000) }
    return String(format: "%g", abs(value) < 1e-12 ? 0 : value)
  }
}
