// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore

extension StateElement {
  /// Returns the three elements of the vector called `name`.
  static func axes(
    _ name: String, _ unit: String, _ range: ClosedRange<Float>, _ subject: Subject = .other
  ) -> [StateElement] {
    ["x", "y", "z"].map { StateElement("\(name) \($0)", unit, range, subject) }
  }
}
