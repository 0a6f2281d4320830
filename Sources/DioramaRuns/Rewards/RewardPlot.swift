// SPDX-License-Identifier: Apache-2.0

/// A plot of a learned reward along episodes, as a self-contained SVG file.
struct RewardPlot {
  let title: String
  let report: RewardTrial.Report

  private static let (expert, random, success, miss) = ("#1a7f4b", "#8a8f98", "#1f5fbf", "#c2372e")

  /// The content of the file.
  var svg: String {
    let lines =
      report.misses.map { ($0, Self.miss, 1.0) } + report.successes.map { ($0, Self.success, 1.0) }
      + [(report.random, Self.random, 2.0), (report.expert, Self.expert, 2.0)]
    let levels = [
      (report.goals, Self.expert), (report.heldOut, Self.success), (report.failures, Self.miss),
    ].compactMap { level, color in level.map { ($0, color) } }
    let all = lines.flatMap(\.0) + levels.map(\.0)
    let last = Double(max(lines.map(\.0.count).max() ?? 1, 2) - 1)
    var panel = PlotPanel(
      "the classifier's logit f; dashed: means of goals, other successes, failures",
      over: "steps of the episode", x: Axis(0...last),
      y: Axis(around: all))
    for (level, color) in levels {
      panel.addLine([(0, level), (last, level)], color: color, width: 1, dashed: true)
    }
    for (values, color, width) in lines {
      panel.addLine(
        values.enumerated().map { (Double($0), $1) }, color: color, width: width)
    }
    return Plot(
      title: title,
      keys: [
        .init(name: "expert", color: Self.expert), .init(name: "random", color: Self.random),
        .init(name: "policy, success", color: Self.success),
        .init(name: "policy, failure", color: Self.miss),
      ], panels: [panel]
    ).svg
  }
}
