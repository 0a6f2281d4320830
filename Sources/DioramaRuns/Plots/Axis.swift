// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where numbers are on an axis, and which of them are written beside it.
package struct Axis {
  /// What it shows, from tick to tick.
  package let bounds: ClosedRange<Double>
  package let ticks: [Double]

  /// Larger numbers are drawn as this one: there the distance of two would be infinite.
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

  /// Where `value` is, from 0 to 1; what is far outside is a little outside.
  package func place(_ value: Double) -> Double {
    let place =
      (Self.drawn(value) - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound)
    return min(max(place, -10), 10)
  }

  /// `value` in as few signs as needed.
  package static func text(_ value: Double) -> String {
    if abs(value) >= 10_000 { return String(format: "%gk", value / 1_000) }
    return String(format: "%g", abs(value) < 1e-12 ? 0 : value)
  }
}
