// SPDX-License-Identifier: Apache-2.0

/// The conversion from the driver's order of rows to ours.
///
/// OpenGL's first row is the lowest, an image's first row is the top: this is the one place that flips them.
enum RowOrder {
  /// Returns the driver's row that becomes the image's `row`.
  @inline(__always) static func source(_ row: Int, height: Int) -> Int { height - 1 - row }

  static func flipped<Number>(_ raw: [Number], width: Int, height: Int) -> [Number] {
    var result: [Number] = []
    result.reserveCapacity(raw.count)
    for row in 0..<height {
      let start = source(row, height: height) * width
      result.append(contentsOf: raw[start..<start + width])
    }
    return result
  }
}
