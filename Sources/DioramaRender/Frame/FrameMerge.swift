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

/// Averages what moves over the still layer, and drops the coverage.
enum FrameMerge {
  /// Writes the picture.
  ///
  /// - Parameters:
  ///   - top: Samples of what moves, red, green, blue and coverage, `[height * samples, width * samples]`.
  ///   - bottom: The still layer, `[height, width]`.
  ///   - pixels: Receives red, green and blue, `[height, width, 3]`, the top row first.
  static func merge(
    _ top: [UInt32], over bottom: [UInt32], width: Int, height: Int, samples: Int,
    into pixels: inout MutableSpan<UInt8>
  ) {
    let top = top.span
    let bottom = bottom.span
    var next = 0
    for row in 0..<height {
      let source = RowOrder.source(row, height: height)
      var upper = source * samples * width * samples
      var lower = upper + (samples - 1) * width * samples
      for column in source * width..<(source + 1) * width {
        let sum: SIMD4<UInt16>
        if samples == 2 {
          let (a, b, c, d) = (top[upper], top[upper + 1], top[lower], top[lower + 1])
          sum = (a | b | c | d) == 0 ? .zero : widen(a) &+ widen(b) &+ widen(c) &+ widen(d)
        } else {
          sum = widen(top[upper]) &* 4
        }
        upper += samples
        lower += samples
        var color = widen(bottom[column])
        if sum.w != 0 {
          // coverage is 1020 where all four samples are covered
          let open = 1020 &- UInt32(sum.w)
          let mixed =
            SIMD4<UInt32>(truncatingIfNeeded: sum) &* 255
            &+ SIMD4<UInt32>(truncatingIfNeeded: color) &* open &+ 510
          color = SIMD4<UInt16>(truncatingIfNeeded: mixed / 1020)
        }
        pixels[next] = UInt8(truncatingIfNeeded: color.x)
        pixels[next + 1] = UInt8(truncatingIfNeeded: color.y)
        pixels[next + 2] = UInt8(truncatingIfNeeded: color.z)
        next += 3
      }
    }
  }

  @inline(__always) private static func widen(_ pixel: UInt32) -> SIMD4<UInt16> {
    SIMD4(
      UInt16(truncatingIfNeeded: pixel & 0xFF), UInt16(truncatingIfNeeded: pixel >> 8 & 0xFF),
      UInt16(truncatingIfNeeded: pixel >> 16 & 0xFF), UInt16(truncatingIfNeeded: pixel >> 24))
  }
}
