// SPDX-License-Identifier: Apache-2.0

/// A value of a ``Graph``: its numbers, its gradient, and how both are computed.
class Node {
  /// The index among the graph's values.
  var id = 0

  /// The number of copies: blocks of rows.
  let copies: Int

  /// The number of columns of a row.
  let width: Int

  /// The values that it is made of.
  let inputs: [Node]

  /// Whether no gradient goes through it.
  let isDetached: Bool

  /// Its numbers `[copies, rows, width]`.
  var values: Tensor

  /// The gradient of the loss in ``values``; empty where no stage needs it.
  var gradient = Tensor(0)

  /// Whether some stage needs its gradient.
  var needsGradient = false

  /// Whether some stage computes something of it.
  var isNeeded = false

  /// Whether the present stage needs its gradient.
  var isActive = false

  /// The graph's stamp when it was last computed.
  var stamp = 0

  /// The graph that it is part of, which outlives it.
  unowned let graph: Graph

  private let compute: (Node) -> Void
  private let propagate: (Node) -> Void

  /// Makes a value.
  ///
  /// - Parameters:
  ///   - graph: The graph that it is part of.
  ///   - inputs: The values that it is made of.
  ///   - copies: The number of copies: blocks of rows.
  ///   - width: The number of columns of a row.
  ///   - isDetached: Whether no gradient goes through it.
  ///   - forward: Computes ``values``.
  ///   - backward: Adds to the gradient of each active input the part that follows from ``gradient``.
  init(
    _ graph: Graph, _ inputs: [Node] = [], copies: Int = 1, width: Int = 1,
    isDetached: Bool = false, forward: @escaping (Node) -> Void = { _ in },
    backward: @escaping (Node) -> Void = { _ in }
  ) {
    self.graph = graph
    self.inputs = inputs
    self.copies = copies
    self.width = width
    self.isDetached = isDetached
    values = Tensor(0)
    compute = forward
    propagate = backward
  }

  /// The number of elements.
  var count: Int { copies * graph.rows * width }

  /// Allocates memory, once it is known which gradients are needed.
  func plan() {
    if values.count == 0 {
      values = Tensor(shape: copies > 1 ? [copies, graph.rows, width] : [graph.rows, width])
    }
    if needsGradient { gradient = Tensor(shape: values.shape) }
  }

  /// Computes ``values`` from those of the inputs.
  func forward() { compute(self) }

  /// Adds to the gradients of the inputs.
  func backward() { propagate(self) }
}

/// A network applied to values.
final class NetworkNode: Node {
  let network: Network

  /// The gradients that some stage needs.
  var gradients: Pass.Gradients = []

  /// Those that the present stage needs.
  var wanted: Pass.Gradients = []

  private var pass: Pass?
  /// The sum of ``parameterGradient`` over the batches of an update; nil unless some update has several.
  private var sum: Tensor?

  init(_ graph: Graph, _ network: Network, _ inputs: [Node]) {
    let width = inputs.reduce(0) { $0 + $1.width }
    precondition(
      width == network.input.count,
      "the network takes rows of \(network.input.count) numbers, not of \(width)")
    precondition(
      inputs.allSatisfy { $0.copies == 1 }
        || inputs.count == 1 && inputs[0].copies == network.copies,
      "the copies of the input are not those of the network")
    self.network = network
    super.init(graph, inputs, copies: network.copies, width: network.output.count)
  }

  override func plan() {
    let hasOwnInputs = inputs[0].copies > 1
    let pass = Pass(
      network, rows: graph.rows, gradients: gradients, inputPerCopy: hasOwnInputs,
      reading: inputs.count == 1 ? inputs[0].values : nil)
    self.pass = pass
    values = pass.output
    gradient = pass.outputGradient
  }

  /// The gradient of the loss in the network's weights.
  var parameterGradient: Tensor? { pass?.gradient }

  /// Adds up ``parameterGradient`` over the batches of an update; behind the last one it is their sum.
  func addUp(isFirst: Bool, isLast: Bool) {
    guard let gradient = parameterGradient else { return }
    let sum = sum ?? Tensor(like: gradient)
    self.sum = sum
    if isFirst { sum.fill(0) }
    sum.addFromColumns(gradient, at: 0)
    if isLast { gradient.update(sum) }
  }

  override func forward() {
    guard let pass else { return }
    if inputs.count > 1 {
      var column = 0
      for input in inputs {
        pass.input.updateColumns(input.values, at: column)
        column += input.width
      }
    }
    pass.forward()
  }

  override func backward() {
    guard let pass else { return }
    pass.backward(wanted)
    guard wanted.contains(.input) else { return }
    var column = 0
    for input in inputs {
      if input.isActive { input.gradient.addFromColumns(pass.inputGradient, at: column) }
      column += input.width
    }
  }
}
