// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import Foundation

extension AuditResult {
  /// The audit in some lines of text.
  public var summary: String {
    func percent(_ proportion: Proportion) -> String {
      String(format: "%.1f %%", 100 * proportion.rate)
    }
    let verdict = verdict
    var lines = [
      "\(verdict.title). \(verdict.reason)", "",
      "images        \(examination.truePositives.atHalf.total) of success, "
        + "\(examination.falsePositives.atHalf.total) of failure",
      "ROC           "
        + (examination.curve.map { String(format: "area %.3f", $0.area) } ?? "none"),
      String(format: "calibration   error %.3f", examination.calibration.error),
      "at 95 %       " + String(format: "f >= %.2f, ", examination.threshold)
        + "\(percent(examination.falsePositives.atRecall)) of failures pass",
      "at sigma 1/2  \(percent(examination.truePositives.atHalf)) of successes and "
        + "\(percent(examination.falsePositives.atHalf)) of failures pass",
    ]
    if let worst = exploits.first {
      let missed = worst.moment.measured.missed.map(\.name).joined(separator: ", ")
      lines.append(
        String(
          format: "exploit       f = %.2f, where the middle success has %.2f; it misses ",
          worst.moment.logit, examination.medians.successes) + (missed.isEmpty ? "success" : missed)
      )
    }
    if let comparison {
      let found = comparison.found
      lines.append(
        "beforehand    \(found.reported.count) of \(found.reported.total) exploits of the policy were among "
          + "the \(exploits.count) worst, \(found.onMap.count) on the map")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
