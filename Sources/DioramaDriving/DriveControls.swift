// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaGridworlds
import DioramaMath
import DioramaTasks

/// How a person acts: what each key does to an action.
struct DriveControls: Encodable {
  /// A number of a continuous action.
  struct Axis: Encodable {
    /// The name of what it moves, as the page shows it.
    let name: String
    /// The bounds of the number, and what it is while nothing is pressed.
    let low: Float
    let high: Float
    let rest: Float
    /// The keys that lower and raise it, by JavaScript's names.
    let lower: [String]
    let raise: [String]
    /// The key that switches it between both bounds, where it then stays; nil where it springs back.
    let toggle: String?
    /// The direction in the image in which a positive number moves the hand: of its columns and rows.
    let drag: [Double]?
  }

  /// A discrete action.
  struct Choice: Encodable {
    let name: String
    let keys: [String]
  }

  var axes: [Axis] = []
  var choices: [Choice] = []
  /// Whether time runs on by itself at first: where there is no hand, things move without one.
  var isLive = false

  /// Finds out what the numbers of an action do, by trying each of them.
  ///
  /// - Parameters:
  ///   - environment: The environment, which is left in the middle of an episode.
  ///   - seed: The seed of the episode in which they are tried.
  ///   - view: The view that the page shows.
  /// - Throws: An error of the environment.
  init(
    of environment: AnyEnvironment, seed: UInt64, _ view: View
  ) throws(SimulationError) {
    switch environment.actionSpace {
    case .discrete(let count):
      choices = Self.choices(environment.id.description, count)
      isLive = choices.count < 4
    case .box(let low, let high):
      let moves = try Self.moves(of: environment, high, seed: seed, view)
      isLive = moves.allSatisfy { $0 == nil }
      axes = Self.axes(low, high, moves)
    default: break
    }
  }

  // MARK: Choices

  private static func choices(_ id: String, _ count: Int) -> [Choice] {
    let arrows: [GridAction: (String, String)] = [
      .north: ("up", "ArrowUp"), .east: ("right", "ArrowRight"), .south: ("down", "ArrowDown"),
      .west: ("left", "ArrowLeft"), .take: ("take", " "), .open: ("open", "Enter"),
    ]
    let actions = (try? EnvironmentSuite.gridworld(id))?.map.actions
    let plain: [(String, String)?] =
      switch count {
      case 2: [("left", "ArrowLeft"), ("right", "ArrowRight")]
      case 3: [("left", "ArrowLeft"), ("nothing", "ArrowDown"), ("right", "ArrowRight")]
      default: []
      }
    return (0..<count).map { index in
      let digit = index < 9 ? ["\(index + 1)"] : []
      let found =
        actions.map { $0.indices.contains(index) ? arrows[$0[index]] : nil }
        ?? (plain.indices.contains(index) ? plain[index] : nil)
      guard let found else { return Choice(name: "action \(index)", keys: digit) }
      return Choice(name: found.0, keys: [found.1] + digit)
    }
  }

  // MARK: Axes

  /// A movement of the hand: in the world [m], and in the image [px].
  private struct Move {
    let world: Vector3
    let image: SIMD2<Double>

    var isUpright: Bool { abs(world.z) > 0.8 * world.length }
  }

  /// Returns how the hand moves by each number of an action; nil where it does not.
  private static func moves(
    of environment: AnyEnvironment, _ high: [Float], seed: UInt64, _ view: View
  ) throws(SimulationError) -> [Move?] {
    _ = try environment.reset(seed: seed)
    let start = environment.snapshot
    var moves: [Move?] = []
    for index in high.indices {
      _ = try environment.restore(start)
      guard let before = environment.hand, let camera = environment.camera(view) else {
        moves.append(nil)
        continue
      }
      var action = high.map { _ in Float(0) }
      action[index] = high[index]
      var step = try environment.step(.vector(action))
      for _ in 0..<2 where step.ending == nil { step = try environment.step(.vector(action)) }
      guard let after = environment.hand, (after - before).length > 1e-3,
        let from = camera.pixel(of: before), let to = camera.pixel(of: after)
      else {
        moves.append(nil)
        continue
      }
      moves.append(Move(world: after - before, image: to - from))
    }
    return moves
  }

  private static func axes(_ low: [Float], _ high: [Float], _ moves: [Move?]) -> [Axis] {
    let movers = moves.indices.filter { moves[$0] != nil }
    // with two that move the hand, up in the world is up in the image
    let upright =
      movers.count < 3 ? nil : movers.first { moves[$0]?.isUpright == true }
    let level = movers.filter { $0 != upright }
    func share(_ index: Int) -> Double {
      guard let image = moves[index]?.image else { return 0 }
      return abs(image.x) / max(1e-9, abs(image.x) + abs(image.y))
    }
    let sideways = level.max { share($0) < share($1) }
    let along = level.first { $0 != sideways }
    var spare = [("q", "e"), ("z", "c"), ("1", "2"), ("3", "4"), ("5", "6"), ("7", "8")]
    var toggles = movers.isEmpty ? [] : [" "]
    if movers.isEmpty { spare = [("ArrowLeft", "ArrowRight"), ("ArrowDown", "ArrowUp")] + spare }
    return low.indices.map { index -> Axis in
      let move = moves[index]
      func axis(_ name: String, _ keys: (lower: [String], raise: [String]), _ isTurned: Bool)
        -> Axis
      {
        Axis(
          name: name, low: low[index], high: high[index], rest: (low[index] + high[index]) / 2,
          lower: isTurned ? keys.raise : keys.lower, raise: isTurned ? keys.lower : keys.raise,
          toggle: nil, drag: index == upright ? nil : move.map { [$0.image.x, $0.image.y] })
      }
      if index == sideways {
        return axis(
          "left, right", (["ArrowLeft", "a"], ["ArrowRight", "d"]), (move?.image.x ?? 0) < 0)
      }
      if index == along {
        return axis(
          "down, up in the image", (["ArrowDown", "s"], ["ArrowUp", "w"]), (move?.image.y ?? 0) > 0)
      }
      if index == upright {
        return axis(
          "lower, higher", (["f", "PageDown"], ["r", "PageUp"]), (move?.world.z ?? 0) < 0)
      }
      if move == nil, !toggles.isEmpty {
        let key = toggles.removeFirst()
        return Axis(
          name: "gripper", low: low[index], high: high[index], rest: low[index], lower: [],
          raise: [], toggle: key, drag: nil)
      }
      guard !spare.isEmpty else { return axis("number \(index + 1)", ([], []), false) }
      let (lower, raise) = spare.removeFirst()
      return axis("number \(index + 1)", ([lower], [raise]), false)
    }
  }
}
