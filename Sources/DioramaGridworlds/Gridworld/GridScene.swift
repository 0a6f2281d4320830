// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPainting
internal import DioramaScene

/// The scene of a gridworld: one metre a cell, north along y, the origin in the middle of the map.
struct GridScene {
  private(set) var scene: Scene
  private let map: GridMap
  private let initialPoses: [Pose]
  private let agent: BodyID
  private let keys: [(body: BodyID, cell: Int)]
  private let doors: [(body: BodyID, cell: Int)]

  init(_ world: Gridworld) {
    let map = world.map
    var builder = SceneBuilder(name: map.name)
    builder.addFloor(map)
    builder.addWalls(map)
    builder.addGoals(map)
    builder.addWind(map)
    keys = world.keyCells.enumerated().map { (builder.addKey($0, at: $1, in: map), $1) }
    doors = world.doorCells.enumerated().map { (builder.addDoor($0, at: $1, in: map), $1) }
    agent = builder.addAgent()
    builder.addLight()
    builder.addCameras(map)
    self.map = map
    scene = builder.scene
    initialPoses = scene.initialPoses
  }

  /// Returns the world poses of all bodies in `state`, `[bodies]`.
  func poses(_ state: Gridworld.State) -> [Pose] {
    var poses = initialPoses
    var place = map.center(of: state.cell)
    // an agent in a hole is still half visible
    if map.cells[state.cell] == .hole { place.z -= 0.5 }
    poses[agent.index] = Pose(place)
    var carried = 0.0
    for (index, key) in keys.enumerated() {
      if state.keys & 1 << UInt32(index) == 0 {
        poses[key.body.index] = Pose(map.center(of: key.cell) + Vector3(0, 0, 0.06))
      } else {
        poses[key.body.index] = Pose(place + Vector3(0, 0, 1.05 + 0.2 * carried))
        carried += 1
      }
    }
    for (index, door) in doors.enumerated() {
      let isOpen = state.doors & 1 << UInt32(index) != 0
      let alongX = map.isBarred(door.cell, 0, 1) && map.isBarred(door.cell, 0, -1)
      // an open door has turned a quarter about its hinge, and stands at the side
      let aside = alongX ? Vector3(-0.4, 0, 0) : Vector3(0, 0.4, 0)
      poses[door.body.index] = Pose(
        map.center(of: door.cell) + (isOpen ? aside : .zero),
        Quaternion(yaw: alongX == isOpen ? .pi / 2 : 0))
    }
    return poses
  }
}

extension GridMap {
  /// Returns the position of `cell`: the middle of its floor [m].
  func center(of cell: Int) -> Vector3 {
    Vector3(
      Double(cell % columns) - Double(columns - 1) / 2,
      Double(rows - 1) / 2 - Double(cell / columns), 0)
  }

  /// Returns whether the cell so many rows down and columns right of `cell` is a wall or the border.
  func isBarred(_ cell: Int, _ down: Int, _ right: Int) -> Bool {
    let row = cell / columns + down
    let column = cell % columns + right
    guard (0..<rows).contains(row), (0..<columns).contains(column) else { return true }
    return cells[row * columns + column] == .wall
  }
}
