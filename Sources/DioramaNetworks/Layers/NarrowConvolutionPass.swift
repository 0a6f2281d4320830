// SPDX-License-Identifier: Apache-2.0

internal import CDioramaKernels
internal import CLibDNNL

/// The pass of a convolution with few channels that keeps the size of the images.
///
/// oneDNN is made for many channels; these loops vectorise over neighbouring pixels instead, and are three
/// times as fast with 3 and 8 channels.
final class NarrowConvolutionPass: LayerPass {
  let input: Signal
  let output: Signal
  private var shape: diorama_convolution
  private let weight: Parameter
  private let bias: Parameter
  private let isRectified: Bool
  private let activationGradient: Primitive?
  private let scratch: Tensor

  /// Plans the convolution, or returns nil where oneDNN is to do it.
  init?(
    _ input: Signal, _ maker: LayerPassMaker, _ shape: LayerShape, _ window: Window,
    _ weight: Parameter, _ bias: Parameter, _ fused: Activation?
  ) {
    guard case .image(let picture) = input.shape, case .image(let result) = shape,
      window.stride == 1, window.kernel % 2 == 1, window.padding == window.kernel / 2,
      picture.channels <= 8, result.channels <= 8, fused == nil || fused == .relu
    else { return nil }
    self.shape = diorama_convolution(
      images: maker.rows, channels: picture.channels, filters: result.channels,
      height: picture.height, width: picture.width, kernel: window.kernel)
    self.weight = weight
    self.bias = bias
    isRectified = fused == .relu
    scratch = unsafe Tensor(Int(diorama_convolution_scratch(&self.shape)))
    let output = maker.signal(
      shape, copies: 1, layout: BlockLayout.planes(maker.rows, result))
    activationGradient = ActivationPass.gradient(fused, output)
    self.input = maker.laid(input, as: .planes(maker.rows, picture))
    self.output = output
  }

  func forward() {
    unsafe diorama_convolve(
      &shape, input.values.base, weight.values.base, bias.values.base, isRectified ? 1 : 0,
      output.values.base, scratch.base)
  }

  func backward(parameters: Bool, input propagates: Bool) {
    activationGradient?()
    if parameters {
      unsafe diorama_convolve_weights(
        &shape, input.values.base, output.gradient.base, weight.gradient.base, bias.gradient.base,
        scratch.base)
    }
    if propagates {
      unsafe diorama_convolve_source(
        &shape, output.gradient.base, weight.values.base, input.gradient.base, scratch.base)
    }
  }
}

/// The pass of a max-pool with windows of 2 × 2, channel by channel.
final class NarrowPoolPass: LayerPass {
  let input: Signal
  let output: Signal
  private let planes: Int
  private let image: ImageShape

  /// Plans the pool, or returns nil where oneDNN is to do it.
  init?(_ input: Signal, _ maker: LayerPassMaker, _ shape: LayerShape, _ window: Window) {
    guard case .image(let image) = input.shape, case .image(let result) = shape,
      input.layout == .planes(maker.rows, image), window.kernel == 2, window.stride == 2,
      image.height % 2 == 0, image.width % 2 == 0
    else { return nil }
    self.image = image
    planes = maker.rows * image.channels
    self.input = input
    self.output = maker.signal(shape, copies: 1, layout: BlockLayout.planes(maker.rows, result))
  }

  func forward() {
    unsafe diorama_pool(planes, image.height, image.width, input.values.base, output.values.base)
  }

  func backward(parameters: Bool, input propagates: Bool) {
    guard propagates else { return }
    unsafe diorama_pool_source(
      planes, image.height, image.width, input.values.base, output.values.base,
      output.gradient.base, input.gradient.base)
  }
}
