// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks
import Foundation
import Testing

@Suite struct GraphTests {
  /// A loss made of two networks' outputs, `x` of three numbers and `y` of one, and of inputs.
  struct Loss: CustomTestStringConvertible, Sendable {
    var name: String
    var copies = 1
    var loss: @Sendable (_ x: Value, _ y: Value, _ graph: Graph) -> Value
    var testDescription: String { name }

    init(
      _ name: String, copies: Int = 1,
      _ loss: @escaping @Sendable (_ x: Value, _ y: Value, _ graph: Graph) -> Value
    ) {
      (self.name, self.copies, self.loss) = (name, copies, loss)
    }
  }

  static let losses = [
    Loss("sum") { x, _, _ in x.sum() },
    Loss("mean") { x, _, _ in x.mean() },
    Loss("addition and broadcasting") { x, y, _ in ((x + y) * (y + x)).sum() },
    Loss("subtraction") { x, y, _ in ((x - y) * (y - x) - 2 + (3 - x)).sum() },
    Loss("multiplication") { x, y, _ in (x * y * x * 0.5).sum() },
    Loss("division") { x, y, _ in (x / (y.squared() + 1) / 2).sum() },
    Loss("negation") { x, _, _ in -x.squared().sum() },
    Loss("least and greatest") { x, y, _ in (x.least(y) * x.greatest(-y)).sum() },
    Loss("clamp") { x, _, _ in x.clamped(to: -0.3...0.3).squared().sum() },
    Loss("exponential and logarithm") { x, y, _ in ((x.exp() + 1).log() * y).sum() },
    Loss("hyperbolic tangent") { x, y, _ in (x.tanh() * y).sum() },
    Loss("sigmoid and softplus") { x, y, _ in (x.sigmoid() * y.softplus()).sum() },
    Loss("square and magnitude") { x, y, _ in (x.squared() * y.magnitude()).sum() },
    Loss("columns") { x, y, _ in (x.columns(1..<3) * x.columns(0..<2) * y).sum() },
    Loss("pick") { x, y, graph in x.pick(graph.scalar { 2 }) * x.pick(x.argmax) * y },
    Loss("probabilities of logits") { x, y, _ in (x.logSoftmax() * y).sum() },
    Loss("Huber") { x, y, _ in ((x - y) * 2).huber(0.7).sum() },
    Loss("expectile") { x, y, _ in (x - y).expectile(0.8).sum() },
    Loss("cross-entropy") { x, y, _ in x.sum().crossEntropy(y.sigmoid()) },
    Loss("logistic loss") { x, y, graph in
      x.sum().logisticLoss(yes: graph.constant(0.7), no: graph.constant(1.9)) * y
    },
    Loss("distance from the best policy") { x, y, graph in
      x.distanceFromBest((x * 3).detached, entropyWeight: graph.constant(0.4)) * y
    },
    Loss("detached") { x, y, _ in (x.detached * y + x * y.detached).sum() },
    Loss("least of copies", copies: 2) { x, y, _ in
      (x.overCopies(.least) * y.overCopies(.mean)).sum()
    },
    Loss("copies and one target", copies: 2) { x, y, graph in
      (x - graph.constant(0.3)).squared().overCopies(.sum).sum() / 2 + y.overCopies(.mean)
    },
    Loss("squashed Gaussians") { x, y, graph in
      let parameters = x.columns(0..<2)
      let drawn = parameters.squashedSample()
      return drawn.action * y + drawn.logProbability * (0.3 * y.squared())
    },
    Loss("density of a squashed Gaussian") { x, y, graph in
      x.columns(0..<2).squashedLogProbability(of: graph.constant(0.4)) * y
    },
    Loss("logarithm of a sum of exponentials") { x, y, _ in (3 * x).logSumExp() * y },
    Loss("logarithm of two exponentials") { x, y, _ in (x.logAddExp(2 * y)).sum() },
    Loss("uniform numbers") { x, y, graph in (x * graph.uniform(3)).squared().sum() + y.squared() },
    Loss("mean over rows") { x, y, _ in x.squared().sum() / (y.magnitude().meanOverRows + 1) },
    Loss("bounded Gaussians") { x, y, graph in
      x.columns(0..<2).gaussianLoss(of: graph.constant(0.2)).loss * y
    },
    Loss("bounded Gaussians, weighted", copies: 3) { x, y, graph in
      let target = graph.input(1, copies: 3)
      let fit = x.columns(1..<3).gaussianLoss(of: target)
      return (fit.loss * fit.deviation).overCopies(.sum) + y.overCopies(.sum)
    },
  ]

  /// Both networks, and an update of the loss.
  static func update(
    _ loss: Loss, rows: Int = 8, threads: Int = 1, rate: Float = 1e-3, gradientNorm: Float? = nil
  ) throws -> (update: Update, networks: [Network], load: @Sendable (Int) -> Void) {
    var random = RandomStream("test", seed: 3)
    let networks = try [3, 1].map { units in
      try Network(
        input: .vector(4), layers: [.dense(8), .tanh, .dense(units)], copies: loss.copies,
        random: &random)
    }
    let trained = networks.map { TrainedNetwork($0, Adam.Settings(learningRate: rate)) }
    var inputs: [Tensor] = []
    let update = Update(batchSize: rows, threads: threads, seed: 5) { graph in
      let input = graph.input(4)
      inputs.append(input.tensor)
      let outputs = networks.map { graph.apply($0, to: input) }
      let both = 0.01 * (outputs[0].sum() + outputs[1]).overCopies(.sum)  // each network counts
      let value = loss.loss(outputs[0], outputs[1], graph) + both
      graph.minimize(value, trained[0], trained[1], gradientNorm: gradientNorm)
      graph.report("loss", value)
    }
    let tensors = inputs
    return (
      update, networks,
      { shard in
        var random = RandomStream("input \(shard)", seed: 1)
        for index in 0..<tensors[shard].count { tensors[shard][index] = Float(random.normal()) }
      }
    )
  }

