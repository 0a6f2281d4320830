// SPDX-License-Identifier: Apache-2.0

/// What numbers in the files of runs and studies can be.
///
/// Whoever reads one back checks it there: files are edited, copied from elsewhere and damaged.
package enum PossibleNumbers {
  /// Of steps, episodes, questions and the like.
  package static let counts = 0.0...1e12
  /// Seconds, and steps in one.
  package static let times = 0.0...1e12
  /// Fractions of all.
  package static let rates = 0.0...1.0
  /// Measures and returns: sums of at most 10⁹ numbers of 32 bits, each below 3.5e38.
  package static let sums = -1e48...1e48

  /// Whether `number` may count something.
  package static func isCount(_ number: Int) -> Bool { counts.contains(Double(number)) }

  /// The count that `number` is; nil where it is none.
  package static func count(_ number: Double?) -> Int? {
    guard let number, counts.contains(number) else { return nil }
    return Int(exactly: number)
  }
}
