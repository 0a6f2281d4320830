// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// A neural network: a stack of layers and its parameters, in one or several copies.
///
/// A network does nothing by itself: a ``Pass`` computes it for a number of rows, and an ``Adam`` trains it.
/// Copies (twin critics, ensembles) have the same layers and parameters of their own.
public final class Network: Sendable {
  /// The shape of one row of the input.
  public let input: LayerShape

  /// The shape of one row of the output.
  public let output: LayerShape

  /// The layers, from the input on.
  public let layers: [Layer]

  /// The number of networks of these layers that it holds.
  public let copies: Int

  /// All weights and biases, one after the other.
  public let parameters: Tensor

  /// The slots of ``parameters``: the weights, biases, scales and shifts of each layer.
  public let slots: [ParameterSlot]

  /// Makes a network with random weights.
  ///
  /// - Parameters:
  ///   - input: The shape of one row of the input.
  ///   - layers: The layers, from the input on.
  ///   - copies: The number of networks of these layers that it holds.
  ///   - initialization: The distribution that the initial weights are drawn from.
  ///   - lastScale: The factor of the last layer's weights: small where the first outputs should be near 0.
  ///   - random: The random numbers that the weights are drawn from.
  /// - Throws: ``NetworkError`` where a layer cannot take the output of the one before.
  public init(
    input: LayerShape, layers: [Layer], copies: Int = 1, initialization: Initialization = .fanIn,
    lastScale: Float = 1, random: inout RandomStream
  ) throws(NetworkError) {
    guard copies > 0 else { throw .badCopies(copies) }
    var slots: [ParameterSlot] = []
    var shape = input
    var count = 0
    for (index, layer) in layers.enumerated() {
      if copies > 1, case .image = shape { throw .imagesOfSeveralCopies(copies: copies) }
      for slot in layer.slots(for: shape, index: index, copies: copies) {
        slots.append(slot.moved(to: count))
        count += (slot.count + 15) / 16 * 16  // each begins at a cache line
      }
      shape = try layer.outputShape(for: shape)
    }
    self.input = input
    self.layers = layers
    self.copies = copies
    self.slots = slots
    output = shape
    parameters = Tensor(count)
    let last = slots.last { $0.role == .weight }?.offset
    for slot in slots {
      let scale = slot.offset == last ? lastScale : 1
      parameters.update(initialization.numbers(for: slot, scale: scale, &random), at: slot.offset)
    }
  }

  /// Makes a network of the same layers and parameters as `other`, such as the target network of a critic.
  public init(copying other: Network) {
    input = other.input
    output = other.output
    layers = other.layers
    copies = other.copies
    slots = other.slots
    parameters = Tensor(other.parameters.count)
    parameters.update(other.parameters)
  }

  /// The parameters of `slot`, as a view.
  public func values(of slot: ParameterSlot) -> Tensor {
    Tensor(viewing: parameters, at: slot.offset, slot.shape)
  }
}
