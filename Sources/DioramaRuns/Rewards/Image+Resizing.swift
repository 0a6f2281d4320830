// SPDX-License-Identifier: Apache-2.0

package import DioramaMath

extension Image {
  /// Returns the largest central part of the image that has the shape `width` : `height`.
  package func cropped(toShape width: Int, _ height: Int) -> Image {
    let wide = min(self.width, max(1, self.height * width / height))
    let high = min(self.height, max(1, self.width * height / width))
    let (left, top) = ((self.width - wide) / 2, (self.height - high) / 2)
    var samples: [UInt8] = []
    samples.reserveCapacity(wide * high * channels)
    for row in top..<top + high {
      let start = (row * self.width + left) * channels
      samples += self.samples[start..<start + wide * channels]
    }
    return Image(width: wide, height: high, channels: channels, samples: samples)
  }

  /// Returns the image at another size, by a box filter: each pixel is the mean of what it covers.
  package func resized(width: Int, height: Int) -> Image {
    if (width, height) == (self.width, self.height) { return self }
    let columns = (0..<width).map { Self.cover($0, of: width, over: self.width) }
    var result = Image(width: width, height: height, channels: channels, filledWith: 0)
    for row in 0..<height {
      let rows = Self.cover(row, of: height, over: self.height)
      for column in 0..<width {
        for channel in 0..<channels {
          var sum: Float = 0
          for (y, high) in rows {
            for (x, wide) in columns[column] {
              sum += high * wide * Float(self[column: x, row: y, channel])
            }
          }
          result[column: column, row: row, channel] = UInt8(min(sum + 0.5, 255))
        }
      }
    }
    return result
  }

  /// Returns the samples, of `length`, that sample `index` of `count` covers, and their shares in it.
  private static func cover(
    _ index: Int, of count: Int, over length: Int
  ) -> [(index: Int, share: Float)] {
    // in units of 1/count of a sample, so that all borders are whole numbers
    let (start, end) = (index * length, (index + 1) * length)
    return (start / count...(end - 1) / count).map { sample in
      let overlap = min(end, (sample + 1) * count) - max(start, sample * count)
      return (sample, Float(overlap) / Float(length))
    }
  }
}
