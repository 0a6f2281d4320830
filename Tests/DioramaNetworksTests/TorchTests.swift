// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks
import Foundation
import Testing

/// Networks computed by PyTorch, which `tools/peers/make-network-reference` wrote down.
@Suite struct TorchTests {
  struct Stack: CustomTestStringConvertible, Sendable {
    var name: String
    var layers: [Layer]
    var testDescription: String { name }
  }

  static let stacks = [
    Stack(name: "dense", layers: [.dense(16), .relu, .dense(3)]),
    Stack(name: "tanh", layers: [.dense(16), .tanh, .dense(3), .tanh]),
    Stack(name: "silu", layers: [.dense(16), .silu, .dense(3)]),
    Stack(
      name: "norm",
      layers: [.dense(16), .layerNorm, .relu, .dense(8), .layerNorm, .tanh, .dense(1)]),
    Stack(
      name: "strided",
      layers: [
        .convolution(filters: 16, kernel: 3, stride: 2, padding: 1), .relu,
        .convolution(filters: 16, kernel: 3, stride: 2, padding: 1), .relu, .dense(4),
      ]),
    Stack(
      name: "pooled",
      layers: [
        .convolution(filters: 8, kernel: 5, padding: 2), .relu, .maxPool(kernel: 2, stride: 2),
        .convolution(filters: 8, kernel: 5, padding: 2), .relu, .maxPool(kernel: 2, stride: 2),
        .dense(4),
      ]),
    Stack(
      name: "places",
      layers: [
        .convolution(filters: 16, kernel: 5, stride: 2, padding: 2), .relu,
        .convolution(filters: 8, kernel: 3, padding: 1), .relu, .softArgmax(sharpness: 3),
        .dense(4),
      ]),
  ]

  static func reference() throws -> SafeTensors {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/torch.safetensors")
    return try SafeTensors(Data(contentsOf: file))
  }

  @Test(arguments: stacks)
  func `outputs, gradients and ten steps of Adam are PyTorch's`(_ stack: Stack) throws {
    let reference = try Self.reference()
    let shape = try #require(reference.entries["\(stack.name).input"]).shape
    let input: LayerShape =
      shape.count == 4
      ? .image(ImageShape(height: shape[1], width: shape[2], channels: shape[3]))
      : .vector(shape[1])
    var random = RandomStream("test", seed: 0)
    let network = try Network(input: input, layers: stack.layers, random: &random)
    for slot in network.slots {
      network.parameters.update(
        try reference.floats("\(stack.name).first.\(slot.name)", shape: slot.shape),
        at: slot.offset)
    }
    let pass = Pass(network, rows: shape[0], gradients: .parameters)
    pass.input.update(try reference.floats("\(stack.name).input"))
    let optimizer = Adam(
      network, Adam.Settings(learningRate: 0.01), gradients: [pass.gradient])

    for number in 1...10 {
      pass.forward()
      pass.outputGradient.update(pass.output)
      pass.backward()
      if number == 1 {
        expect(pass.output.values, try reference.floats("\(stack.name).output"), 2e-6)
        for slot in network.slots {
          let found = Array(pass.gradient.values[slot.offset..<(slot.offset + slot.count)])
          expect(found, try reference.floats("\(stack.name).gradient.\(slot.name)"), 5e-6)
        }
      }
      optimizer.step(number)
    }
    for slot in network.slots {
      expect(
        network.values(of: slot).values,
        try reference.floats("\(stack.name).last.\(slot.name)"), 1e-4)
    }
  }

  /// Expects numbers to agree within `tolerance` of the largest.
  private func expect(_ found: [Float], _ expected: [Float], _ tolerance: Float) {
    let scale = max(1, expected.map(abs).max() ?? 0)
    let error = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
    #expect(found.count == expected.count)
    #expect(error <= tolerance * scale)
  }
}
