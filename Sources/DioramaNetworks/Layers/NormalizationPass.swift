// SPDX-License-Identifier: Apache-2.0

internal import CLibDNNL

/// The pass of a layer normalisation, copy by copy.
final class NormalizationPass: LayerPass {
  let input: Signal
  let output: Signal
  private let apply: [Primitive]
  private let applyGradient: [Primitive]

  init(
    _ input: Signal, _ output: Signal, rows: Int, copies: Int, _ scale: Parameter,
    _ shift: Parameter, hasGradient: Bool
  ) {
    let units = output.shape.count
    let layout = BlockLayout.rows(rows, units)
    let statistics = BlockLayout.rows(rows)
    let vector = BlockLayout.rows(units)
    let (mean, variance) = (Tensor(copies, rows), Tensor(copies, rows))
    let plan = Plan.normalization(layout, statistics: statistics)
    let entered = input.isShared ? 0 : rows * units
    func arguments(_ copy: Int) -> [Primitive.Argument] {
      [
        .init(DNNL_ARG_SRC, layout, input.values, at: copy * entered),
        .init(DNNL_ARG_MEAN, statistics, mean, at: copy * rows),
        .init(DNNL_ARG_VARIANCE, statistics, variance, at: copy * rows),
        .init(DNNL_ARG_SCALE, vector, scale.values, at: copy * units),
        .init(DNNL_ARG_SHIFT, vector, shift.values, at: copy * units),
      ]
    }
    apply = (0..<copies).map { copy in
      Primitive(
        plan,
        arguments(copy) + [
          .init(DNNL_ARG_DST, layout, output.values, at: copy * rows * units)
        ])
    }
    guard hasGradient else {
      applyGradient = []
      self.input = input
      self.output = output
      return
    }
    let planBack = Plan.normalizationSource(layout, statistics: statistics, forward: plan)
    // oneDNN computes all three at once; the gradients that are not asked for go here
    let unused = Tensor(max(rows * units, 2 * copies * units))
    let hasParameters = scale.gradient.count > 0
    let propagates = input.gradient.count > 0
    applyGradient = (0..<copies).map { copy in
      Primitive(
        planBack,
        arguments(copy) + [
          .init(DNNL_ARG_DIFF_DST, layout, output.gradient, at: copy * rows * units),
          .init(
            DNNL_ARG_DIFF_SRC, layout, propagates ? input.gradient : unused,
            at: propagates ? copy * entered : 0),
          .init(
            DNNL_ARG_DIFF_SCALE, vector, hasParameters ? scale.gradient : unused,
            at: copy * units),
          .init(
            DNNL_ARG_DIFF_SHIFT, vector, hasParameters ? shift.gradient : unused,
            at: hasParameters ? copy * units : (copies + copy) * units),
        ])
    }
    self.input = input
    self.output = output
  }

  func forward() {
    for step in apply { step() }
  }

  func backward(parameters: Bool, input: Bool) {
    for step in applyGradient { step() }
  }
}
