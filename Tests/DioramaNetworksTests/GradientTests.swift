// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks
import Testing

@Suite struct GradientTests {
  struct Stack: CustomTestStringConvertible, Sendable {
    var name: String
    var input: LayerShape
    var layers: [Layer]
    var copies = 1
    var inputPerCopy = false
    var testDescription: String { name }
  }

  static let picture = LayerShape.image(ImageShape(height: 8, width: 8, channels: 3))

  static let stacks = [
    Stack(name: "dense", input: .vector(5), layers: [.dense(3)]),
    Stack(name: "dense and ReLU", input: .vector(5), layers: [.dense(16), .relu, .dense(3)]),
    Stack(name: "dense and tanh", input: .vector(5), layers: [.dense(7), .tanh, .dense(3), .tanh]),
    Stack(name: "dense and SiLU", input: .vector(5), layers: [.dense(7), .silu, .dense(3)]),
    Stack(name: "LayerNorm", input: .vector(5), layers: [.dense(9), .layerNorm, .tanh, .dense(2)]),
    Stack(name: "normalised input", input: .vector(6), layers: [.layerNorm, .dense(2)]),
    Stack(name: "twins", input: .vector(5), layers: [.dense(8), .relu, .dense(1)], copies: 2),
    Stack(
      name: "normalised twins", input: .vector(5),
      layers: [.dense(8), .layerNorm, .relu, .dense(1)], copies: 2),
    Stack(
      name: "an ensemble with inputs of its own", input: .vector(4),
      layers: [.dense(8), .silu, .dense(3)], copies: 3, inputPerCopy: true),
    Stack(
      name: "convolution", input: picture,
      layers: [.convolution(filters: 4, kernel: 3, stride: 2, padding: 1)]),
    Stack(
      name: "places", input: picture,
      layers: [
        .convolution(filters: 5, kernel: 3, padding: 1), .softArgmax(sharpness: 3), .dense(2),
      ]),
    Stack(
      name: "as many filters as channels", input: picture,
      layers: [.convolution(filters: 3, kernel: 3, padding: 1), .relu, .dense(2)]),
    Stack(
      name: "convolutions and ReLU", input: picture,
      layers: [
        .convolution(filters: 16, kernel: 3, stride: 2, padding: 1), .relu,
        .convolution(filters: 8, kernel: 3, padding: 1), .relu, .dense(3),
      ]),
    Stack(
      name: "stacked frames", input: .image(ImageShape(height: 8, width: 8, channels: 6)),
      layers: [
        .convolution(filters: 32, kernel: 3, stride: 2, padding: 1), .relu,
        .convolution(filters: 12, kernel: 3, stride: 2, padding: 1), .relu, .dense(3),
      ]),
    Stack(
      name: "convolution, pool and dense", input: picture,
      layers: [
        .convolution(filters: 8, kernel: 5, padding: 2), .relu, .maxPool(kernel: 2, stride: 2),
        .convolution(filters: 8, kernel: 5, padding: 2), .relu, .maxPool(kernel: 2, stride: 2),
        .dense(6), .layerNorm, .tanh, .dense(2),
      ]),
  ]

  /// The loss is half the sum of squares of the output.
  static func loss(_ pass: Pass) -> Double {
    pass.forward()
    return pass.output.values.reduce(0) { $0 + Double($1) * Double($1) / 2 }
  }

  @Test(arguments: stacks)
  func `gradients are finite differences`(_ stack: Stack) throws {
    var random = RandomStream("test", seed: 5)
    let network = try Network(
      input: stack.input, layers: stack.layers, copies: stack.copies, random: &random)
    let pass = Pass(
      network, rows: 3, gradients: [.parameters, .input], inputPerCopy: stack.inputPerCopy)
    for index in 0..<pass.input.count { pass.input[index] = Float(random.normal()) }
    _ = Self.loss(pass)
    pass.outputGradient.update(pass.output)
    pass.backward()
    let (found, foundInput) = (pass.gradient.values, pass.inputGradient.values)
    #expect(foundInput.count == pass.input.count)

    let used = network.slots.flatMap { $0.offset..<($0.offset + $0.count) }
    Self.check(found, against: network.parameters, at: used, pass)
    Self.check(foundInput, against: pass.input, at: Array(pass.input.values.indices), pass)
  }

  /// Which rows of the output have a gradient.
  static let sparsities: [@Sendable (_ row: Int) -> Bool] = [
    { _ in true }, { _ in false }, { $0 % 2 == 0 }, { $0 > 4 }, { $0 == 3 },
  ]

  @Test(arguments: stacks.filter { $0.name.contains("twins") || $0.inputPerCopy }, 0..<5)
  func `rows without a gradient change nothing for the others`(
    _ stack: Stack, _ sparsity: Int
  ) throws {
    var random = RandomStream("test", seed: 6)
    let network = try Network(
      input: stack.input, layers: stack.layers, copies: stack.copies, random: &random)
    // a pass that wants the parameters' gradients too takes all rows
    let passes = [[.parameters, .input], .input].map { (gradients: Pass.Gradients) in
      Pass(network, rows: 4, gradients: gradients, inputPerCopy: stack.inputPerCopy)
    }
    for index in 0..<passes[0].input.count { passes[0].input[index] = Float(random.normal()) }
    passes[1].input.update(passes[0].input)
    let units = network.output.count
    for round in 0..<2 {
      for index in 0..<passes[0].outputGradient.count {
        let hasGradient = Self.sparsities[(sparsity + round) % 5](index / units)
        passes[0].outputGradient[index] = hasGradient ? Float(random.normal()) : 0
      }
      passes[1].outputGradient.update(passes[0].outputGradient)
      for pass in passes {
        pass.forward()
        pass.backward()
      }
      for (one, other) in zip(passes[0].inputGradient.values, passes[1].inputGradient.values) {
        #expect(abs(one - other) <= 1e-6)
      }
    }
  }

  /// Expects `gradient` to lie between the slopes of the loss to both sides, which differ at the
  /// kinks of ReLU and of pools.
  static func check(_ gradient: [Float], against tensor: Tensor, at indices: [Int], _ pass: Pass) {
    let rounding = Double(gradient.map(abs).max() ?? 0) * 3e-3
    for index in indices where indices.count < 400 || index % 5 == 0 {
      let (left, right) = slopes(of: tensor, at: index, pass)
      let range = (min(left, right) - rounding)...(max(left, right) + rounding)
      #expect(range.contains(Double(gradient[index])), "at \(index)")
    }
  }

  static func slopes(of tensor: Tensor, at index: Int, _ pass: Pass) -> (Double, Double) {
    let (value, step) = (tensor[index], Float(1e-3))
    let here = loss(pass)
    tensor[index] = value + step
    let above = loss(pass)
    tensor[index] = value - step
    let below = loss(pass)
    tensor[index] = value
    return ((here - below) / Double(step), (above - here) / Double(step))
  }
}