  @Test(arguments: losses)
  func `gradients are finite differences`(_ loss: Loss) throws {
    let (update, _, load) = try Self.update(loss)
    let wrong = update.wrongGradients(samples: 60, load)
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
  }

  @Test(arguments: losses)
  func `updates lower the loss, and are the same on one thread and on two`(_ loss: Loss) throws {
    let runs = try [1, 2].map { threads in
      let (update, networks, load) = try Self.update(loss, threads: threads)
      let before = networks.map(\.parameters.values)
      update(load)
      let first = update.measure("loss")
      for _ in 0..<20 { update(load) }
      #expect(networks.map(\.parameters.values) != before)
      return (networks.map(\.parameters.values), first, update.measure("loss"))
    }
    #expect(runs[0] == runs[1])
    if !["squashed", "uniform"].contains(where: loss.name.contains), loss.name != "detached" {
      #expect(runs[0].2 < runs[0].1)
    }
  }

  @Test func `a derivative that is not the slope is found`() throws {
    let loss = Loss("steep") { x, y, _ in (x * 3).exp().sum() + y }
    let (update, _, load) = try Self.update(loss)
    #expect(update.wrongGradients(load).isEmpty)
    #expect(!update.wrongGradients(step: 1, load).isEmpty)  // which is no small step there
  }

  @Test func `a long gradient is cut to its length, and a short one is left alone`() throws {
    let loss = Loss("steep") { x, y, _ in (x.squared().sum() + y) * 100 }
    func weights(_ norm: Float?) throws -> [[Float]] {
      let (update, networks, load) = try Self.update(loss, rate: 0.01, gradientNorm: norm)
      for _ in 0..<3 { update(load) }
      return networks.map(\.parameters.values)
    }
    let free = try weights(nil)
    #expect(try weights(1e9) == free)
    #expect(try weights(0.5) != free)
  }

  @Test func `a stage sees weights as they are when it first needs a value`() throws {
    var random = RandomStream("test", seed: 3)
    let network = try Network(input: .vector(1), layers: [.dense(1)], random: &random)
    let trained = TrainedNetwork(network, Adam.Settings(learningRate: 0.5))
    var told: [String: Float] = [:]
    let update = Update(batchSize: 2, threads: 1, seed: 5) { graph in
      let input = graph.constant(1)
      let before = graph.apply(network, to: input)
      graph.minimize(before, trained)
      graph.report("before", before)
      let after = graph.apply(network, to: input)
      // the first value as it was, the second one with the new weights
      graph.report("after", after)
      graph.minimize((after - before).squared(), trained, every: 2)
    }
    update { _ in }
    told = Dictionary(uniqueKeysWithValues: update.measures.map { ($0.name, $0.value) })
    #expect(told["after"] == 0)  // its stage comes with every second update only
    update { _ in }
    told = Dictionary(uniqueKeysWithValues: update.measures.map { ($0.name, $0.value) })
    #expect((told["after"] ?? 0) < (told["before"] ?? 0) - 0.5)
  }

  @Test func `an update that was saved and loaded goes on with the same bits`() throws {
    let loss = Self.losses.first { $0.name == "squashed Gaussians" }
    let (straight, networks, load) = try Self.update(try #require(loss))
    for _ in 0..<5 { straight(load) }
    var file = SafeTensors()
    straight.save(to: &file, as: "update")
    for (index, network) in networks.enumerated() { network.save(to: &file, as: "\(index)") }
    for _ in 0..<5 { straight(load) }

    let (again, others, fill) = try Self.update(try #require(loss))
    try again.load(from: file, as: "update")
    for (index, network) in others.enumerated() { try network.load(from: file, as: "\(index)") }
    #expect(again.count == 5 && again.measures.map(\.value).allSatisfy(\.isFinite))
    for _ in 0..<5 { again(fill) }
    #expect(others.map(\.parameters.values) == networks.map(\.parameters.values))
  }

  @Test func `exponentials are added without overflow, and rows have their mean`() throws {
    var random = RandomStream("test", seed: 3)
    let network = try Network(input: .vector(2), layers: [.dense(1)], random: &random)
    var tensors: [(Tensor, [Value])] = []
    let update = Update(batchSize: 4, threads: 1, seed: 5) { graph in
      let input = graph.input(2)
      let told = [
        input.logSumExp(), input.columns(0..<1).logAddExp(input.columns(1..<2)),
        input.columns(0..<1).meanOverRows,
      ]
      tensors.append((input.tensor, told))
      for value in told { graph.report("\(tensors.count)", value) }
      graph.minimize(input.applying(network), TrainedNetwork(network))
    }
    let inputs = tensors.map(\.0)
    update { inputs[$0].update([1_000, 1_000, -1_000, 0]) }
    let found = tensors[0].1.map { [$0.tensor[0], $0.tensor[1]] }
    let log2: Float = 0.693_147
    for sums in found.prefix(2) { #expect(abs(sums[0] - 1_000 - log2) < 1e-3 && sums[1] == 0) }
    #expect(found[2] == [0, 0])
  }
}
