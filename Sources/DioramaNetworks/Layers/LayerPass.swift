// SPDX-License-Identifier: Apache-2.0

/// What goes from one layer to the next: numbers, where their gradients go, and how both lie.
struct Signal {
  var values: Tensor
  var gradient: Tensor
  var shape: LayerShape

  /// How pictures lie in memory; vectors lie row after row.
  var layout: BlockLayout

  /// Whether the copies of the network share it.
  var isShared = false
}

/// One layer of a pass.
protocol LayerPass: AnyObject {
  /// What goes in.
  var input: Signal { get }

  /// What comes out.
  var output: Signal { get }

  /// Computes the output's values from the input's.
  func forward()

  /// Computes the gradients asked for from the output's, which may be used up.
  func backward(parameters: Bool, input: Bool)
}
