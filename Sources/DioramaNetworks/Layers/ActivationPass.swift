// SPDX-License-Identifier: Apache-2.0

internal import CLibDNNL

/// The pass of an activation that could not be fused with the layer before.
final class ActivationPass: LayerPass {
  let input: Signal
  let output: Signal
  private let apply: Primitive
  private let applyGradient: Primitive?

  init(_ input: Signal, _ output: Signal, _ activation: Activation, hasGradient: Bool) {
    let plan = Plan.each(activation, input.layout)
    apply = Primitive(
      plan,
      [
        .init(DNNL_ARG_SRC, input.layout, input.values),
        .init(DNNL_ARG_DST, input.layout, output.values),
      ])
    applyGradient =
      hasGradient && input.gradient.count > 0
      ? Primitive(
        Plan.eachSource(activation, input.layout, forward: plan),
        [
          activation.isInvertible
            ? .init(DNNL_ARG_DST, input.layout, output.values)
            : .init(DNNL_ARG_SRC, input.layout, input.values),
          .init(DNNL_ARG_DIFF_DST, input.layout, output.gradient),
          .init(DNNL_ARG_DIFF_SRC, input.layout, input.gradient),
        ]) : nil
    self.input = input
    self.output = output
  }

  func forward() { apply() }

  func backward(parameters: Bool, input: Bool) {
    if input { applyGradient?() }
  }

  /// Makes the operation that turns the gradient in the output of `activation` into that in its input.
  ///
  /// It works in place.
  static func gradient(_ activation: Activation?, _ output: Signal) -> Primitive? {
    guard let activation, output.gradient.count > 0 else { return nil }
    let plan = Plan.eachSource(
      activation, output.layout, forward: Plan.each(activation, output.layout))
    return Primitive(
      plan,
      [
        .init(DNNL_ARG_DST, output.layout, output.values),
        .init(DNNL_ARG_DIFF_DST, output.layout, output.gradient),
        .init(DNNL_ARG_DIFF_SRC, output.layout, output.gradient),
      ])
  }
}

/// A change of layout between two layers of a pass.
final class ReorderPass: LayerPass {
  let input: Signal
  let output: Signal
  private let there: Primitive
  private let back: Primitive?

  init(_ input: Signal, _ output: Signal) {
    there = Primitive(reordering: input.values, input.layout, to: output.values, output.layout)
    back =
      input.gradient.count > 0
      ? Primitive(
        reordering: output.gradient, output.layout, to: input.gradient, input.layout) : nil
    self.input = input
    self.output = output
  }

  func forward() { there() }

  func backward(parameters: Bool, input: Bool) {
    if input { back?() }
  }
}
