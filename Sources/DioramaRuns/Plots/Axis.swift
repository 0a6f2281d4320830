// SPDX-License-Identifier: Apache-2.0

import Foundation

/// An axis of a plot: its range and its ticks.
package struct Axis {
  /// The range that it shows, from the first tick to the last.
  package let bounds: ClosedRange<Double>
  package let ticks: [Double]

  /// The largest absolute value that is drawn; the difference of two larger ones could be infinite.
  private static let largest = 1e300

  private static func drawn(_ value: Double) -> Double {
    value.isNaN ? 0 : min(max(value, -largest), largest)
  }

  /// Makes an axis around all of `values`, or from 0 to 1 where there are none.
  package init(around values: [Double]) {
    let values = values.filter { !$0.isNaN }
    self.init((values.min() ?? 0)...(values.max() ?? 1))
  }

  /// Makes an axis around `range` whose ticks are 1, 2 or 5 times a power of ten apart.
  package init(_ range: ClosedRange<Double>) {
    let range = Self.drawn(range.lowerBound)...Self.drawn(range.upperBound)
    let extent = max(range.upperBound - range.lowerBound, 1e-9 * max(1, abs(range.upperBound)))
    let rough = extent / 5
    let power = pow(10, floor(log10(rough)))
    let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? 10 * power
    let (first, last) = (floor(range.lowerBound / step), ceil(range.upperBound / step))
    ticks = stride(from: first, through: max(last, first + 1), by: 1).map { $0 * step }
    bounds = (first * step)...(max(last, first + 1) * step)
  }

  /// Returns the place of `value` between the ends of the axis, 0 and 1, clamped to `-10...10`.
  package func place(_ value: Double) -> Double {
    let place =
      (Self.drawn(value) - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound)
    return min(max(place, -10), 10)
  }

  /// Returns `value` as a short label.
  package static func text(_ value: Double) -> String {
    if abs(value) >= 10_000 { return String(format: "%gk", value / 1_000) }
    return String(format: "%g", abs(value) < 1e-12 ? 0 : value)
  }
}
