// SPDX-License-Identifier: Apache-2.0

/// Where the weights or the biases of one layer are among a network's numbers.
public struct ParameterSlot: Hashable, Sendable {
  /// What the numbers do in their layer.
  public enum Role: Hashable, Sendable {
    case weight, bias, scale, shift
  }

  /// The layer's index and the role, as in `2.weight`.
  public var name: String

  /// What the numbers do.
  public var role: Role

  /// Their shape; copies come first, where there are several.
  public var shape: [Int]

  /// How many inputs one output depends on.
  public var fanIn: Int

  /// How many outputs one input reaches.
  public var fanOut: Int

  /// Where they begin among ``Network/parameters``.
  public var offset = 0

  /// How many they are.
  public var count: Int { shape.reduce(1, *) }

  func moved(to offset: Int) -> ParameterSlot {
    var moved = self
    moved.offset = offset
    return moved
  }
}

extension Layer {
  /// The weights and biases of the layer, all at offset 0.
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
