// SPDX-License-Identifier: Apache-2.0

/// One layer of a stack.
public enum Layer: Hashable, Sendable {
  /// A dense layer: `y = x W + b`, with `W` `[inputs, units]`; an image is read row by row, channels last.
  case dense(Int)

  /// A convolution of images, with weights `[filters, channels, kernel, kernel]` and a bias.
  case convolution(filters: Int, kernel: Int, stride: Int = 1, padding: Int = 0)

  /// A max-pool: the largest number of each window of an image.
  case maxPool(kernel: Int, stride: Int)

  /// The spatial softmax: the position in -1...1 where each channel of an image is largest.
  ///
  /// It is the mean of all positions, each weighted by `exp(sharpness v)` of the number v there. A row has
  /// all x, then all y.
  ///
  /// > Source: Levine et al. 2016, [*End-to-End Training of Deep Visuomotor
  /// > Policies*](https://arxiv.org/abs/1504.00702).
  case softArgmax(sharpness: Int)

  /// Layer normalisation: rows of mean 0 and variance 1, times a learned scale, plus a learned shift.
  ///
  /// > Source: Ba, Kiros and Hinton 2016, [*Layer Normalization*](https://arxiv.org/abs/1607.06450).
  case layerNorm

  /// A function of each number alone.
  case activation(Activation)

  /// `max(x, 0)`.
  public static let relu = Layer.activation(.relu)

  /// The hyperbolic tangent.
  public static let tanh = Layer.activation(.tanh)

  /// `x / (1 + exp(-x))`.
  public static let silu = Layer.activation(.silu)

  /// Returns the output's shape for an input of the shape `input`.
  ///
  /// - Throws: ``NetworkError`` where the layer does not take such an input.
  func outputShape(for input: LayerShape) throws(NetworkError) -> LayerShape {
    switch (self, input) {
    case (.dense(let units), _):
      guard units > 0 else { throw .badSize(layer: self, what: "units", value: units, least: 1) }
      return .vector(units)
    case (.convolution(let filters, let kernel, let stride, let padding), .image(let image)):
      guard filters > 0 else {
        throw .badSize(layer: self, what: "filters", value: filters, least: 1)
      }
      return try .image(window(image, filters, kernel: kernel, stride: stride, padding: padding))
    case (.maxPool(let kernel, let stride), .image(let image)):
      return try .image(window(image, image.channels, kernel: kernel, stride: stride, padding: 0))
    case (.softArgmax(let sharpness), .image(let image)):
      guard sharpness > 0 else {
        throw .badSize(layer: self, what: "sharpness", value: sharpness, least: 1)
      }
      return .vector(2 * image.channels)
    case (.layerNorm, .vector), (.activation, _):
      return input
    default:
      throw .wrongInput(layer: self, input: input)
    }
  }

  private func window(
    _ image: ImageShape, _ channels: Int, kernel: Int, stride: Int, padding: Int
  ) throws(NetworkError) -> ImageShape {
    guard kernel > 0 else { throw .badSize(layer: self, what: "kernel", value: kernel, least: 1) }
    guard stride > 0 else { throw .badSize(layer: self, what: "stride", value: stride, least: 1) }
    guard padding >= 0 else {
      throw .badSize(layer: self, what: "padding", value: padding, least: 0)
    }
    let height = image.height + 2 * padding - kernel
    let width = image.width + 2 * padding - kernel
    guard height >= 0, width >= 0 else { throw .windowTooLarge(layer: self, image: image) }
    return ImageShape(height: height / stride + 1, width: width / stride + 1, channels: channels)
  }
}

/// The shape of one row between two layers.
public enum LayerShape: Hashable, Sendable {
  /// A vector of this length.
  case vector(Int)

  /// An image, row by row, channels last.
  case image(ImageShape)

  /// The length of a row, in numbers.
  public var count: Int {
    switch self {
    case .vector(let count): count
    case .image(let image): image.height * image.width * image.channels
    }
  }
}

/// The shape of one image.
public struct ImageShape: Hashable, Sendable {
  public var height: Int
  public var width: Int
  public var channels: Int

  /// Makes the shape of an image of `height` × `width` pixels of `channels` numbers.
  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }
}
