// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaGridworlds
import DioramaMath
import DioramaTasks
import Testing

@Suite struct GridworldTests {
  static let maps = [
    "FourByThree-v1", "FrozenLake-v1", "FrozenLake8x8-v1", "CliffWalking-v1", "WindyGrid-v1",
    "FourRooms-v1", "KeyDoor-v1", "Maze-v1",
  ]

  @Test(arguments: maps)
  func `the catalogue says what the map says`(id: String) throws {
    let entry = try EnvironmentSuite.catalog.entry(id)
    let world = try EnvironmentSuite.gridworld(id)
    let read = Catalog.Entry(world)
    #expect(entry.observationSpace == read.observationSpace)
    #expect(entry.actionSpace == read.actionSpace)
    #expect(entry.horizon == read.horizon)
    #expect(entry.startCount == read.startCount)
    #expect(entry.rewardRange.lowerBound <= read.rewardRange.lowerBound)
    #expect(entry.rewardRange.upperBound >= read.rewardRange.upperBound)
    #expect(world.warnings.isEmpty)
  }

  @Test(arguments: maps)
  func `returns of the expert agree with the model`(id: String) throws {
    let world = try EnvironmentSuite.gridworld(id)
    let plan = FiniteHorizonSolution(world.model, stepCount: world.map.horizon)
    var environment = GridworldEnvironment(world)
    let count = 4000
    var (sum, squares, expected) = (0.0, 0.0, 0.0)
    for seed in 0..<count {
      var state = try environment.reset(seed: UInt64(seed))
      // the start is known, so that only the way counts
      expected += plan.values[state]
      var episodeReturn = 0.0
      for step in 0..<world.map.horizon {
        let action = plan.action(in: state, stepsLeft: world.map.horizon - step)
        let next = try environment.step(action)
        episodeReturn += Double(next.reward)
        state = next.observation
        if next.ending != nil { break }
      }
      sum += episodeReturn
      squares += episodeReturn * episodeReturn
    }
    let mean = sum / Double(count)
    let deviation = max(0, squares / Double(count) - mean * mean).squareRoot()
    // four standard errors, and the rounding of rewards to floats
    let margin = 4 * deviation / Double(count).squareRoot() + 1e-4
    #expect(abs(mean - expected / Double(count)) <= margin, "\(mean) ± \(margin)")
  }

  @Test(arguments: maps)
  func `steps go where the model says, as often as it says`(id: String) throws {
    let world = try EnvironmentSuite.gridworld(id)
    let model = world.model
    var environment = GridworldEnvironment(world, horizon: 1_000_000)
    var stream = RandomStream("test", seed: 1)
    var counts: [Int: [Int: Int]] = [:]  // by choice, then next state
    var state = try environment.reset(seed: 1)
    for _ in 0..<200_000 {
      let action = stream.integer(below: model.actionCount)
      let step = try environment.step(action)
      counts[state * model.actionCount + action, default: [:]][step.observation, default: 0] += 1
      state = step.observation
      if step.ending != nil { state = try environment.reset(seed: stream.bits()) }
    }
    for (choice, next) in counts {
      let total = next.values.reduce(0, +)
      let row = model[choice / model.actionCount, choice % model.actionCount]
      for state in next.keys { #expect(row.contains { $0.state == state }) }
      for state in Set(row.map(\.state)) {
        let p = row.filter { $0.state == state }.reduce(0) { $0 + $1.probability }
        let error = abs(Double(next[state] ?? 0) - p * Double(total))
        // five standard deviations, and one for the discreteness
        #expect(error <= 5 * (Double(total) * p * max(0, 1 - p)).squareRoot() + 1)
      }
    }
  }

  @Test func `wind, walls, cliffs and doors do what the rules say`() throws {
    func world(_ text: String) throws -> Gridworld {
      try Gridworld(GridMap(text: text, file: "test"))
    }
    func next(_ world: Gridworld, _ from: String, _ action: String) throws -> String {
      let state = try #require(world.model.stateNames.firstIndex(of: from))
      let number = try #require(world.model.actionNames.firstIndex(of: action))
      let row = world.model[state, number]
      #expect(row.count == 1)
      return world.model.stateNames[try #require(row.first).state]
    }
    // a wind of 2 is stopped by a wall, and is that of the column left
    let windy = try world("wind: 0 2 0\nmap:\n.#.\n...\n...\nS.G\n")
    #expect(try next(windy, "1,2", "E") == "3,3")
    #expect(try next(windy, "1,1", "E") == "1,2")
    #expect(try next(windy, "1,2", "N") == "3,2")
    #expect(try next(windy, "3,2", "S") == "3,2")
    #expect(try next(windy, "1,2", "W") == "3,1")
    // a cliff is no place to be
    let cliff = try world("map:\nS!G\n...\n")
    #expect(try next(cliff, "2,1", "E") == "2,1")
    #expect(cliff.state(row: 2, column: 2) == nil)
    #expect(cliff.rewardRange == -100...1)
    // keys are taken by walking, doors opened by walking, where no action says otherwise
    let door = try world("map:\nSaAG\n")
    #expect(try next(door, "1,1", "E") == "1,2,a")
    #expect(try next(door, "1,2,a", "E") == "1,3,aA")
    #expect(try next(door, "1,3,aA", "E") == "1,4,aA")
    // and a door without its key is a wall
    let locked = try world("map:\nSAGb\n")
    #expect(try next(locked, "1,1", "E") == "1,1")
    #expect(locked.warnings == ["test:2: from the start in column 1 no goal can be reached"])
  }

  @Test func `a picture is that of the state, whatever was kept`() throws {
    let fresh = try EnvironmentSuite.catalog.make("KeyDoor-v1")
    let used = try EnvironmentSuite.catalog.make("KeyDoor-v1")
    _ = try used.reset(seed: 0)
    // more than the cache holds, and views in turn
    for size in [48, 64, 1400, 48] {
      for _ in 0..<3 {
        let step = try used.step(used.expertAction())
        _ = try fresh.restore(used.snapshot)
        let view = View(width: size, height: size)
        #expect(try used.image(view) == fresh.image(view))
        #expect(step.ending == nil)
      }
    }
  }

  @Test func `a snapshot of another map is refused`() throws {
    let text = "name: own\nmap:\nS..G\n"
    let one = try Catalog.Entry(Gridworld(GridMap(text: text, file: "a"))).make()
    let other = try Catalog.Entry(
      Gridworld(GridMap(text: "living reward: -1\n" + text, file: "b"))
    ).make()
    _ = try one.reset(seed: 0)
    #expect(throws: SimulationError.damagedSnapshot(of: "own-v0")) {
      try other.restore(one.snapshot)
    }
  }
}
