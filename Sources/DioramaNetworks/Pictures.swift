// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// Copies an image of bytes to row `row`, divided by 255 and shifted by whole pixels.
  ///
  /// Pixels from outside the image repeat its border, as in the random shift of DrQ.
  ///
  /// - Parameters:
  ///   - row: The index of the image in the tensor.
  ///   - bytes: `[height, width, channels]`, top row first.
  ///   - shape: The shape of the image.
  ///   - down: The shift downwards [pixels].
  ///   - right: The shift to the right [pixels].
  ///   - channel: The first channel of the tensor that it fills, where frames are stacked.
  ///
  /// > Source: Kostrikov, Yarats and Fergus 2020, [*Image Augmentation Is All You
  /// > Need*](https://arxiv.org/abs/2004.13649).
  public func updatePicture(
    row: Int, _ bytes: Span<UInt8>, _ shape: ImageShape, down: Int = 0, right: Int = 0,
    channel: Int = 0
  ) {
    let all = self.shape[self.shape.count - 1]
    precondition(bytes.count == shape.height * shape.width * shape.channels)
    precondition(self.shape.suffix(3).dropLast().elementsEqual([shape.height, shape.width]))
    precondition(row >= 0 && row < self.shape[0] && channel + shape.channels <= all)
    let lineLength = shape.width * shape.channels
    let start = unsafe base + row * shape.height * shape.width * all + channel
    unsafe bytes.withUnsafeBufferPointer { bytes in
      guard let first = bytes.baseAddress else { return }
      for y in 0..<shape.height {
        let line = unsafe first + min(max(y - down, 0), shape.height - 1) * lineLength
        let target = unsafe start + y * shape.width * all
        if all == shape.channels {
          unsafe Self.copyLine(line, to: target, shape, right: right)
        } else {
          for x in 0..<shape.width {
            let from = unsafe line + min(max(x - right, 0), shape.width - 1) * shape.channels
            for c in 0..<shape.channels {
              unsafe target[x * all + c] = unsafe Float(from[c]) * (1 / 255)
            }
          }
        }
      }
    }
  }

  /// Copies one line of pixels, the part that lies inside the image in one go.
  private static func copyLine(
    _ line: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<Float>, _ shape: ImageShape,
    right: Int
  ) {
    let channels = shape.channels
    let first = min(max(right, 0), shape.width)
    let last = max(min(shape.width + right, shape.width), first)
    let source = unsafe line - right * channels
    for index in (first * channels)..<(last * channels) {
      unsafe target[index] = unsafe Float(source[index]) * (1 / 255)
    }
    let end = unsafe line + (shape.width - 1) * channels
    for c in 0..<channels {
      for x in 0..<first { unsafe target[x * channels + c] = unsafe Float(line[c]) * (1 / 255) }
      for x in last..<shape.width {
        unsafe target[x * channels + c] = unsafe Float(end[c]) * (1 / 255)
      }
    }
  }
}
