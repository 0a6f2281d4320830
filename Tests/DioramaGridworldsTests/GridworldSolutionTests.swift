// SPDX-License-Identifier: Apache-2.0

import DioramaGridworlds
import Testing

/// The exact solutions against published tables.
@Suite struct GridworldSolutionTests {
  typealias Solver = @Sendable (MarkovModel, Double) throws -> MarkovSolution
  static let solvers: [Solver] = [
    { model, discount in try model.valueIteration(discount: discount) },
    { model, discount in try model.policyIteration(discount: discount) },
  ]

  /// Checks the values of a map's cells, the north row first; nil for walls.
  func expect(
    _ world: Gridworld, _ model: MarkovModel, _ discount: Double, _ table: [[Double?]],
    within tolerance: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for solver in Self.solvers {
      let solution = try solver(model, discount)
      #expect(solution.residual < 1e-9, sourceLocation: sourceLocation)
      for (index, row) in table.enumerated() {
        for (column, expected) in row.enumerated() {
          let state = world.state(row: table.count - index, column: column + 1)
          #expect((state == nil) == (expected == nil), sourceLocation: sourceLocation)
          guard let state, let expected else { continue }
          let error = abs(solution.values[state] - expected)
          #expect(
            error <= tolerance, "row \(index), column \(column): \(solution.values[state])",
            sourceLocation: sourceLocation)
        }
      }
    }
  }

  func fourByThree(_ livingReward: Double) throws -> Gridworld {
    var map = try GridMap.shipped("four-by-three")
    map.livingReward = livingReward
    return try Gridworld(map)
  }

  // Russell and Norvig, 3rd edition, Figure 17.3, to ten digits
  static let third: [[Double?]] = [
    [0.8115582192, 0.8678082192, 0.9178082192, 1],
    [0.7615582192, nil, 0.6602739726, -1],
    [0.7053082192, 0.6553082192, 0.6114155251, 0.3879249112],
  ]

  @Test func `the 4x3 world has the values of the book, reward in states`() throws {
    let world = try fourByThree(-0.04)
    let model = try world.model(.state)
    try expect(world, model, 1, Self.third, within: 1e-9)
    try expect(
      world, model, 0.9,
      [
        [0.5094155954, 0.6495863596, 0.7953622429, 1],
        [0.3985112545, nil, 0.4864404559, -1],
        [0.2964665411, 0.2539605461, 0.3447883997, 0.1299424701],
      ], within: 1e-9)
    try expect(
      world, model, 0.99,
      [
        [0.7762, 0.8439, 0.9051, 1], [0.7166, nil, 0.6413, -1], [0.6507, 0.5927, 0.5601, 0.3380],
      ], within: 5.1e-5)
  }

  @Test func `the 4x3 world has the values of the book, reward on transitions`() throws {
    // every state is worth 0.04 more, and an end nothing
    let table = Self.third.map { $0.map { $0.map { abs($0) == 1 ? 0 : $0 + 0.04 } } }
    let world = try fourByThree(-0.04)
    try expect(world, world.model(.transition), 1, table, within: 1e-9)
  }

  @Test func `the two conventions differ by the reward of the present state at any discount`()
    throws
  {
    let world = try fourByThree(-0.3)
    for discount in [0.3, 0.9, 0.99, 1] {
      let entering = try world.model(.transition).policyIteration(discount: discount)
      let being = try world.model(.state).policyIteration(discount: discount)
      #expect(entering.policy == being.policy)
      for state in world.states.indices where !world.model.isTerminal[state] {
        let difference = being.values[state] - (-0.3 + discount * entering.values[state])
        #expect(abs(difference) < 1e-12)
      }
    }
  }

  @Test func `the 4x3 policy is that of the book`() throws {
    let world = try fourByThree(-0.04)
    let solution = try world.model.policyIteration(discount: 1)
    for (row, names) in [1: "N W W W", 2: "N # N -", 3: "E E E -"] {
      for (column, name) in names.split(separator: " ").enumerated() {
        guard let state = world.state(row: row, column: column + 1) else { continue }
        let action = solution.action(in: state).map { world.model.actionNames[$0] } ?? "-"
        #expect(action == name, "row \(row), column \(column + 1)")
      }
    }
  }

  @Test(arguments: [
    -1.64971, -1.56426, -0.73114, -0.45262, -0.08499, -0.04483, -0.02736, -0.02215,
  ])
  func `the 4x3 policy changes where it is known to`(livingReward: Double) throws {
    let margin = 1e-5  // the digits that are known
    let policies = try [livingReward - margin, livingReward + margin].map {
      try fourByThree($0).model.policyIteration(discount: 1).policy
    }
    #expect(policies[0] != policies[1])
  }

  @Test(arguments: [-1.6, -1, -0.6, -0.2, -0.06, -0.035, -0.025, -0.01])
  func `the 4x3 policy changes nowhere in between`(livingReward: Double) throws {
    let policies = try [livingReward - 5e-4, livingReward + 5e-4].map {
      try fourByThree($0).model.policyIteration(discount: 1).policy
    }
    #expect(policies[0] == policies[1])
  }

  @Test(arguments: [
    ("frozen-lake", 0.9, 0.0688909049), ("frozen-lake", 0.95, 0.1804715784),
    ("frozen-lake", 0.99, 0.5420259320), ("frozen-lake", 1.0, 14.0 / 17),
    ("frozen-lake-8x8", 0.9, 0.0064111143), ("frozen-lake-8x8", 0.95, 0.0482502041),
    ("frozen-lake-8x8", 0.99, 0.4146403618), ("frozen-lake-8x8", 1.0, 1.0),
  ])
  func `the frozen lakes have the known values`(name: String, discount: Double, value: Double)
    throws
  {
    let world = try Gridworld(GridMap.shipped(name))
    #expect(world.startStates == [0])
    for solver in Self.solvers {
      let solution = try solver(world.model, discount)
      #expect(abs(solution.values[0] - value) < 1e-9)
      #expect(solution.residual < 1e-9)
    }
  }

  @Test(arguments: [("frozen-lake", 0.999, 0.785533), ("frozen-lake-8x8", 0.999, 0.892635)])
  func `the frozen lakes have the known values to six digits`(
    name: String, discount: Double, value: Double
  ) throws {
    let world = try Gridworld(GridMap.shipped(name))
    #expect(abs(try world.model.policyIteration(discount: discount).values[0] - value) < 5.1e-7)
  }

  @Test func `the whole table of the frozen lake is the known one`() throws {
    let world = try Gridworld(GridMap.shipped("frozen-lake"))
    try expect(
      world, world.model, 0.99,
      [
        [0.542026, 0.498803, 0.470696, 0.456852], [0.558451, 0, 0.358348, 0],
        [0.591799, 0.643080, 0.615208, 0], [0, 0.741720, 0.862837, 0],
      ], within: 5.1e-7)
  }

  @Test(arguments: [("frozen-lake", 5.0), ("frozen-lake-8x8", 13.0)])
  func `a lake without slips is worth the discount of its way`(name: String, steps: Double) throws {
    var map = try GridMap.shipped(name)
    map.iceSlip = 0
    let expected = (0..<Int(steps)).reduce(1.0) { value, _ in value * 0.99 }
    let solution = try Gridworld(map).model.valueIteration(discount: 0.99)
    #expect(abs(solution.values[0] - expected) < 1e-10)
  }

  @Test(arguments: [("frozen-lake", 100, 0.744190), ("frozen-lake-8x8", 200, 0.913220)])
  func `the best that the clock allows is known`(name: String, steps: Int, value: Double) throws {
    let world = try Gridworld(GridMap.shipped(name))
    #expect(world.map.horizon == steps)
    #expect(abs(FiniteHorizonSolution(world.model, stepCount: steps).values[0] - value) < 5.1e-7)
  }

  @Test func `the cliff costs 13, less with a discount, and much on ice`() throws {
    var map = try GridMap.shipped("cliff-walking")
    let world = try Gridworld(map)
    let start = try #require(world.state(row: 1, column: 1))
    map.slip = 2.0 / 3
    let slippery = try Gridworld(map)
    let start2 = try #require(slippery.state(row: 1, column: 1))
    for solver in Self.solvers {
      #expect(abs(try solver(world.model, 1).values[start] + 13) < 1e-9)
      #expect(abs(try solver(world.model, 0.99).values[start] + 12.247898) < 5.1e-7)
      #expect(abs(try solver(slippery.model, 1).values[start2] + 64.709176) < 5.1e-7)
    }
  }

  @Test(arguments: [
    ("N E S W", 15.0), ("N NE E SE S SW W NW", 7.0), ("N NE E SE S SW W NW stay", 7.0),
  ])
  func `the windy grid takes the known number of steps`(actions: String, steps: Double) throws {
    var map = try GridMap.shipped("windy-grid")
    map.actions = actions.split(separator: " ").compactMap { GridAction(rawValue: String($0)) }
    let world = try Gridworld(map)
    let start = try #require(world.state(row: 4, column: 1))
    for solver in Self.solvers {
      #expect(abs(try solver(world.model, 1).values[start] + steps) < 1e-9)
    }
  }
}
