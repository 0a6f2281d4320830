// SPDX-License-Identifier: Apache-2.0

/// The mean; nil of nothing.
func mean(_ numbers: [Double]) -> Double? {
  numbers.isEmpty ? nil : numbers.reduce(0, +) / Double(numbers.count)
}
