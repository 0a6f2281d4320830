// SPDX-License-Identifier: Apache-2.0

/// The way from the driver's rows to ours.
///
/// OpenGL's first row is the lowest, a picture's first row is the top: this is the one place that
/// turns them over.
enum RowOrder {
  /// The driver's row that becomes the picture's `row`.
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
