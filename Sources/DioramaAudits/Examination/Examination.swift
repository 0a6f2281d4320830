// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// What a classifier says of images whose success the simulator has measured.
public struct Examination: Sendable {
  /// The curve over all examples at rest; nil without successes or failures.
  public let curve: ReceiverCurve?

  /// The areas under the curves of the failures of one origin each, against all successes.
  public let areas: [(origin: Origin, area: Double, count: Int)]

  public let calibration: Calibration

  /// The threshold on f at which 95 % of the successes pass.
  public let threshold: Double

  /// The successes that pass at the threshold, and those with σ(f) ≥ 0.5.
  public let truePositives: (atRecall: Proportion, atHalf: Proportion)

  /// The failures that pass.
  public let falsePositives: (atRecall: Proportion, atHalf: Proportion)

  /// The false positives by the bound that is missed most, and by how far.
  public let cells: [FailureCell]

  /// The median of f over the successes, and over the failures.
  public let medians: (successes: Double, failures: Double)

  /// Examines moments; those that only move too fast for success are left out, as no image shows it.
  package init(_ moments: [ScoredMoment]) {
    let atRest = moments.filter(\.origin.isStaged)
    let successes = atRest.filter { $0.measured.looksSolved }.map(\.logit)
    let failures = atRest.filter { !$0.measured.looksSolved }
    let curve = ReceiverCurve(successes: successes, failures: failures.map(\.logit))
    self.curve = curve
    let threshold = curve?.threshold(atRecall: 0.95) ?? 0
    self.threshold = threshold
    areas = Origin.allCases.compactMap { origin in
      let values = moments.filter { $0.origin == origin && !$0.measured.looksSolved }.map(\.logit)
      return ReceiverCurve(successes: successes, failures: values).map {
        (origin, $0.area, values.count)
      }
    }
    calibration = Calibration(successes: successes, failures: failures.map(\.logit))
    func rates(_ values: [Double]) -> (atRecall: Proportion, atHalf: Proportion) {
      (Proportion(of: values, atLeast: threshold), Proportion(of: values, atLeast: 0))
    }
    (truePositives, falsePositives) = (rates(successes), rates(failures.map(\.logit)))
    cells = FailureCell.cells(
      of: moments.filter { !$0.measured.looksSolved && $0.origin != .search },
      threshold: threshold)
    medians = (Self.median(successes), Self.median(failures.map(\.logit)))
  }

  /// Returns the middle one of `values`, the lower of two; NaN if there are none.
  static func median(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : values.sorted()[(values.count - 1) / 2]
  }
}

extension Proportion {
  /// Makes the proportion of `values` that are `bound` or more.
  init(of values: [Double], atLeast bound: Double) {
    self.init(values.count { $0 >= bound }, of: values.count)
  }
}
