// SPDX-License-Identifier: Apache-2.0

/// A standardisation of numbers to mean 0 and standard deviation 1, column by column.
///
/// The statistics are doubles: floats would lose most digits of positions that differ by micrometres.
struct Standardizer: Hashable, Sendable {
  private(set) var means: [Double]
  private(set) var deviations: [Double]

  /// Makes the standardisation of `count` columns that changes nothing.
  init(count: Int) {
    means = Array(repeating: 0, count: count)
    deviations = Array(repeating: 1, count: count)
  }

  /// Makes the standardisation by the statistics of `rows`, each of `count` numbers.
  ///
  /// No standard deviation is less than `floor`, so that columns that hardly vary are not blown up: otherwise
  /// a mug that trembles by micrometres while it stands would be a thousand standard deviations away when it
  /// is pushed.
  init(count: Int, _ rows: some Sequence<[Double]>, floor: Double) {
    var known = (count: 0.0, squares: Array(repeating: 0.0, count: count))
    means = Array(repeating: 0, count: count)
    for row in rows {
      known.count += 1
      for index in 0..<count {
        let before = row[index] - means[index]
        means[index] += before / known.count
        known.squares[index] += before * (row[index] - means[index])
      }
    }
    deviations = known.squares.map { max(($0 / max(known.count, 1)).squareRoot(), floor) }
  }

  /// Returns `value` of column `index`, standardised.
  func standard(_ value: Double, _ index: Int) -> Float {
    Float((value - means[index]) / deviations[index])
  }

  /// The means, then the standard deviations, as bit patterns.
  var words: [UInt64] { (means + deviations).map(\.bitPattern) }

  /// Makes a standardisation from its ``words``; nil if a mean is not finite, or a standard deviation is not
  /// positive and finite.
  init?(words: [UInt64]) {
    let numbers = words.map { Double(bitPattern: $0) }
    means = Array(numbers[..<(numbers.count / 2)])
    deviations = Array(numbers[(numbers.count / 2)...])
    guard numbers.allSatisfy(\.isFinite), deviations.allSatisfy({ $0 > 0 }) else { return nil }
  }
}
