// SPDX-License-Identifier: Apache-2.0

/// Returns the mean; nil if there are no numbers.
func mean(_ numbers: [Double]) -> Double? {
  numbers.isEmpty ? nil : numbers.reduce(0, +) / Double(numbers.count)
}
