// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaRuns
import Foundation

extension AuditReport {
  private static let wide: PlotStyle = {
    var style = Page.panel
    (style.width, style.height) = (640, 470)
    style.margins = (left: 52, right: 16, top: 28, bottom: 44)
    return style
  }()

  /// The section of the map of failures.
  var map: String {
    guard let map = result.map, !map.fields.isEmpty else { return "" }
    let (x, y) = (axis(map.fields.map(\.x), map.step.x), axis(map.fields.map(\.y), map.step.y))
    var panel = PlotPanel(label(map.y), over: label(map.x), x: x, y: y, style: Self.wide)
    for field in map.fields {
      panel.addField(
        from: (field.x, field.y), to: (field.x + map.step.x, field.y + map.step.y),
        color: color(field.mean),
        title: "f \(Page.number(field.mean)) in the mean, \(Page.number(field.highest)) at most, "
          + "\(field.count) failures")
    }
    panel.addDots(map.successes, color: "var(--s2)", radius: 1.8, opacity: 0.8)
    let places = result.exploits.map { place($0.moment.measured.state, map) }
    for (index, place) in places.enumerated() {
      panel.addText("\(index + 1)", at: place, color: "var(--ink)")
    }
    let chosen =
      map.isChosen
      ? "the two numbers of the state along which f varies most" : "two numbers of the state"
    return Page.section(
      "map", "Where failures score highly",
      "The mean f of all failures that were scored, over \(chosen). Dots "
        + "<span class=\"key\" style=\"--c:var(--s2)\"></span> are successes, numbers the worst exploits.",
      "<p class=\"scale\">f = \(Page.number(low)) <i></i> \(Page.number(high)), the middle success</p>"
        + "<div class=\"map\">\(Page.figure(panel, Self.wide, title: "Map of failures"))</div>")
  }

  /// The ends of the scale of colours: the lowest tenth of the map, and the middle success.
  private var low: Double {
    let means = result.map?.fields.map(\.mean).sorted() ?? []
    return means.isEmpty ? 0 : min(means[means.count / 10], high - 1)
  }
  private var high: Double { result.examination.medians.successes }

  /// The colour of a mean f.
  private func color(_ f: Double) -> String {
    let place = min(max((f - low) / max(high - low, 1e-9), 0), 1)
    // pale on both sides of the middle, so that what is neither stays calm
    if place < 0.5 {
      return "color-mix(in srgb, var(--s0) \(Page.decimals(12 * (1 - 2 * place), 0))%, var(--grid))"
    }
    return "color-mix(in srgb, var(--bad) \(Page.decimals(92 * (2 * place - 1), 0))%, var(--grid))"
  }

  private func place(_ state: [Float], _ map: StateMap) -> (x: Double, y: Double) {
    func value(_ element: StateElement) -> Double {
      result.entry.stateElements.firstIndex(of: element).map { Double(state[$0]) } ?? 0
    }
    return (value(map.x), value(map.y))
  }

  private func axis(_ values: [Double], _ step: Double) -> Axis {
    Axis((values.min() ?? 0)...((values.max() ?? 1) + step))
  }

  private func label(_ element: StateElement) -> String {
    element.unit.isEmpty ? element.name : "\(element.name) [\(element.unit)]"
  }

  /// The section of what a policy did that was trained on the reward.
  var comparison: String {
    guard let comparison = result.comparison else { return "" }
    let found = comparison.found
    let rows = comparison.endings.map { ending in
      [
        "\(ending.seed)", Page.number(ending.logit),
        ending.measured.missed.map(Self.bound).joined(separator: "; "),
        ending.exploit.map { "exploit \($0 + 1)" } ?? (ending.isOnMap ? "on the map" : "no"),
      ]
    }
    let near =
      comparison.places.isEmpty
      ? ""
      : ", and \(Page.escaped(comparison.places.joined(separator: ", "))) within "
        + "\(Int(100 * PolicyComparison.nearness)) cm"
    let table =
      rows.isEmpty
      ? ""
      : Page.details(
        "\(rows.count) exploits of the policy",
        Page.table(["episode", "f", "misses", "found"], rows, kind: "numbers"))
    return Page.section(
      "against", "What the policy exploits, and whether it was found beforehand",
      "The policy of <code>\(Page.escaped(comparison.run))</code> in \(comparison.episodes) episodes. The audit did "
        + "not see it.",
      """
      <p>\(comparison.failures) episodes look like no success at their end. Of these, \
      \(comparison.endings.count) score above f = \(Page.number(comparison.middle)), the middle between the run's own \
      images of failure and of success: they are its exploits. \(found.reported.count) of them are like one of the \
      worst exploits above, and \(found.onMap.count) like some failure that the audit scored: with f as high at least, \
      the same bounds missed\(near).</p>
      \(table)
      """)
  }
}
