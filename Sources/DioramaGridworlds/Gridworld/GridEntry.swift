// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// The catalogue's facts about a shipped map, known before it is read; a test compares them with the map.
package struct GridEntry {
  package let name: String
  package let map: String
  let summary: String
  var actionCount = 4
  var keysAndDoors = 0
  var keys = 0
  var horizon = 100
  var startCount = 1
  var rewardRange: ClosedRange<Float> = 0...1
  let randomSuccess: Double
  let expertSuccess: Double

  /// The entry in the catalogue.
  package var entry: Catalog.Entry {
    guard let id = EnvironmentID(name) else { preconditionFailure("'\(name)' is not an id") }
    let (map, horizon) = (map, horizon)
    return Catalog.Entry(
      id: id, summary: summary,
      observationSpace: GridTaskEnvironment.observationSpace(
        keysAndDoors: keysAndDoors, EnvironmentOptions()),
      actionSpace: .discrete(count: actionCount), horizon: horizon, isGoalConditioned: false,
      randomSuccess: randomSuccess, expertSuccess: expertSuccess,
      stateElements: GridTaskEnvironment.stateElements(keys: keys, doors: keysAndDoors - keys),
      rewardRange: rewardRange, startCount: startCount
    ) { options in
      AnyEnvironment(
        GridTaskEnvironment(id, try Gridworld.shipped(map), options: options), id: id,
        horizon: options.horizon ?? horizon)
    }
  }

  /// The shipped maps, in the order of the catalogue.
  package static let all = [
    GridEntry(
      name: "FourByThree-v1", map: "four-by-three",
      summary: "Walk the 4x3 world, where moves slip, to the goal and not into the hole.",
      rewardRange: -1...1, randomSuccess: 0.305, expertSuccess: 1),
    GridEntry(
      name: "FrozenLake-v1", map: "frozen-lake",
      summary: "Cross a frozen lake on slippery ice between holes.", randomSuccess: 0.02,
      expertSuccess: 0.76),
    GridEntry(
      name: "FrozenLake8x8-v1", map: "frozen-lake-8x8",
      summary: "Cross a larger frozen lake.", horizon: 200, randomSuccess: 0.01,
      expertSuccess: 0.895),
    GridEntry(
      name: "CliffWalking-v1", map: "cliff-walking",
      summary: "Walk along a cliff without falling.", rewardRange: -100...0, randomSuccess: 0.015,
      expertSuccess: 1),
    GridEntry(
      name: "WindyGrid-v1", map: "windy-grid",
      summary: "Reach a goal in spite of the wind.", rewardRange: -1...0, randomSuccess: 0.01,
      expertSuccess: 1),
    GridEntry(
      name: "FourRooms-v1", map: "four-rooms",
      summary: "Find the eastern hallway of four rooms from anywhere.", startCount: 103,
      randomSuccess: 0.28, expertSuccess: 1),
    GridEntry(
      name: "KeyDoor-v1", map: "key-door",
      summary: "Take the key, open the door, reach the goal.", actionCount: 6, keysAndDoors: 2,
      keys: 1,
      randomSuccess: 0.005, expertSuccess: 1),
    GridEntry(
      name: "Maze-v1", map: "maze", summary: "Find the way through a maze.", horizon: 200,
      randomSuccess: 0, expertSuccess: 1),
  ]
}

extension Catalog.Entry {
  /// Makes the entry of a user's own map: its id is the map's name, version 0.
  ///
  /// The success rates of random actions and of the expert are not known: they are NaN.
  public init(_ world: Gridworld) {
    let id = EnvironmentID(world.map.name, version: 0)
    let range = world.rewardRange
    self.init(
      id: id, summary: "Walk to the goal of a map.",
      observationSpace: GridTaskEnvironment.observationSpace(
        keysAndDoors: world.keyCells.count + world.doorCells.count, EnvironmentOptions()),
      actionSpace: .discrete(count: world.map.actions.count), horizon: world.map.horizon,
      isGoalConditioned: false, randomSuccess: .nan, expertSuccess: .nan,
      stateElements: GridTaskEnvironment.stateElements(
        keys: world.keyCells.count, doors: world.doorCells.count),
      rewardRange: Float(range.lowerBound)...Float(range.upperBound),
      startCount: world.startStates.count
    ) { options in
      AnyEnvironment(
        GridTaskEnvironment(id, world, options: options), id: id,
        horizon: options.horizon ?? world.map.horizon)
    }
  }
}
