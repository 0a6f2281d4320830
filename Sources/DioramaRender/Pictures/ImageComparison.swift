// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// A comparison of two images of one size.
///
/// Software rendering rounds differently from processor to processor: images with a ``mean`` up to
/// ``tolerance`` count as equal.
public struct ImageComparison: Hashable, Sendable {
  /// The largest mean difference from a golden image, of 255.
  public static let tolerance = 3.0

  /// The mean absolute difference of all samples, in `0...255`.
  public let mean: Double
  /// The largest absolute difference of any sample.
  public let maximum: UInt8
  /// The number of pixels with a channel that differs by more than the tolerance asked for.
  public let pixelsOver: Int
  /// The image of the differences: black where both are equal, and four times the difference elsewhere.
  public let picture: Image

  /// Compares two images.
  ///
  /// - Parameters:
  ///   - first: An image.
  ///   - second: Another image of the same size.
  ///   - tolerance: The largest difference of a channel with which its pixel still counts as equal.
  /// - Throws: ``RenderError/sizesDiffer(first:second:)`` if the sizes or the channels differ.
  public init(_ first: Image, _ second: Image, tolerance: UInt8 = 3) throws(RenderError) {
    let sizes = [first, second].map { [$0.width, $0.height, $0.channels] }
    guard sizes[0] == sizes[1] else { throw .sizesDiffer(first: sizes[0], second: sizes[1]) }
    var picture = first
    var sum = 0
    var maximum: UInt8 = 0
    var over = 0
    for pixel in 0..<first.width * first.height {
      var isOver = false
      for sample in pixel * first.channels..<(pixel + 1) * first.channels {
        let (a, b) = (first.samples[sample], second.samples[sample])
        let difference = max(a, b) - min(a, b)
        sum += Int(difference)
        maximum = max(maximum, difference)
        if difference > tolerance { isOver = true }
        picture.samples[sample] = UInt8(min(255, 4 * Int(difference)))
      }
      if isOver { over += 1 }
    }
    mean = first.samples.isEmpty ? 0 : Double(sum) / Double(first.samples.count)
    self.maximum = maximum
    pixelsOver = over
    self.picture = picture
  }
}
