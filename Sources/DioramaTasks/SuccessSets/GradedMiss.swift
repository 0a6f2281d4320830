// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore

/// How far a bound of success is missed.
public enum MissGrade: String, Hashable, Sendable, Codable, CaseIterable {
  /// By about a tenth of the criterion's scale: hardly to be seen.
  case tenth
  /// By about a half of it.
  case half
  /// By about twice as much, or as far as it can be missed where that is less.
  case twice

  /// The misses of this grade, in scales.
  public var misses: Range<Double> {
    switch self {
    case .tenth: 0.05..<0.2
    case .half: 0.3..<0.7
    case .twice: 1.5..<2.5
    }
  }
}

/// A way to miss success nearly: the criterion that is missed, and how far.
public struct GradedMiss: Hashable, Sendable, Codable {
  /// The name of the criterion.
  public let criterion: String
  public let grade: MissGrade

  public init(_ criterion: String, _ grade: MissGrade) {
    self.criterion = criterion
    self.grade = grade
  }
}

extension GradedMiss: CustomStringConvertible {
  /// The miss in words, such as `distance by a tenth`.
  public var description: String {
    switch grade {
    case .tenth: "\(criterion) by a tenth"
    case .half: "\(criterion) by a half"
    case .twice: "\(criterion) by twice"
    }
  }
}

extension GradedMiss {
  /// Returns -1 where the criterion is missed less than by this grade, 1 where more, else 0.
  func side(of criteria: [Criterion]) -> Int {
    let miss = criteria.first { $0.name == criterion }?.miss ?? 0
    return miss < grade.misses.lowerBound ? -1 : miss < grade.misses.upperBound ? 0 : 1
  }
}

extension [Criterion] {
  /// Whether the criterion called `name` has another value than in `others`, by a fiftieth of its scale.
  func differ(from others: Self, in name: String) -> Bool {
    let (here, there) = (first { $0.name == name }, others.first { $0.name == name })
    guard let here, let there else { return here != there }
    return abs(here.value - there.value) > 0.02 * here.scale
  }

  /// The one criterion that is missed most, if an image shows that.
  ///
  /// It is nil in success, where two are missed as much, and where one is missed that no image shows.
  var worst: Criterion? {
    guard let worst = self.max(by: { $0.miss < $1.miss }), worst.miss > 0, worst.miss.isFinite,
      !contains(where: { $0.isUnseen && !$0.isMet || $0 != worst && $0.miss == worst.miss })
    else { return nil }
    return worst
  }
}
