// SPDX-License-Identifier: Apache-2.0

internal import CDioramaKernels

/// The pass of a spatial softmax.
final class SoftArgmaxPass: LayerPass {
  let input: Signal
  let output: Signal
  private let rows: Int
  private let image: ImageShape
  private let sharpness: Float
  /// The weight of each position.
  private let weights: Tensor

  init(_ input: Signal, _ output: Signal, rows: Int, _ image: ImageShape, sharpness: Int) {
    self.input = input
    self.output = output
    self.rows = rows
    self.image = image
    self.sharpness = Float(sharpness)
    weights = Tensor(like: input.values)
  }

  func forward() {
    unsafe diorama_soft_argmax(
      rows, image.height, image.width, image.channels, sharpness, input.values.base, weights.base,
      output.values.base)
  }

  func backward(parameters: Bool, input propagates: Bool) {
    guard propagates else { return }
    unsafe diorama_soft_argmax_source(
      rows, image.height, image.width, image.channels, sharpness, weights.base,
      output.values.base, output.gradient.base, input.gradient.base)
  }
}
