// SPDX-License-Identifier: Apache-2.0

/// The activations between two layers, with their gradients and the layout of both.
struct Signal {
  var values: Tensor
  var gradient: Tensor
  var shape: LayerShape

  /// The layout of images in memory; vectors lie row after row.
  var layout: BlockLayout

  /// Whether the copies of the network share it.
  var isShared = false
}

/// The pass of one layer.
protocol LayerPass: AnyObject {
  /// The layer's input.
  var input: Signal { get }

  /// The layer's output.
  var output: Signal { get }

  /// Computes the output's values from the input's.
  func forward()

  /// Computes the gradients asked for from the output's, which may be used up.
  func backward(parameters: Bool, input: Bool)
}
