// SPDX-License-Identifier: Apache-2.0

import DioramaGridworlds
import Testing

@Suite struct MarkovModelTests {
  /// A deterministic grid of Sutton and Barto: up, down, right, left.
  static func grid(
    _ size: Int, terminal: Set<Int> = [],
    _ rule: @escaping (_ cell: Int) -> (Int, Double)? = { _ in nil },
    bump: Double, step: Double
  ) -> MarkovModel {
    MarkovModel(
      stateNames: (0..<size * size).map { "\($0)" }, actionNames: ["N", "S", "E", "W"],
      starts: [1] + Array(repeating: 0, count: size * size - 1),
      isTerminal: (0..<size * size).map { terminal.contains($0) }
    ) { cell, action in
      if let (next, reward) = rule(cell) {
        return [MarkovModel.Outcome(state: next, probability: 1, reward: reward)]
      }
      let row = cell / size + [-1, 1, 0, 0][action]
      let column = cell % size + [0, 0, 1, -1][action]
      let isInside = (0..<size).contains(row) && (0..<size).contains(column)
      return [
        MarkovModel.Outcome(
          state: isInside ? row * size + column : cell, probability: 1,
          reward: isInside ? step : bump)
      ]
    }
  }

  /// Sutton and Barto 2018, Example 3.5: from A to A' for 10, from B to B' for 5.
  static let fiveByFive = grid(
    5, { $0 == 1 ? (21, 10) : $0 == 3 ? (13, 5) : nil }, bump: -1, step: 0)

  func uniform(_ model: MarkovModel) -> [Double] {
    Array(repeating: 1 / Double(model.actionCount), count: model.stateCount * model.actionCount)
  }

  func expect(
    _ values: some Collection<Double>, _ expected: [Double], within tolerance: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(values.count == expected.count, sourceLocation: sourceLocation)
    for (value, known) in zip(values, expected) {
      #expect(abs(value - known) <= tolerance, "\(Array(values))", sourceLocation: sourceLocation)
    }
  }

  @Test func `random moves on the 5x5 grid are worth what the book says`() throws {
    let values = try Self.fiveByFive.values(of: uniform(Self.fiveByFive), discount: 0.9)
    expect(values[..<5], [3.308996, 8.789292, 4.427619, 5.322368, 1.492179], within: 5.1e-7)
    expect(values[20...], [-1.857701, -1.345231, -1.229267, -1.422918, -1.975179], within: 5.1e-7)
  }

  @Test(arguments: GridworldSolutionTests.solvers.indices)
  func `the best moves on the 5x5 grid are worth what the book says`(solver: Int) throws {
    let solution = try GridworldSolutionTests.solvers[solver](Self.fiveByFive, 0.9)
    expect(solution.values[..<2], [21.977485, 24.419428], within: 5.1e-7)
    expect(
      solution.values[20...], [14.419428, 16.021587, 14.419428, 12.977485, 11.679737],
      within: 5.1e-7)
    #expect(solution.residual < 1e-9)
  }

  @Test func `random moves on the 4x4 grid are worth what the book says`() throws {
    // Sutton and Barto 2018, Example 4.1
    let model = Self.grid(4, terminal: [0, 15], bump: -1, step: -1)
    expect(
      try model.values(of: uniform(model), discount: 1),
      [0, -14, -20, -22, -14, -18, -20, -20, -20, -20, -18, -14, -22, -20, -14, 0], within: 1e-9)
    expect(
      try model.stepsToEnd(of: uniform(model)),
      [0, 14, 20, 22, 14, 18, 20, 20, 20, 20, 18, 14, 22, 20, 14, 0], within: 1e-9)
  }

  /// Three choices with rewards 1, 0 and -1, for ever or once.
  static func bandit(forEver: Bool) -> MarkovModel {
    MarkovModel(
      stateNames: ["here", "over"], actionNames: ["good", "fair", "bad"], starts: [1, 0],
      isTerminal: [false, true]
    ) { _, action in
      [MarkovModel.Outcome(state: forEver ? 0 : 1, probability: 1, reward: 1 - Double(action))]
    }
  }

