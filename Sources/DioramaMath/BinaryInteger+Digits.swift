// SPDX-License-Identifier: Apache-2.0

extension BinaryInteger {
  /// Returns the digits of a number that is not negative, with zeros before them where they are fewer than `count`.
  package func digits(atLeast count: Int, radix: Int = 10) -> String {
    let digits = String(self, radix: radix)
    return String(repeating: "0", count: Swift.max(0, count - digits.count)) + digits
  }
}
