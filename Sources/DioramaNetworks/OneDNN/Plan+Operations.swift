// SPDX-License-Identifier: Apache-2.0

internal import CLibDNNL

/// The window of a convolution or a pool.
struct Window {
  var kernel: Int
  var stride: Int
  var padding: Int

  fileprivate func pair(_ length: Int) -> [dnnl_dim_t] { [dnnl_dim_t(length), dnnl_dim_t(length)] }
  fileprivate var kernels: [dnnl_dim_t] { pair(kernel) }
  fileprivate var strides: [dnnl_dim_t] { pair(stride) }
  fileprivate var paddings: [dnnl_dim_t] { pair(padding) }
}

extension Plan {
  /// `result = source weights + bias`, then `fused`.
  static func product(
    _ source: BlockLayout, _ weights: BlockLayout, bias: BlockLayout, result: BlockLayout,
    fused: Activation?
  ) -> Plan {
    var operation = dnnl_matmul_desc_t()
    var (source, weights) = (source.descriptor, weights.descriptor)
    var (bias, result) = (bias.descriptor, result.descriptor)
    unsafe OneDNN.check(
      dnnl_matmul_desc_init(&operation, &source, &weights, &bias, &result), "plan a dense layer")
    return unsafe Plan(&operation, fused: fused)
  }

  /// A convolution, then `fused`.
  static func convolution(
    _ source: BlockLayout, _ weights: BlockLayout, bias: BlockLayout, result: BlockLayout,
    _ window: Window, fused: Activation?
  ) -> Plan {
    var operation = dnnl_convolution_desc_t()
    var (source, weights) = (source.descriptor, weights.descriptor)
    var (bias, result) = (bias.descriptor, result.descriptor)
    unsafe OneDNN.check(
      dnnl_convolution_forward_desc_init(
        &operation, dnnl_forward_training, dnnl_convolution_direct, &source, &weights, &bias,
        &result, window.strides, window.paddings, window.paddings), "plan a convolution")
    return unsafe Plan(&operation, fused: fused)
  }

  /// The gradient of a convolution in its source.
  static func convolutionSource(
    _ source: BlockLayout, _ weights: BlockLayout, result: BlockLayout, _ window: Window,
    forward: Plan
  ) -> Plan {
    var operation = dnnl_convolution_desc_t()
    var (source, weights) = (source.descriptor, weights.descriptor)
    var result = result.descriptor
    unsafe OneDNN.check(
      dnnl_convolution_backward_data_desc_init(
        &operation, dnnl_convolution_direct, &source, &weights, &result, window.strides,
        window.paddings, window.paddings), "plan the gradient of a convolution")
    return unsafe Plan(&operation, forward: forward)
  }

  /// The gradient of a convolution in its weights and bias.
  static func convolutionWeights(
    _ source: BlockLayout, _ weights: BlockLayout, bias: BlockLayout, result: BlockLayout,
    _ window: Window, forward: Plan
  ) -> Plan {
    var operation = dnnl_convolution_desc_t()
    var (source, weights) = (source.descriptor, weights.descriptor)
    var (bias, result) = (bias.descriptor, result.descriptor)
    unsafe OneDNN.check(
      dnnl_convolution_backward_weights_desc_init(
        &operation, dnnl_convolution_direct, &source, &weights, &bias, &result, window.strides,
        window.paddings, window.paddings), "plan the gradient of a convolution")
    return unsafe Plan(&operation, forward: forward)
  }

  /// The largest number of each window.
  static func pool(_ source: BlockLayout, result: BlockLayout, _ window: Window) -> Plan {
    var operation = dnnl_pooling_desc_t()
    var (source, result) = (source.descriptor, result.descriptor)
    unsafe OneDNN.check(
      dnnl_pooling_forward_desc_init(
        &operation, dnnl_forward_training, dnnl_pooling_max, &source, &result, window.strides,
        window.kernels, window.paddings, window.paddings), "plan a pool")
    return unsafe Plan(&operation)
  }

  /// The gradient of ``pool(_:result:_:)``.
  static func poolSource(
    _ source: BlockLayout, result: BlockLayout, _ window: Window, forward: Plan
  ) -> Plan {
    var operation = dnnl_pooling_desc_t()
    var (source, result) = (source.descriptor, result.descriptor)
    unsafe OneDNN.check(
      dnnl_pooling_backward_desc_init(
        &operation, dnnl_pooling_max, &source, &result, window.strides, window.kernels,
        window.paddings, window.paddings), "plan the gradient of a pool")
    return unsafe Plan(&operation, forward: forward)
  }

  /// `activation` of each number.
  static func each(_ activation: Activation, _ layout: BlockLayout) -> Plan {
    var operation = dnnl_eltwise_desc_t()
    var layout = layout.descriptor
    unsafe OneDNN.check(
      dnnl_eltwise_forward_desc_init(
        &operation, dnnl_forward_training, activation.algorithm, &layout, activation.slope, 0),
      "plan an activation")
    return unsafe Plan(&operation)
  }

  /// The gradient of ``each(_:_:)``.
  static func eachSource(_ activation: Activation, _ layout: BlockLayout, forward: Plan) -> Plan {
    var operation = dnnl_eltwise_desc_t()
    var layout = layout.descriptor
    unsafe OneDNN.check(
      dnnl_eltwise_backward_desc_init(
        &operation, activation.algorithm, &layout, &layout, activation.slope, 0),
      "plan the gradient of an activation")
    return unsafe Plan(&operation, forward: forward)
  }

  /// Rows of mean 0 and variance 1, scaled and shifted.
  static func normalization(_ layout: BlockLayout, statistics: BlockLayout) -> Plan {
    var operation = dnnl_layer_normalization_desc_t()
    var (layout, statistics) = (layout.descriptor, statistics.descriptor)
    unsafe OneDNN.check(
      dnnl_layer_normalization_forward_desc_init(
        &operation, dnnl_forward_training, &layout, &statistics, normalizationEpsilon, learned),
      "plan a normalisation")
    return unsafe Plan(&operation)
  }

  /// The gradient of ``normalization(_:statistics:)``.
  static func normalizationSource(
    _ layout: BlockLayout, statistics: BlockLayout, forward: Plan
  ) -> Plan {
    var operation = dnnl_layer_normalization_desc_t()
    var (layout, statistics) = (layout.descriptor, statistics.descriptor)
    unsafe OneDNN.check(
      dnnl_layer_normalization_backward_desc_init(
        &operation, dnnl_backward, &layout, &layout, &statistics, normalizationEpsilon, learned),
      "plan the gradient of a normalisation")
    return unsafe Plan(&operation, forward: forward)
  }

  /// The number added to the variance, as in PyTorch.
  private static var normalizationEpsilon: Float { 1e-5 }

  /// The flags of a normalisation with a scale and a shift.
  private static var learned: UInt32 { dnnl_use_scale.rawValue | dnnl_use_shift.rawValue }

  /// Plans a move of numbers from one layout to another.
  convenience init(reordering source: BlockLayout, to result: BlockLayout) {
    var (source, result) = (source.descriptor, result.descriptor)
    let attributes = unsafe Self.attributes()
    defer { unsafe dnnl_primitive_attr_destroy(attributes) }
    var descriptor: dnnl_primitive_desc_t?
    unsafe OneDNN.check(
      dnnl_reorder_primitive_desc_create(
        &descriptor, &source, OneDNN.engine, &result, OneDNN.engine, attributes), "plan a reorder")
    unsafe self.init(OneDNN.made(descriptor))
  }
}
