// SPDX-License-Identifier: Apache-2.0

/// The place of one layer's weights, biases, scales or shifts among a network's parameters.
public struct ParameterSlot: Hashable, Sendable {
  /// The role of the parameters in their layer.
  public enum Role: Hashable, Sendable {
    case weight, bias, scale, shift
  }

  /// The layer's index and the role, as in `2.weight`.
  public var name: String

  /// The role of the parameters.
  public var role: Role

  /// Their shape; copies come first, where there are several.
  public var shape: [Int]

  /// The number of inputs that one output depends on.
  public var fanIn: Int

  /// The number of outputs that one input reaches.
  public var fanOut: Int

  /// The index of the first one in ``Network/parameters``.
  public var offset = 0

  /// The number of parameters in the slot.
  public var count: Int { shape.reduce(1, *) }

  func moved(to offset: Int) -> ParameterSlot {
    var moved = self
    moved.offset = offset
    return moved
  }
}

extension Layer {
  /// The slots of the layer, all at offset 0.
  func slots(for input: LayerShape, index: Int, copies: Int) -> [ParameterSlot] {
    let lead = copies > 1 ? [copies] : []
    func slot(_ role: ParameterSlot.Role, _ shape: [Int], fanIn: Int, fanOut: Int) -> ParameterSlot
    {
      ParameterSlot(
        name: "\(index).\(role)", role: role, shape: lead + shape, fanIn: fanIn, fanOut: fanOut)
    }
    switch (self, input) {
    case (.dense(let units), _):
      return [
        slot(.weight, [input.count, units], fanIn: input.count, fanOut: units),
        slot(.bias, [units], fanIn: input.count, fanOut: units),
      ]
    case (.convolution(let filters, let kernel, _, _), .image(let image)):
      let window = kernel * kernel
      let fanIn = image.channels * window
      return [
        slot(
          .weight, [filters, image.channels, kernel, kernel], fanIn: fanIn,
          fanOut: filters * window),
        slot(.bias, [filters], fanIn: fanIn, fanOut: filters * window),
      ]
    case (.layerNorm, _):
      return [
        slot(.scale, [input.count], fanIn: 1, fanOut: 1),
        slot(.shift, [input.count], fanIn: 1, fanOut: 1),
      ]
    default:
      return []
    }
  }
}
