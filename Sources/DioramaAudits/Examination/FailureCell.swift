// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// How far a bound is missed, as a part of its scale.
public enum MissBand: String, Hashable, Sendable, Codable, CaseIterable {
  /// By about a tenth: less than a quarter.
  case tenth
  /// By about a half: from a quarter to once.
  case half
  /// By about twice: from once to three times.
  case twice
  /// By more.
  case far

  /// Makes the band of a miss.
  public init(_ miss: Double) {
    self = miss < 0.25 ? .tenth : miss < 1 ? .half : miss < 3 ? .twice : .far
  }

  /// What it is called in sentences.
  var words: String {
    switch self {
    case .tenth: "by a tenth"
    case .half: "by a half"
    case .twice: "twice"
    case .far: "by far"
    }
  }
}

/// The failures that miss the same bound most, about equally far, and how many of them pass as success.
public struct FailureCell: Hashable, Sendable {
  /// The criterion that they miss most; empty where no criterion tells.
  public let criterion: String
  public let band: MissBand
  /// Those with f at the threshold of 95 % recall, or above.
  public let atRecall: Proportion
  /// Those with σ(f) at 0.5, or above.
  public let atHalf: Proportion

  /// Returns the cells of `failures`, criterion by criterion, by rising miss.
  static func cells(of failures: [ScoredMoment], threshold: Double) -> [FailureCell] {
    var groups: [String: [MissBand: [Double]]] = [:]
    var order: [String] = []
    for failure in failures {
      let worst = failure.measured.missed.first
      let name = worst?.name ?? ""
      if groups[name] == nil { order.append(name) }
      groups[name, default: [:]][MissBand(worst?.miss ?? 0), default: []].append(failure.logit)
    }
    // the order in which a task lists its criteria
    let listed = failures.first?.measured.criteria.map(\.name) ?? []
    order.sort { (listed.firstIndex(of: $0) ?? .max) < (listed.firstIndex(of: $1) ?? .max) }
    return order.flatMap { name in
      MissBand.allCases.compactMap { band in
        guard let values = groups[name]?[band] else { return nil }
        return FailureCell(
          criterion: name, band: band,
          atRecall: Proportion(of: values, atLeast: threshold),
          atHalf: Proportion(of: values, atLeast: 0))
      }
    }
  }
}
