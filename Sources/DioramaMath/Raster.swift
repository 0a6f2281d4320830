// SPDX-License-Identifier: Apache-2.0

/// A rectangle of samples, `[height, width, channels]`, the top row first.
public struct Raster<Sample: Hashable & Sendable>: Hashable, Sendable {
  /// Columns [px].
  public let width: Int
  /// Rows [px].
  public let height: Int
  /// Samples in a pixel.
  public let channels: Int
  /// The samples, row-major, `[height, width, channels]`.
  public var samples: [Sample]

  /// Makes a raster filled with `value`.
  public init(width: Int, height: Int, channels: Int, filledWith value: Sample) {
    self.init(
      width: width, height: height, channels: channels,
      samples: Array(repeating: value, count: width * height * channels))
  }

  /// Makes a raster of `samples`, `[height, width, channels]`.
  ///
  /// - Precondition: There are `width * height * channels` samples.
  public init(width: Int, height: Int, channels: Int, samples: [Sample]) {
    precondition(
      samples.count == width * height * channels,
      "a \(width) × \(height) × \(channels) raster has \(samples.count) samples")
    self.width = width
    self.height = height
    self.channels = channels
    self.samples = samples
  }

  /// The sample of `channel` at `column` from the left and `row` from the top.
  public subscript(column column: Int, row row: Int, channel: Int = 0) -> Sample {
    get { samples[(row * width + column) * channels + channel] }
    set { samples[(row * width + column) * channels + channel] = newValue }
  }
}

/// An image: red, green and blue in `0...255`, `[height, width, 3]`.
public typealias Image = Raster<UInt8>
/// A depth image: distances along the viewing direction [m], `[height, width, 1]`; infinite where nothing is.
public typealias DepthImage = Raster<Float>
/// A segmentation: the number of the body or cloth at each pixel, `[height, width, 1]`; -1 where nothing is.
public typealias SegmentationImage = Raster<Int32>

extension Raster where Sample == UInt8 {
  /// Makes an image of one colour.
  public init(width: Int, height: Int, red: UInt8 = 0, green: UInt8 = 0, blue: UInt8 = 0) {
    self.init(width: width, height: height, channels: 3, filledWith: 0)
    for pixel in 0..<width * height {
      samples[3 * pixel] = red
      samples[3 * pixel + 1] = green
      samples[3 * pixel + 2] = blue
    }
  }
}
