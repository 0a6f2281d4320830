// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// A pen: the colour, opacity and width of lines.
struct Pen {
  var red: Double
  var green: Double
  var blue: Double
  /// The opacity, in `0...1`.
  var opacity: Double
  /// The width of the lines [px].
  var width: Double
}

extension Image {
  /// Draws the line from `start` to `end`, columns and rows in pixels from the upper left corner.
  ///
  /// The coverage of a pixel falls off linearly at the line's edge, so that edges are smooth.
  mutating func drawLine(from start: SIMD2<Double>, to end: SIMD2<Double>, _ pen: Pen) {
    let reach = pen.width / 2 + 0.5
    let low = SIMD2(min(start.x, end.x) - reach, min(start.y, end.y) - reach)
    let high = SIMD2(max(start.x, end.x) + reach, max(start.y, end.y) + reach)
    guard low.x < Double(width), low.y < Double(height), high.x > 0, high.y > 0 else { return }
    let way = end - start
    let squared = (way * way).sum()
    let columns = max(0, Int(low.x))..<min(width, Int(high.x) + 1)
    let rows = max(0, Int(low.y))..<min(height, Int(high.y) + 1)
    for row in rows {
      for column in columns {
        let pixel = SIMD2(Double(column) + 0.5, Double(row) + 0.5)
        let along = squared > 0 ? ((pixel - start) * way).sum() / squared : 0
        let off = pixel - (start + min(max(along, 0), 1) * way)
        let covered = min(max(reach - (off * off).sum().squareRoot(), 0), 1) * pen.opacity
        guard covered > 0 else { continue }
        for (channel, color) in [pen.red, pen.green, pen.blue].enumerated() {
          let before = Double(self[column: column, row: row, channel])
          self[column: column, row: row, channel] = UInt8(
            (before + covered * (color - before)).rounded())
        }
      }
    }
  }
}
