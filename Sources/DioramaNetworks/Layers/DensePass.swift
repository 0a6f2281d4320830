// SPDX-License-Identifier: Apache-2.0

internal import CDioramaKernels
internal import CLibDNNL

/// The pass of a dense layer, `y = f(x W + b)`, copy by copy.
final class DensePass: LayerPass {
  let input: Signal
  let output: Signal
  private let rows: Int
  private let copies: Int
  private let weight: Parameter
  private let bias: Parameter
  private let products: [Primitive]
  private let activationGradient: Primitive?
  private let sparse: SparseRows?

  init(
    _ input: Signal, _ output: Signal, rows: Int, copies: Int, _ weight: Parameter,
    _ bias: Parameter, _ fused: Activation?
  ) {
    self.rows = rows
    self.copies = copies
    self.weight = weight
    self.bias = bias
    let (inputs, units) = (input.shape.count, output.shape.count)
    let source = BlockLayout.rows(rows, inputs)
    let result = BlockLayout.rows(rows, units)
    let weights = BlockLayout.rows(inputs, units)
    let plan = Plan.product(
      source, weights, bias: .rows(1, units), result: result, fused: fused)
    let stride = input.isShared ? 0 : rows * inputs
    // so few outputs leave most of a SIMD vector empty: the plain product is four times as fast
    let isNarrow = units <= 4 && fused == nil
    products = (isNarrow ? 0..<0 : 0..<copies).map { copy in
      Primitive(
        plan,
        [
          .init(DNNL_ARG_SRC, source, input.values, at: copy * stride),
          .init(DNNL_ARG_WEIGHTS, weights, weight.values, at: copy * inputs * units),
          .init(DNNL_ARG_BIAS, .rows(1, units), bias.values, at: copy * units),
          .init(DNNL_ARG_DST, result, output.values, at: copy * rows * units),
        ])
    }
    activationGradient = ActivationPass.gradient(fused, output)
    let propagatesOnly = weight.gradient.count == 0 && input.gradient.count > 0
    sparse = propagatesOnly ? SparseRows(rows, inputs) : nil
    self.input = input
    self.output = output
  }

  func forward() {
    for product in products { product() }
    if products.isEmpty { multiply() }
  }

  /// `y = b`, then `y += x W`.
  private func multiply() {
    let (inputs, units) = (input.shape.count, output.shape.count)
    for copy in 0..<copies {
      let result = unsafe output.values.base + copy * rows * units
      for row in 0..<rows {
        unsafe (result + row * units).update(from: bias.values.base + copy * units, count: units)
      }
      unsafe OneDNN.multiply(
        input.values.base + copy * (input.isShared ? 0 : rows * inputs),
        weight.values.base + copy * inputs * units, into: result, m: rows, n: units, k: inputs,
        accumulating: true)
    }
  }

  func backward(parameters: Bool, input propagates: Bool) {
    activationGradient?()
    let (inputs, units) = (input.shape.count, output.shape.count)
    for copy in 0..<copies {
      let arrived = unsafe output.gradient.base + copy * rows * units
      let entered = copy * (input.isShared ? 0 : rows * inputs)
      if parameters {
        unsafe OneDNN.multiply(
          input.values.base + entered, transposingA: true, arrived,
          into: weight.gradient.base + copy * inputs * units, m: inputs, n: units, k: rows)
        unsafe diorama_sum_rows(arrived, rows, units, bias.gradient.base + copy * units)
      }
      if propagates {
        let weights = unsafe weight.values.base + copy * inputs * units
        let into = unsafe input.gradient.base + entered
        let isAdded = input.isShared && copy > 0
        if let sparse {
          unsafe sparse.multiply(arrived, weights, units, into: into, accumulating: isAdded)
        } else {
          unsafe OneDNN.multiply(
            arrived, weights, transposingB: true, into: into, m: rows, n: inputs, k: units,
            accumulating: isAdded)
        }
      }
    }
  }
}
