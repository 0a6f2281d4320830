// SPDX-License-Identifier: Apache-2.0

/// A forward and backward pass of a network over a number of rows, with its activations and gradients.
///
/// Everything is planned when the pass is made; computing allocates nothing. A network may have many passes:
/// an actor has one on the observations and one on the next observations, say.
///
/// One thread may use it at a time.
public final class Pass: @unchecked Sendable {
  public typealias Gradients = PassGradients

  /// The network.
  public let network: Network

  /// The number of rows that it computes at once.
  public let rows: Int

  /// The input `[rows, …]`, or `[copies, rows, …]` where each copy has an input of its own.
  public let input: Tensor

  /// The output `[rows, …]`, or `[copies, rows, …]` where there are several copies.
  public let output: Tensor

  /// The gradient of the loss in ``output``, to be set before ``backward(_:)``, which uses it up.
  public let outputGradient: Tensor

  /// The gradient of the loss in ``input``, the sum over the copies where they share it.
  public let inputGradient: Tensor

  /// The gradient of the loss in the network's parameters; empty unless asked for.
  public let gradient: Tensor

  private let gradients: Gradients
  private let steps: [any LayerPass]

  /// Plans the computation of `network` for `rows` rows.
  ///
  /// - Parameters:
  ///   - network: The network; its parameters may change between calls.
  ///   - rows: The number of rows that are computed at once.
  ///   - gradients: The gradients that ``backward(_:)`` computes.
  ///   - gradient: The tensor that receives the gradient of the parameters; one of its own if nil.
  ///   - inputPerCopy: Whether each copy has an input of its own.
  ///   - source: The tensor that the input is read from; one of its own if nil.
  public init(
    _ network: Network, rows: Int, gradients: Gradients = [], into gradient: Tensor? = nil,
    inputPerCopy: Bool = false, reading source: Tensor? = nil
  ) {
    precondition(rows > 0, "a pass over \(rows) rows cannot be made")
    // plans depend on it, and results on plans, which fix the order in which a gradient is summed
    OneDNN.useOneThread()
    self.network = network
    self.rows = rows
    self.gradients = gradients
    self.gradient =
      gradient ?? Tensor(gradients.contains(.parameters) ? network.parameters.count : 0)
    let maker = LayerPassMaker(
      network, rows: rows, gradients: gradients, gradient: self.gradient,
      inputPerCopy: inputPerCopy, source: source)
    let (first, last) = maker.make()
    steps = maker.steps
    input = first.values
    inputGradient = first.gradient
    output = last.values
    outputGradient = last.gradient
  }

  /// Computes ``output`` from ``input``.
  public func forward() {
    OneDNN.useOneThread()
    for step in steps { step.forward() }
  }

  /// Computes the gradients asked for from ``outputGradient``, after ``forward()``.
  ///
  /// - Parameter wanted: The gradients that are wanted this time; all if nil.
  public func backward(_ wanted: Gradients? = nil) {
    OneDNN.useOneThread()
    let wanted = gradients.intersection(wanted ?? gradients)
    for (index, step) in steps.enumerated().reversed() {
      // if the gradient in the input is not wanted, there is no memory for it
      let propagates = step.input.gradient.count > 0 && (index > 0 || wanted.contains(.input))
      step.backward(parameters: wanted.contains(.parameters), input: propagates)
    }
  }
}
