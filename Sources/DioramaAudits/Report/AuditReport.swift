// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaRuns
import DioramaTasks
import Foundation

/// The report of an audit: a self-contained HTML page for the screen and for print, without scripts.
struct AuditReport {
  let result: AuditResult

  init(_ result: AuditResult) { self.result = result }

  /// The content of the file.
  var html: String {
    Page.document(
      title: "Audit of a reward: \(result.entry.id)", generator: "diorama audit",
      lead: "<p class=\"lead\"><code>\(Page.escaped(result.classifier))</code></p>", facts: facts,
      opening: verdict,
      sections: [
        ("exploits", "Worst exploits", exploits), ("against", "Beforehand", comparison),
        ("cells", "False positives", cells), ("curves", "Curves", curves), ("map", "Map", map),
        ("searches", "Searches", searches), ("labels", "Label next", labels),
        ("making", "How it was made", making), ("reading", "How to read this", reading),
      ], additions: String(decoding: PackageResources.audit_css, as: UTF8.self))
  }

  private var facts: String {
    let examination = result.examination
    return [
      "\(examination.truePositives.atHalf.total) images of success",
      "\(examination.falsePositives.atHalf.total) of failure",
      "\(result.searches.count) searches over \(result.searches.map(\.images).reduce(0, +)) images",
    ].joined(separator: " · ")
  }

  /// The verdict, which opens the page, and the numbers that it rests on.
  private var verdict: String {
    let (verdict, examination) = (result.verdict, result.examination)
    func figure(_ number: String, _ meaning: String) -> String {
      "<div><b>\(number)</b><span>\(meaning)</span></div>"
    }
    let worst = result.exploits.first
    let figures = [
      worst.map {
        figure(
          Page.number($0.moment.logit),
          "f of the worst exploit; the middle success has \(Page.number(examination.medians.successes))"
        )
      },
      examination.curve.map {
        figure(Page.decimals($0.area, 3), "area under the ROC curve, over images at rest")
      },
      figure(
        "\(Page.percent(examination.falsePositives.atRecall.rate))&#8201;%",
        "of failures pass where 95 % of the successes do, at f ≥ \(Page.number(examination.threshold))"
      ),
      figure(
        Page.decimals(examination.calibration.error, 2),
        "expected calibration error: how far σ(f) is from the share of successes"),
    ].compactMap(\.self)
    return """
      <aside class="verdict \(verdict.level.rawValue)"><h2>\(verdict.title)</h2>
      <p>\(verdict.reason)</p>
      <div class="figures">\(figures.joined(separator: "\n"))</div></aside>
      """
  }

  /// The section of the false positives by the bound that is missed.
  private var cells: String {
    let rows = result.examination.cells.map { cell in
      let (rate, interval) = (cell.atRecall.rate, cell.atRecall.interval)
      let name =
        cell.criterion.isEmpty
        ? "other" : "\(Self.words(cell.criterion)), \(cell.band.words)"
      return """
        <tr><th scope="row">\(name)</th>
        <td>\(Page.track(rate, interval, color: "var(--s6)"))</td>
        <td class="number">\(Page.percent(rate))</td>
        <td class="number soft">\(Page.percent(cell.atHalf.rate))</td>
        <td class="number soft">\(cell.atRecall.total)</td></tr>
        """
    }
    guard !rows.isEmpty else { return "" }
    return Page.section(
      "cells", "Which failures pass",
      "Failures by the bound of success that they miss most, and by how much of its scale; images along episodes "
        + "count too. The bar is how many pass where 95 % of the successes do, the band its 95 % interval "
        + "(Wilson).",
      (result.unreached.isEmpty
        ? ""
        : "<p class=\"soft\">Not found, and so not examined: "
          + Page.escaped(result.unreached.map(\.description).joined(separator: "; ")) + ".</p>")
          + """
          <table class="cells">
          <colgroup><col class="w-bound"/><col class="w-rate"/><col class="w-count"/>\
          <col class="w-count"/><col class="w-count"/></colgroup>
          <thead><tr><th scope="col">bound, missed</th><th scope="col"><div class="ends"><span>0</span>\
          <span>pass [%]</span><span>100</span></div></th><th scope="col" class="number">%</th>
          <th scope="col" class="number">σ ≥ ½</th><th scope="col" class="number">images</th></tr></thead>
          <tbody>
          \(rows.joined(separator: "\n"))
          </tbody></table>
          """)
  }

