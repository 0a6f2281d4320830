// SPDX-License-Identifier: Apache-2.0

/// The bounds of numbers in the files of runs and studies.
///
/// They are checked wherever such a file is read, since files get edited, copied and damaged.
package enum PossibleNumbers {
  /// Counts of steps, episodes, questions and the like.
  package static let counts = 0.0...1e12
  /// Times [s], and steps per second [1/s].
  package static let times = 0.0...1e12
  /// Rates, such as that of success.
  package static let rates = 0.0...1.0
  /// Measures and returns: sums of at most 10⁹ numbers of 32 bits, each below 3.5e38.
  package static let sums = -1e48...1e48

  /// Whether `number` is a possible count.
  package static func isCount(_ number: Int) -> Bool { counts.contains(Double(number)) }

  /// Returns `number` as a count; nil if it is not whole or out of bounds.
  package static func count(_ number: Double?) -> Int? {
    guard let number, counts.contains(number) else { return nil }
    return Int(exactly: number)
  }
}
