// SPDX-License-Identifier: Apache-2.0

/// Brings numbers to mean 0 and deviation 1, column by column, and back.
///
/// Statistics are doubles: of positions that differ by micrometres little would be left in floats.
struct Standardizer: Hashable, Sendable {
  private(set) var means: [Double]
  private(set) var deviations: [Double]

  /// Makes one that changes nothing.
  init(count: Int) {
    means = Array(repeating: 0, count: count)
    deviations = Array(repeating: 1, count: count)
  }

  /// Makes the one of `rows`, each of `count` numbers.
  ///
  /// What hardly varies is not blown up: a mug that trembles by micrometres for as long as it stands would
  /// be a thousand deviations away when it is pushed. No deviation is taken for less than `floor`.
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

  /// The number `value` of column `index`, brought to mean 0 and deviation 1.
  func standard(_ value: Double, _ index: Int) -> Float {
    Float((value - means[index]) / deviations[index])
  }

  /// Its numbers as bits.
  var words: [UInt64] { (means + deviations).map(\.bitPattern) }

  /// Makes it of its ``words``; nil where a standard deviation is not positive and finite.
  init?(words: [UInt64]) {
    let numbers = words.map { Double(bitPattern: $0) }
    means = Array(numbers[..<(numbers.count / 2)])
    deviations = Array(numbers[(numbers.count / 2)...])
    guard numbers.allSatisfy(\.isFinite), deviations.allSatisfy({ $0 > 0 }) else { return nil }
  }
}
