// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPainting
internal import DioramaScene

/// The pieces of a gridworld's scene.
extension SceneBuilder {
  /// The depth of the ground under the floor [m].
  private static let depth = 0.5

  /// Adds the ground, and a pillar for each cell that can be stood on; cliffs are gaps.
  mutating func addFloor(_ map: GridMap) {
    let (width, height) = (Double(map.columns), Double(map.rows))
    addBox(
      Vector3(-width / 2 - 0.35, -height / 2 - 0.35, -Self.depth - 0.3),
      Vector3(width / 2 + 0.35, height / 2 + 0.35, -Self.depth), to: BodyID(0),
      SIMD3(0.20, 0.19, 0.20))
    let floor = addBody("floor")
    let holes = addBody("holes")
    for cell in map.cells.indices {
      let isLight = (cell / map.columns + cell % map.columns).isMultiple(of: 2)
      let shade: Float = isLight ? 1 : 0.92
      switch map.cells[cell] {
      case .wall, .cliff, .goal: break
      case .hole:
        addPillar(at: cell, in: map, top: -0.18, to: holes, SIMD3(0.04, 0.10, 0.22), specular: 0.1)
      case .start:
        let isIce = map.floor == .ice
        let color: SIMD3<Float> = isIce ? SIMD3(0.55, 0.70, 0.92) : SIMD3(0.70, 0.75, 0.86)
        addPillar(at: cell, in: map, to: floor, color, specular: isIce ? 0.8 : 0.15)
      case .floor, .key, .door:
        if map.floor == .ice { fallthrough }
        // windy columns are bluish: arrow heads are lost in small images
        let wind = 0.25 * Float(min(abs(map.wind[cell % map.columns]), 3))
        let stone = SIMD3<Float>(0.87, 0.84, 0.77) * (1 - wind)
        addPillar(at: cell, in: map, to: floor, shade * (stone + wind * SIMD3(0.55, 0.76, 0.93)))
      case .ice:
        addPillar(at: cell, in: map, to: floor, shade * SIMD3(0.76, 0.90, 0.97), specular: 0.8)
      }
    }
  }

  private mutating func addPillar(
    at cell: Int, in map: GridMap, top: Double = 0, to body: BodyID, _ color: SIMD3<Float>,
    specular: Float = 0.15
  ) {
    let center = map.center(of: cell)
    addBox(
      center + Vector3(-0.5, -0.5, -Self.depth), center + Vector3(0.5, 0.5, top), to: body,
      color, specular: specular)
  }

  /// Adds the walls, neighbours in a row as one box.
  mutating func addWalls(_ map: GridMap) {
    let walls = addBody("walls")
    for row in 0..<map.rows {
      var column = 0
      while column < map.columns {
        let cell = row * map.columns + column
        guard map.cells[cell] == .wall else {
          column += 1
          continue
        }
        var last = column
        while last + 1 < map.columns, map.cells[row * map.columns + last + 1] == .wall { last += 1 }
        let end = map.center(of: row * map.columns + last)
        addBox(
          map.center(of: cell) + Vector3(-0.5, -0.5, -Self.depth), end + Vector3(0.5, 0.5, 0.5),
          to: walls, SIMD3(0.43, 0.47, 0.54))
        column = last + 1
      }
    }
  }

  /// Adds a green tile with a flag for each goal.
  mutating func addGoals(_ map: GridMap) {
    let goals = addBody("goal")
    for cell in map.cells.indices where map.cells[cell] == .goal {
      addPillar(at: cell, in: map, to: goals, SIMD3(0.25, 0.70, 0.32))
      let foot = map.center(of: cell) + Vector3(0.34, 0.34, 0)
      add(
        .cylinder(radius: 0.035, halfLength: 0.55), to: goals,
        at: Pose(foot + Vector3(0, 0, 0.55)), SIMD3(0.96, 0.96, 0.96))
      addBox(
        foot + Vector3(-0.5, -0.02, 0.72), foot + Vector3(-0.03, 0.02, 1.08), to: goals,
        SIMD3(0.98, 0.80, 0.12))
    }
  }

