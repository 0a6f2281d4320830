// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath

/// The distribution that the initial weights are drawn from.
public enum Initialization: String, Hashable, Sendable, Codable, CaseIterable {
  /// Weights and biases uniform in ±1/√fan-in, as PyTorch has it.
  case fanIn

  /// Weights uniform in ±√(6 / (fan-in + fan-out)), biases 0, as Keras has it.
  ///
  /// > Source: Glorot and Bengio 2010, [*Understanding the difficulty of training deep feedforward
  /// > neural networks*](https://proceedings.mlr.press/v9/glorot10a.html), eq. 16.
  case glorot

  /// Returns the initial parameters of `slot`.
  func numbers(for slot: ParameterSlot, scale: Float, _ random: inout RandomStream) -> [Float] {
    let bound: Double
    switch (self, slot.role) {
    case (_, .scale): return Array(repeating: 1, count: slot.count)
    case (_, .shift), (.glorot, .bias): return Array(repeating: 0, count: slot.count)
    case (.fanIn, .weight), (.fanIn, .bias): bound = (1 / Double(slot.fanIn)).squareRoot()
    case (.glorot, .weight): bound = (6 / Double(slot.fanIn + slot.fanOut)).squareRoot()
    }
    return (0..<slot.count).map { _ in
      Float(random.uniform(in: -bound...bound)) * (slot.role == .weight ? scale : 1)
    }
  }
}
