// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// Takes over a picture of bytes as row `row`, divided by 255 and moved by whole pixels.
  ///
  /// What lies outside repeats the border: the random shift of DrQ.
  ///
  /// - Parameters:
  ///   - bytes: `[height, width, channels]`, top row first.
  ///   - down: How far it moves down [pixels].
  ///   - right: How far it moves to the right [pixels].
  ///   - channel: The first channel of the tensor that it fills, where frames are stacked.
  ///
  /// > Source: Kostrikov, Yarats and Fergus 2020, [*Image Augmentation Is All You
  /// > Need*](https://arxiv.org/abs/2004.13649).
  public func updatePicture(
    row: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ shape: ImageShape, down: Int = 0, right: Int = 0,
    channel: Int = 0
  ) {
    let stackChannels = self.shape[self.shape.count - 1]
    precondition(bytes.count == shape.height * shape.width * shape.channels)
    precondition(self.shape.suffix(3).dropLast().elementsEqual([shape.height, shape.width]))
    precondition(row >= 0 && row < self.shape[0] && channel + shape.channels <= stackChannels)
    let start = unsafe base + row * shape.height * shape.width * stackChannels
    for y in 0..<shape.height {
      let fromY = min(max(y - down, 0), shape.height - 1)
      let line = unsafe bytes.baseAddress! + fromY * shape.width * shape.channels
      let to = unsafe start + y * shape.width * stackChannels + channel
      for x in 0..<shape.width {
        let fromX = min(max(x - right, 0), shape.width - 1)
        for c in 0..<shape.channels {
          unsafe to[x * stackChannels + c] = unsafe Float(line[fromX * shape.channels + c]) * (1 / 255)
        }
      }
    }
  }
}
