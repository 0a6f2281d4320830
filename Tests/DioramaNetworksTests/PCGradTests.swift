// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks
import Testing

@Suite struct PCGradTests {
  static func sum(_ gradients: [[Float]], seed: UInt64 = 1) -> [Float] {
    var random = RandomStream("test", seed: seed)
    return PCGrad.sum(gradients, &random)
  }

  /// A quadratic `Σ curvature (θ - centre)² / 2`.
  struct Quadratic {
    var (curvature, centre): ([Double], [Double])
    func gradient(at point: [Double]) -> [Double] {
      point.indices.map { curvature[$0] * (point[$0] - centre[$0]) }
    }
  }

  /// Two valleys across each other: between their lowest points the steep slopes are opposed.
  static let valleys = [
    Quadratic(curvature: [1, 30], centre: [-1, 0.5]),
    Quadratic(curvature: [1, 20], centre: [1, -0.5]),
  ]

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test func `conflicting gradients of two quadratics lose what they undo of each other`() {
    let gradients = Self.valleys.map { $0.gradient(at: [2, 0.1]) }
    let (one, other) = (gradients[0], gradients[1])
    let product = Self.dot(one, other)
    #expect(product < 0)
    // the part of each that is normal to the other
    let (first, second) = (
      zip(one, other).map { $0 - product / Self.dot(other, other) * $1 },
      zip(one, other).map { $1 - product / Self.dot(one, one) * $0 }
    )
    #expect(abs(Self.dot(first, other)) < 1e-9 && abs(Self.dot(second, one)) < 1e-9)
    let found = Self.sum(gradients.map { $0.map(Float.init) })
    for (number, wanted) in zip(found, zip(first, second).map(+)) {
      #expect(abs(Double(number) - wanted) < 1e-5)
    }
    // so a step against the sum lowers both
    #expect(gradients.allSatisfy { Self.dot($0, found.map(Double.init)) > 0 })
  }

  @Test func `gradients that agree, are normal to each other, or are 0 stay as they are`() {
    let agreeing = Self.valleys.map { $0.gradient(at: [5, 3]).map(Float.init) }
    #expect(Self.sum(agreeing) == zip(agreeing[0], agreeing[1]).map(+))
    #expect(Self.sum([[1, 0], [0, -2]]) == [1, -2])
    #expect(Self.sum([[0, 0], [3, -2]]) == [3, -2])
    #expect(Self.sum([[1, 2], [-1, -2]]) == [0, 0])
    #expect(Self.sum([[4, 5]]) == [4, 5])
  }

  @Test func `three tasks are projected in an order that the seed draws`() {
    let gradients: [[Float]] = [[1, 0, 0.5], [-1, 0.7, 0], [-0.2, -1, 0.3]]
    let numbers = gradients.map { $0.map(Double.init) }
    /// The projection of one gradient by others in an order, as algorithm 1 writes it.
    func projected(_ task: Int, by others: [Int]) -> [Double] {
      others.reduce(numbers[task]) { mine, other in
        let product = Self.dot(mine, numbers[other])
        guard product < 0 else { return mine }
        let share = product / Self.dot(numbers[other], numbers[other])
        return zip(mine, numbers[other]).map { $0 - share * $1 }
      }
    }
    var possible: [[Double]] = []
    for first in [[1, 2], [2, 1]] {
      for second in [[0, 2], [2, 0]] {
        for third in [[0, 1], [1, 0]] {
          let parts = [
            projected(0, by: first), projected(1, by: second), projected(2, by: third),
          ]
          possible.append((0..<3).map { index in parts.reduce(0) { $0 + $1[index] } })
        }
      }
    }
    func rounded(_ numbers: [Double]) -> [Int] { numbers.map { Int(($0 * 1e4).rounded()) } }
    var seen: Set<[Int]> = []
    for seed: UInt64 in 0..<200 {
      let found = Self.sum(gradients, seed: seed)
      #expect(found == Self.sum(gradients, seed: seed))
      #expect(
        possible.contains { zip($0, found).allSatisfy { abs($0 - Double($1)) < 1e-6 } })
      seen.insert(rounded(found.map(Double.init)))
    }
    #expect(seen == Set(possible.map(rounded)) && seen.count > 1)
  }

  /// Makes one update of two numbers θ, of rows whose losses are the quadratics in turn.
  ///
  /// - Returns: The gradient that the optimiser saw, from its first moment.
  private func gradient(
    at point: [Float], projecting: Bool, rows: Int = 8
  ) throws -> [Double] {
    var random = RandomStream("test", seed: 3)
    let network = try Network(input: .vector(1), layers: [.dense(2)], random: &random)
    let bias = try #require(network.slots.last)
    network.parameters.update(point, at: bias.offset)
    var inputs: [(task: Tensor, curvature: Tensor, centre: Tensor)] = []
    let update = Update(batchSize: 8, threads: 2, seed: 5) { graph in
      let (task, curvature, centre) = (graph.input(1), graph.input(2), graph.input(2))
      inputs.append((task.tensor, curvature.tensor, centre.tensor))
      let theta = graph.constant(0).applying(network)
      graph.minimize(
        (curvature * (theta - centre).squared()).sum() / 2, TrainedNetwork(network),
        projecting: projecting ? TaskRows(index: task, count: 2) : nil)
    }
    let tensors = inputs
    update(rows: rows) { shard, mine in
      for (row, index) in mine.enumerated() {
        let valley = Self.valleys[index % 2]
        tensors[shard].task[row] = Float(index % 2)
        for axis in 0..<2 {
          tensors[shard].curvature[row, axis] = Float(valley.curvature[axis])
          tensors[shard].centre[row, axis] = Float(valley.centre[axis])
        }
      }
    }
    return (0..<2).map { Double(update.optimizers[0].firstMoment[bias.offset + $0]) / 0.1 }
  }

  @Test(arguments: [8, 20])
  func `an update takes the projected gradients of its rows' tasks`(rows: Int) throws {
    let point = [2, 0.1]
    // half of the rows are of each task
    let halves = Self.valleys.map { $0.gradient(at: point).map { Float($0 / 2) } }
    let found = try gradient(at: point.map(Float.init), projecting: true, rows: rows)
    for (number, wanted) in zip(found, Self.sum(halves)) {
      #expect(abs(number - Double(wanted)) < 1e-5)
    }
    let plain = try gradient(at: point.map(Float.init), projecting: false, rows: rows)
    #expect(
      zip(plain, zip(halves[0], halves[1])).allSatisfy { abs($0 - Double($1.0 + $1.1)) < 1e-5 })
    #expect(zip(plain, found).contains { abs($0 - $1) > 0.1 })
  }

  @Test func `an update without conflicts is the usual one`() throws {
    let (found, plain) = try (
      gradient(at: [5, 3], projecting: true), gradient(at: [5, 3], projecting: false)
    )
    #expect(zip(found, plain).allSatisfy { abs($0 - $1) < 1e-4 })
  }
}