  /// Adds an arrow head on the floor for each cell that the wind blows on.
  mutating func addWind(_ map: GridMap) {
    guard map.wind.contains(where: { $0 != 0 }) else { return }
    let wind = addBody("wind")
    for cell in map.cells.indices where ![.wall, .cliff].contains(map.cells[cell]) {
      let strength = map.wind[cell % map.columns]
      let count = min(abs(strength), 4)
      let sign: Double = strength < 0 ? -1 : 1
      for index in 0..<count {
        let offset = 0.2 * (Double(index) - Double(count - 1) / 2)
        for side in [-1.0, 1] {
          add(
            .box(halfSize: Vector3(0.15, 0.03, 0.004)), to: wind,
            at: Pose(
              map.center(of: cell) + Vector3(side * 0.1, offset, 0.004),
              Quaternion(yaw: -side * sign * .pi / 4)), SIMD3(0.16, 0.40, 0.68))
        }
      }
    }
  }

  /// Adds a key, its origin in the middle.
  mutating func addKey(_ number: Int, at cell: Int, in map: GridMap) -> BodyID {
    let body = addBody("key \(number + 1)", moves: true)
    guard case .key(let kind) = map.cells[cell] else { return body }
    let color = Self.colors[kind]
    add(
      .cylinder(radius: 0.2, halfLength: 0.05), to: body, at: Pose(Vector3(-0.2, 0, 0)), color,
      specular: 0.8)
    addBox(
      Vector3(-0.02, -0.08, -0.05), Vector3(0.42, 0.08, 0.05), to: body, color, specular: 0.8)
    for x in [0.16, 0.32] {
      addBox(
        Vector3(x, -0.25, -0.05), Vector3(x + 0.1, 0, 0.05), to: body, color, specular: 0.8)
    }
    return body
  }

  /// Adds a door that stands along x, its origin in the middle of its threshold.
  mutating func addDoor(_ number: Int, at cell: Int, in map: GridMap) -> BodyID {
    let body = addBody("door \(number + 1)", moves: true)
    guard case .door(let kind) = map.cells[cell] else { return body }
    addBox(
      Vector3(-0.49, -0.09, 0), Vector3(0.49, 0.09, 0.5), to: body, SIMD3(0.45, 0.28, 0.15))
    addBox(
      Vector3(-0.38, -0.12, 0.12), Vector3(0.38, 0.12, 0.52), to: body, Self.colors[kind])
    return body
  }

  /// Adds the figure, its origin between its feet.
  mutating func addAgent() -> BodyID {
    let body = addBody("agent", moves: true)
    let red = SIMD3<Float>(0.90, 0.27, 0.10)
    // a cell may be three pixels wide: the agent fills its own, and is red from above too
    add(.cylinder(radius: 0.42, halfLength: 0.06), to: body, at: Pose(Vector3(0, 0, 0.06)), red)
    add(
      .capsule(radius: 0.25, halfLength: 0.16), to: body, at: Pose(Vector3(0, 0, 0.32)), red,
      specular: 0.4)
    add(
      .sphere(radius: 0.22), to: body, at: Pose(Vector3(0, 0, 0.8)), SIMD3(0.62, 0.12, 0.06),
      specular: 0.4)
    return body
  }

  /// Adds a view from the south and one from above.
  mutating func addCameras(_ map: GridMap) {
    let (width, height) = (Double(map.columns), Double(map.rows))
    let low = Vector3(-width / 2 - 0.1, -height / 2 - 0.1, -0.2)
    let high = Vector3(width / 2 + 0.1, height / 2 + 0.1, 0.9)
    addCamera("front", sines: (0.5, 0.866025403784439), low: low, high: high)
    addCamera("top", sines: (0, 1), low: low, high: high)
  }

  /// The colours of keys and doors: gold, red, blue, violet.
  private static let colors: [SIMD3<Float>] = [
    SIMD3(0.96, 0.66, 0.05), SIMD3(0.80, 0.10, 0.22), SIMD3(0.15, 0.40, 0.85),
    SIMD3(0.55, 0.25, 0.75),
  ]
}
