// SPDX-License-Identifier: Apache-2.0

internal import CLibDNNL

/// The pass of a convolution, in the layouts that oneDNN prefers.
///
/// The weights are small and lie in the network as `[filters, channels, kernel, kernel]`; they are
/// moved to oneDNN's layout on each use.
final class ConvolutionPass: LayerPass {
  let input: Signal
  let output: Signal
  private let moveWeights: Primitive?
  private let convolve: Primitive
  private let activationGradient: Primitive?
  private let weightsGradient: [Primitive]
  private let sourceGradient: [Primitive]

  init(
    _ input: Signal, _ maker: LayerPassMaker, _ shape: LayerShape, _ window: Window,
    _ weight: Parameter, _ bias: Parameter, _ fused: Activation?
  ) {
    let filters = weight.values.shape[0]
    let plain = BlockLayout(weight.values.shape, dnnl_abcd)
    let vector = BlockLayout.rows(filters)
    guard case .image(let result) = shape else { preconditionFailure("images come out") }
    guard case .image(let picture) = input.shape else { preconditionFailure("images go in") }
    let (before, after) = BlockLayout.convolution(maker.rows, picture, result)
    let plan = Plan.convolution(
      before, plain.free, bias: vector, result: after, window, fused: fused)
    let source = maker.laid(input, as: plan.layout(dnnl_query_src_md))
    let output = maker.signal(shape, copies: 1, layout: plan.layout(dnnl_query_dst_md))

    /// The weights in `layout`, and the operation that moves them there.
    func weights(_ layout: BlockLayout) -> (Tensor, Primitive?) {
      if layout == plain { return (weight.values, nil) }
      let moved = Tensor(layout.count)
      return (moved, Primitive(reordering: weight.values, plain, to: moved, layout))
    }

    let forwardWeights = plan.layout(dnnl_query_weights_md)
    let (used, move) = weights(forwardWeights)
    moveWeights = move
    convolve = Primitive(
      plan,
      [
        .init(DNNL_ARG_SRC, source.layout, source.values),
        .init(DNNL_ARG_WEIGHTS, forwardWeights, used),
        .init(DNNL_ARG_BIAS, vector, bias.values),
        .init(DNNL_ARG_DST, output.layout, output.values),
      ])
    activationGradient = ActivationPass.gradient(fused, output)

    var steps: [Primitive] = []
    if weight.gradient.count > 0 {
      let back = Plan.convolutionWeights(
        source.layout, plain.free, bias: vector, result: output.layout, window, forward: plan)
      let layout = back.layout(dnnl_query_diff_weights_md)
      let found = layout == plain ? weight.gradient : Tensor(layout.count)
      steps.append(
        Primitive(
          back,
          [
            .init(DNNL_ARG_SRC, source.layout, source.values),
            .init(DNNL_ARG_DIFF_DST, output.layout, output.gradient),
            .init(DNNL_ARG_DIFF_WEIGHTS, layout, found),
            .init(DNNL_ARG_DIFF_BIAS, vector, bias.gradient),
          ]))
      if layout != plain {
        steps.append(Primitive(reordering: found, layout, to: weight.gradient, plain))
      }
    }
    weightsGradient = steps

    steps = []
    if source.gradient.count > 0 {
      let back = Plan.convolutionSource(
        source.layout, plain.free, result: output.layout, window, forward: plan)
      let layout = back.layout(dnnl_query_weights_md)
      let (used, move) = weights(layout)
      if let move { steps.append(move) }
      steps.append(
        Primitive(
          back,
          [
            .init(DNNL_ARG_DIFF_DST, output.layout, output.gradient),
            .init(DNNL_ARG_WEIGHTS, layout, used),
            .init(DNNL_ARG_DIFF_SRC, source.layout, source.gradient),
          ]))
    }
    sourceGradient = steps
    self.input = source
    self.output = output
  }

  func forward() {
    moveWeights?()
    convolve()
  }

  func backward(parameters: Bool, input: Bool) {
    activationGradient?()
    if parameters {
      for step in weightsGradient { step() }
    }
    if input {
      for step in sourceGradient { step() }
    }
  }
}

/// The pass of a max-pool.
final class PoolPass: LayerPass {
  let input: Signal
  let output: Signal
  private let pool: Primitive
  private let poolGradient: Primitive?

  init(_ input: Signal, _ maker: LayerPassMaker, _ shape: LayerShape, _ window: Window) {
    guard case .image(let result) = shape else { preconditionFailure("images come out") }
    let plan = Plan.pool(
      input.layout, result: BlockLayout.pictures(maker.rows, result).free, window)
    let output = maker.signal(shape, copies: 1, layout: plan.layout(dnnl_query_dst_md))
    // which number of each window was the largest
    let choice = plan.layout(dnnl_query_workspace_md)
    let chosen = Tensor(choice.count)
    pool = Primitive(
      plan,
      [
        .init(DNNL_ARG_SRC, input.layout, input.values),
        .init(DNNL_ARG_DST, output.layout, output.values),
        .init(DNNL_ARG_WORKSPACE, choice, chosen),
      ])
    poolGradient =
      input.gradient.count > 0
      ? Primitive(
        Plan.poolSource(input.layout, result: output.layout, window, forward: plan),
        [
          .init(DNNL_ARG_DIFF_DST, output.layout, output.gradient),
          .init(DNNL_ARG_DIFF_SRC, input.layout, input.gradient),
          .init(DNNL_ARG_WORKSPACE, choice, chosen),
        ]) : nil
    self.input = input
    self.output = output
  }

  func forward() { pool() }

  func backward(parameters: Bool, input: Bool) {
    if input { poolGradient?() }
  }
}