  /// The section of the ROC curve and the calibration.
  private var curves: String {
    guard let curve = result.examination.curve else { return "" }
    var receiver = PlotPanel(
      "true positives [%]", over: "false positives [%]", x: Axis(0...100), y: Axis(0...100),
      style: Page.panel)
    receiver.addLine([(0, 0), (100, 100)], color: "var(--grid)", width: 1.5, dashed: true)
    receiver.addLine(
      curve.points.map { (100 * $0.falsePositiveRate, 100 * $0.truePositiveRate) },
      color: "var(--s0)", width: 2)
    let examination = result.examination
    receiver.addDots(
      [
        (
          100 * examination.falsePositives.atRecall.rate,
          100 * examination.truePositives.atRecall.rate
        )
      ], color: "var(--s6)", radius: 4)
    receiver.addDots(
      [(100 * examination.falsePositives.atHalf.rate, 100 * examination.truePositives.atHalf.rate)],
      color: "var(--s2)", radius: 4)
    var reliability = PlotPanel(
      "successes among them [%]", over: "σ(f) [%]", x: Axis(0...100), y: Axis(0...100),
      style: Page.panel)
    reliability.addLine([(0, 0), (100, 100)], color: "var(--grid)", width: 1.5, dashed: true)
    let bins = examination.calibration.bins
    let points: [PlotPanel.Point] = bins.map { (100 * $0.confidence, 100 * $0.successes.rate) }
    reliability.addBand(
      low: bins.map { (100 * $0.confidence, 100 * $0.successes.interval.lowerBound) },
      high: bins.map { (100 * $0.confidence, 100 * $0.successes.interval.upperBound) },
      color: "var(--s0)")
    reliability.addLine(points, color: "var(--s0)", width: 2)
    reliability.addDots(points, color: "var(--s0)")
    let areas = examination.areas.map { entry in
      [
        entry.origin.words, "\(Page.decimals(entry.area, 3))", "\(entry.count)",
      ]
    }
    return Page.section(
      "curves", "How well it tells successes from failures",
      "Left, the ROC curve over images at rest; the dots are the threshold of 95 % recall "
        + "<span class=\"key\" style=\"--c:var(--s6)\"></span> and σ(f) = ½ "
        + "<span class=\"key\" style=\"--c:var(--s2)\"></span>. Right, the calibration: on the dashed line σ(f) is "
        + "how often such an image shows success.",
      "<div class=\"grid\">\(Page.figure(receiver, Page.panel, title: "ROC curve"))"
        + Page.figure(reliability, Page.panel, title: "Reliability diagram") + "</div>"
        + "<h3>Area under the curve, by failure</h3>"
        + Page.table(["failures", "area", "images"], areas, kind: "numbers"))
  }

  /// The section of how it was made.
  private var making: String {
    let (settings, view) = (result.settings, result.settings.view)
    let camera = view.camera ?? ""
    let facts = [
      ("task", "\(result.entry.id)"), ("classifier", result.classifier),
      (
        "images",
        "\(view.width)×\(view.height) of camera \(camera), quality \(view.quality.rawValue)"
      ), ("seed", "\(settings.seed)"), ("renderer", result.renderer),
    ].map { "<dt>\($0.0)</dt><dd>\(Page.escaped($0.1))</dd>" }
    return Page.section(
      "making", "How it was made",
      "Equal settings and seed give the same audit. <code>audit.json</code> has every number of this page, and "
        + "snapshot, actions and seed of each exploit.", "<dl>\(facts.joined())</dl>")
  }

  private var reading: String {
    let terms = [
      (
        "f, σ(f)",
        "the classifier's logit, and the probability of success that it stands for; f is what a policy is rewarded by"
      ),
      (
        "success, failure",
        "what the simulator measures by the bounds of the task, as far as a still image can show it"
      ),
      (
        "missed by a half, twice",
        "how far a bound is missed, as a part of its scale: 6 cm where at most 4 cm are allowed misses by half"
      ),
      (
        "exploit",
        "a failure with a bound missed by a quarter or more that scores highly; a search finds it by trying actions "
          + "in the simulator, without any policy"
      ),
      (
        "at rest",
        "what became of an exploit when nothing more was done until everything stood still"
      ),
    ].map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" }
    return Page.section(
      "reading", "How to read this", "", "<dl class=\"terms\">\(terms.joined())</dl>")
  }
}

extension Page {
  /// Returns a number with this many decimals.
  static func decimals(_ value: Double, _ count: Int) -> String {
    String(format: "%.\(count)f", value)
  }
}
