// SPDX-License-Identifier: Apache-2.0

/// An error in the design of a network.
public enum NetworkError: Error, Equatable, CustomStringConvertible {
  case badSize(layer: Layer, what: String, value: Int, least: Int)
  case windowTooLarge(layer: Layer, image: ImageShape)
  case wrongInput(layer: Layer, input: LayerShape)
  case imagesOfSeveralCopies(copies: Int)
  case badCopies(Int)

  public var description: String {
    switch self {
    case .badSize(let layer, let what, let value, let least):
      "\(layer): \(what) is \(value); it must be at least \(least)"
    case .windowTooLarge(let layer, let image):
      "\(layer): the window does not fit an image of \(image.height)x\(image.width); "
        + "use a smaller kernel, or fewer layers"
    case .wrongInput(let layer, let input):
      "\(layer) cannot take \(input); put it \(input.isImage ? "behind a dense layer" : "before the first dense layer")"
    case .imagesOfSeveralCopies(let copies):
      "a network with images inside cannot have \(copies) copies; share one encoder, or make \(copies) networks"
    case .badCopies(let copies):
      "a network of \(copies) copies cannot be made; use 1 or more"
    }
  }
}

extension LayerShape {
  fileprivate var isImage: Bool {
    if case .image = self { true } else { false }
  }
}
