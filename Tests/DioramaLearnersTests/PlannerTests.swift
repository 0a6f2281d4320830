// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import Testing

@Suite struct PlannerTests {
  /// Settings that search carefully enough to compare with closed forms.
  static func settings(_ planner: PlannerKind, horizon: Int) -> PlannerSettings {
    var settings = PlannerSettings()
    settings.planner = planner
    settings.horizon = horizon
    settings.population = planner == .random ? 20_000 : 200
    settings.elites = 20
    settings.iterations = planner == .mppi ? 100 : 25
    settings.noiseExponent = 0
    settings.temperature = 0.002
    settings.initialDeviation = planner == .mppi ? 0.1 : 0.5
    return settings
  }

  /// The cost of the linear-quadratic problem from x = 1, as a return: `-Σ (x² + u²)`.
  static func score(_ sequences: [[Float]]) -> [Double] {
    sequences.map { sequence in
      var x = 1.0
      return sequence.reduce(0) { total, action in
        let u = LinearProblem.scale * Double(action)
        x += u
        return total - x * x - u * u
      }
    }
  }

  /// The first gains by horizon.
  ///
  /// > Source: the Riccati recursion `P ← 1 + P / (1 + P)` from P = 1, whose gains `P / (1 + P)` are ratios
  /// > of Fibonacci numbers.
  static let gains = [1.0 / 2, 3.0 / 5, 8.0 / 13, 21.0 / 34]

  @Test(arguments: [PlannerKind.cem, .icem, .mppi], [1, 2, 3, 4])
  func `finds the gain of the linear-quadratic regulator`(
    planner: PlannerKind, horizon: Int
  ) throws {
    let settings = Self.settings(planner, horizon: horizon)
    var search = settings.makePlanner(
      PlanShape(actions: horizon, numbers: 1), RandomStream("test", seed: 5))
    let plan = try search.plan { sequences in Self.score(sequences) }
    let gain = -LinearProblem.scale * Double(plan.actions[0])
    // MPPI's noise stays as it is, and its mean trembles
    let tolerance = planner == .mppi ? 0.03 : 0.01
    #expect(abs(gain - Self.gains[horizon - 1]) < tolerance, "the gain is \(gain)")
  }

  @Test func `random shooting comes near where there is one number to find`() throws {
    var search = Self.settings(.random, horizon: 1).makePlanner(
      PlanShape(actions: 1, numbers: 1), RandomStream("test", seed: 5))
    let plan = try search.plan { sequences in Self.score(sequences) }
    #expect(abs(LinearProblem.scale * Double(plan.actions[0]) + 0.5) < 0.001)
  }

  @Test(arguments: PlannerKind.allCases)
  func `what earns no number never wins`(planner: PlannerKind) throws {
    var settings = Self.settings(planner, horizon: 2)
    (settings.population, settings.iterations) = (200, 10)
    var search = settings.makePlanner(
      PlanShape(actions: 2, numbers: 1), RandomStream("test", seed: 1))
    // the right half of the first actions is worth a lot, and is no number
    let plan = try search.plan { sequences in
      sequences.map { $0[0] > 0 ? .nan : -10 + Double($0[0]) }
    }
    #expect(plan.actions[0] <= 0)
    #expect(plan.actions.allSatisfy { (-1...1).contains($0) })
    #expect(plan.returns == plan.returns.sorted(by: >) && !plan.returns.contains(where: \.isNaN))
    // nor does it where there is nothing else
    let hopeless = try search.plan { sequences in sequences.map { _ in .nan } }
    #expect(hopeless.actions.allSatisfy { (-1...1).contains($0) })
  }

  @Test(arguments: PlannerKind.allCases)
  func `plans alike from the same seed, and differently from another`(planner: PlannerKind) throws {
    func plans(seed: UInt64) throws -> [Plan] {
      var settings = Self.settings(planner, horizon: 4)
      (settings.population, settings.iterations, settings.elites) = (30, 2, 5)
      var search = settings.makePlanner(
        PlanShape(actions: 4, numbers: 1), RandomStream("test", seed: seed))
      return try (0..<3).map { _ in
        let plan = try search.plan { sequences in Self.score(sequences) }
        search.advance(by: 1)
        return plan
      }
    }
    let first = try plans(seed: 1)
    #expect(try plans(seed: 1) == first)
    #expect(try plans(seed: 2) != first)
  }

  @Test func `iCEM scores so many sequences as the paper's schedule says`() throws {
    var settings = PlannerSettings()
    settings.horizon = 3
    var search = settings.makePlanner(
      PlanShape(actions: 3, numbers: 2), RandomStream("test", seed: 1))
    var counts: [Int] = []
    for _ in 0..<2 {
      _ = try search.plan { sequences in
        counts.append(sequences.count)
        return sequences.map { Double($0[0]) }
      }
      search.advance(by: 1)
    }
    // 40, 40/1.25, 40/1.25²; 3 of 10 elites are kept; stillness comes in first, the mean last, and the
    // mean with stillness after it
    #expect(counts == [41, 32 + 3, 25 + 3 + 2, 41 + 3, 32 + 3, 25 + 3 + 2])
  }

  @Test func `MPPI's noise is as large as it is told`() throws {
    var settings = PlannerSettings()
    (settings.planner, settings.iterations, settings.population) = (.mppi, 1, 20_000)
    settings.initialDeviation = 0.1
    var search = settings.makePlanner(
      PlanShape(actions: 1, numbers: 1), RandomStream("test", seed: 1))
    _ = try search.plan { sequences in
      let variance = sequences.reduce(0) { $0 + Double($1[0] * $1[0]) } / Double(sequences.count)
      #expect(abs(variance.squareRoot() - 0.1) < 0.002)
      return sequences.map { _ in 0 }
    }
  }

  @Test func `CEM draws from normals cut at two deviations`() throws {
    var settings = PlannerSettings()
    (settings.planner, settings.iterations, settings.population) = (.cem, 1, 40_000)
    settings.initialDeviation = 0.5
    var search = settings.makePlanner(
      PlanShape(actions: 1, numbers: 1), RandomStream("test", seed: 1))
    _ = try search.plan { sequences in
      let numbers = sequences.map { Double($0[0]) / 0.5 }
      #expect(numbers.allSatisfy { abs($0) <= 2 })
      // the variance of a standard normal within ±2 is 1 - 4 φ(2) / (2 Φ(2) - 1) = 0.773741
      let variance = numbers.reduce(0) { $0 + $1 * $1 } / Double(numbers.count)
      #expect(abs(variance - 0.773741) < 0.01)
      return sequences.map { _ in 0 }
    }
  }
}