  @Test func `soft values of a bandit are those of the closed form`() throws {
    let once = try Self.bandit(forEver: false).softValueIteration(discount: 1, temperature: 0.5)
    expect(once.values, [1.0714658142, 0], within: 1e-10)
    expect(once.policy[..<3], [0.8668133322, 0.1173104278, 0.0158762400], within: 1e-10)
    let forEver = try Self.bandit(forEver: true).softValueIteration(discount: 0.9, temperature: 0.5)
    #expect(abs(forEver.values[0] - 10.714658142) <= forEver.residual + 1e-9)
    #expect(forEver.residual <= 1e-10)
  }

  @Test func `soft values become the hard ones as the temperature falls`() throws {
    let hard = try Self.fiveByFive.valueIteration(discount: 0.9)
    for temperature in [0.1, 0.01, 0.001] {
      let soft = try Self.fiveByFive.softValueIteration(discount: 0.9, temperature: temperature)
      for (a, b) in zip(soft.values, hard.values) {
        // never less, and by no more than the entropy of four equal choices in every step
        #expect(a >= b - 1e-9 && a - b <= temperature * 1.3863 * 10 + 1e-9)
      }
    }
  }

  @Test func `the residual bounds the error, whatever the tolerance`() throws {
    let world = try Gridworld(GridMap.shipped("frozen-lake"))
    for discount in [0.5, 0.9, 0.99, 1] {
      let exact = try world.model.policyIteration(discount: discount).values
      var errors: [Double] = []
      for tolerance in [1e-1, 1e-3, 1e-5, 1e-7] {
        let rough = try world.model.valueIteration(discount: discount, tolerance: tolerance)
        let error = zip(rough.values, exact).map { abs($0 - $1) }.max() ?? 0
        #expect(rough.residual <= tolerance)
        #expect(error <= rough.residual + 1e-14, "discount \(discount), tolerance \(tolerance)")
        errors.append(error)
      }
      #expect(errors[0] > errors[3] && errors[0] > 0)
    }
  }

  @Test func `the dense arrays hold what the sparse ones do`() throws {
    let model = try Gridworld(GridMap.shipped("four-by-three")).model
    let (p, r) = (model.transitionMatrix, model.rewardMatrix)
    #expect(p.count == 11 * 4 * 11 && r.count == 11 * 4)
    for row in 0..<11 * 4 {
      let sum = p[row * 11..<(row + 1) * 11].reduce(0, +)
      #expect(abs(sum - (model.isTerminal[row / 4] ? 0 : 1)) < 1e-12)
    }
    // from (3,3) east: 0.8 to the goal, 0.1 south, 0.1 against the border
    let state = try #require(model.stateNames.firstIndex(of: "3,3"))
    let goal = try #require(model.stateNames.firstIndex(of: "3,4"))
    let south = try #require(model.stateNames.firstIndex(of: "2,3"))
    let row = (state * 4 + 1) * 11
    #expect(abs(p[row + goal] - 0.8) < 1e-12)
    #expect(abs(p[row + south] - 0.1) < 1e-12)
    #expect(abs(p[row + state] - 0.1) < 1e-12)
    #expect(abs(r[state * 4 + 1] - (0.8 - 0.03 * 0.2)) < 1e-12)
  }

  @Test func `what has no solution is refused with the reason`() {
    let endless = Self.bandit(forEver: true)
    #expect(throws: MarkovError.noEnd(state: "here")) { try endless.valueIteration(discount: 1) }
    #expect(throws: MarkovError.noEnd(state: "here")) { try endless.policyIteration(discount: 1) }
    #expect(throws: MarkovError.discount(1.5)) { try endless.valueIteration(discount: 1.5) }
    #expect(throws: MarkovError.self) { try endless.policyIteration(discount: .nan) }
    #expect(throws: MarkovError.temperature(0)) {
      try endless.softValueIteration(discount: 0.9, temperature: 0)
    }
  }

  @Test func `a reward that can be collected for ever is refused at discount 1`() throws {
    var map = try GridMap.shipped("four-by-three")
    map.livingReward = 0.1
    let model = try Gridworld(map).model
    #expect(throws: MarkovError.self) { try model.valueIteration(discount: 1) }
    #expect(throws: MarkovError.self) { try model.policyIteration(discount: 1) }
  }
}
