// SPDX-License-Identifier: Apache-2.0

internal import CLibDNNL

/// Plans the layers of a pass one after the other.
final class LayerPassMaker {
  let network: Network
  let rows: Int
  private(set) var steps: [any LayerPass] = []

  private let gradients: PassGradients
  private let gradient: Tensor
  private let inputPerCopy: Bool
  private let source: Tensor?

  init(
    _ network: Network, rows: Int, gradients: PassGradients, gradient: Tensor, inputPerCopy: Bool,
    source: Tensor?
  ) {
    self.network = network
    self.rows = rows
    self.gradients = gradients
    self.gradient = gradient
    self.inputPerCopy = inputPerCopy
    self.source = source
  }

  /// Plans all layers.
  ///
  /// - Returns: The input of the first layer and the output of the last.
  func make() -> (first: Signal, last: Signal) {
    let copies = inputPerCopy ? network.copies : 1
    var first = signal(network.input, copies: copies, needed: gradients.contains(.input))
    if let source {
      precondition(source.count == first.values.count, "the source has another shape")
      first.values = source
    }
    first.isShared = !inputPerCopy && network.copies > 1
    var last = first
    var index = 0
    while index < network.layers.count {
      let layer = network.layers[index]
      let following = index + 1 < network.layers.count ? network.layers[index + 1] : nil
      let fused = layer.fusing(following, goesBack: !gradients.isEmpty)
      last = add(layer, index, fused, to: last)
      index += fused == nil ? 1 : 2
    }
    if case .image(let image) = last.shape { last = laid(last, as: .pictures(rows, image)) }
    return (first, last)
  }

  /// A new signal of `shape`, row after row or image after image.
  func signal(
    _ shape: LayerShape, copies: Int, layout: BlockLayout? = nil, needed: Bool? = nil
  ) -> Signal {
    let hasGradient = needed ?? !gradients.isEmpty
    switch shape {
    case .vector(let count):
      let lie = layout ?? .rows(copies * rows, count)
      let values = copies > 1 ? Tensor(copies, rows, count) : Tensor(rows, count)
      return Signal(
        values: values, gradient: hasGradient ? Tensor(like: values) : Tensor(0), shape: shape,
        layout: lie)
    case .image(let image):
      let lie = layout ?? .pictures(rows, image)
      let isPlain = lie == .pictures(rows, image)
      let values =
        isPlain ? Tensor(rows, image.height, image.width, image.channels) : Tensor(lie.count)
      return Signal(
        values: values, gradient: hasGradient ? Tensor(like: values) : Tensor(0), shape: shape,
        layout: lie)
    }
  }

  /// `signal` in `layout`, moved there if it does not lie so.
  func laid(_ input: Signal, as layout: BlockLayout) -> Signal {
    if input.layout == layout { return input }
    let output = signal(
      input.shape, copies: 1, layout: layout, needed: input.gradient.count > 0)
    steps.append(ReorderPass(input, output))
    return output
  }

  private func add(_ layer: Layer, _ index: Int, _ fused: Activation?, to input: Signal) -> Signal {
    // the network's shapes were checked when it was made
    guard let shape = try? layer.outputShape(for: input.shape) else {
      preconditionFailure("\(layer) cannot take \(input.shape)")
    }
    let slots = network.slots.filter { $0.name.hasPrefix("\(index).") }
    let numbers = slots.map { slot in
      Parameter(
        values: network.values(of: slot),
        gradient: gradients.contains(.parameters)
          ? Tensor(viewing: gradient, at: slot.offset, slot.shape) : Tensor(0))
    }
    let step: any LayerPass
    switch layer {
    case .dense:
      var flat = input
      if case .image(let image) = input.shape { flat = laid(input, as: .pictures(rows, image)) }
      step = DensePass(
        flat, signal(shape, copies: network.copies), rows: rows, copies: network.copies,
        numbers[0], numbers[1], fused)
    case .convolution(_, let kernel, let stride, let padding):
      let window = Window(kernel: kernel, stride: stride, padding: padding)
      step =
        NarrowConvolutionPass(input, self, shape, window, numbers[0], numbers[1], fused)
        ?? ConvolutionPass(input, self, shape, window, numbers[0], numbers[1], fused)
    case .maxPool(let kernel, let stride):
      let window = Window(kernel: kernel, stride: stride, padding: 0)
      step =
        NarrowPoolPass(input, self, shape, window) ?? PoolPass(input, self, shape, window)
    case .softArgmax(let sharpness):
      guard case .image(let image) = input.shape else {
        preconditionFailure("\(layer) cannot take \(input.shape)")
      }
      step = SoftArgmaxPass(
        laid(input, as: .pictures(rows, image)), signal(shape, copies: 1), rows: rows, image,
        sharpness: sharpness)
    case .layerNorm:
      step = NormalizationPass(
        input, signal(shape, copies: network.copies), rows: rows, copies: network.copies,
        numbers[0], numbers[1], hasGradient: !gradients.isEmpty)
    case .activation(let activation):
      let copies = input.values.shape.count > 2 && !input.isShared ? network.copies : 1
      step = ActivationPass(
        input, signal(shape, copies: copies, layout: input.layout), activation,
        hasGradient: !gradients.isEmpty)
    }
    steps.append(step)
    return step.output
  }
}

extension Layer {
  /// The activation that `following` is, if this layer can apply it to its result.
  ///
  /// The activation's input is lost then: if gradients are needed, they must follow from its output.
  fileprivate func fusing(_ following: Layer?, goesBack: Bool) -> Activation? {
    guard case .activation(let activation)? = following, activation.isInvertible || !goesBack else {
      return nil
    }
    switch self {
    case .dense, .convolution: return activation
    default: return nil
    }
  }
}
