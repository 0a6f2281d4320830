// SPDX-License-Identifier: Apache-2.0

/// The rules of a gridworld: what an action does in a state.
struct GridDynamics {
  typealias State = Gridworld.State

  struct Outcome: Hashable {
    var state: State
    var reward: Double
    var probability = 0.0
  }

  let map: GridMap
  let keyCells: [Int]
  let doorCells: [Int]
  /// The states in which an episode may start, each equally likely.
  let starts: [State]
  private let takesByHand: Bool
  private let opensByHand: Bool

  init(_ map: GridMap) {
    self.map = map
    keyCells = map.cells.indices.filter { if case .key = map.cells[$0] { true } else { false } }
    doorCells = map.cells.indices.filter { if case .door = map.cells[$0] { true } else { false } }
    starts = map.starts.map { State(cell: $0, keys: 0, doors: 0) }
    takesByHand = map.actions.contains(.take)
    opensByHand = map.actions.contains(.open)
  }

  /// Returns the name of `state`: row and column, and the letters of taken keys and open doors.
  func name(of state: State) -> String {
    func letters(_ cells: [Int], _ bits: UInt32) -> String {
      var seen: [Character: Int] = [:]
      return cells.indices.reduce(into: "") { text, index in
        let symbol = map.cells[cells[index]].symbol
        seen[symbol, default: 0] += 1
        guard bits & 1 << UInt32(index) != 0 else { return }
        let ordinal = seen[symbol] ?? 1
        text += "\(symbol)" + (ordinal > 1 ? "\(ordinal)" : "")
      }
    }
    let suffix = letters(keyCells, state.keys) + letters(doorCells, state.doors)
    return map.name(of: state.cell) + (suffix.isEmpty ? "" : ",\(suffix)")
  }

  /// Returns the state vector of ``GridTaskEnvironment``.
  func features(of state: State) -> [Float] {
    /// Returns the place of the `index`th of `count` along a side, in `-1...1`.
    func along(_ index: Int, _ count: Int) -> Float {
      count > 1 ? Float(2 * index) / Float(count - 1) - 1 : 0
    }
    func flags(_ count: Int, _ bits: UInt32) -> [Float] {
      (0..<count).map { bits & 1 << UInt32($0) == 0 ? 0 : 1 }
    }
    return [
      along(state.cell % map.columns, map.columns),
      along(map.rows - 1 - state.cell / map.columns, map.rows),
    ] + flags(keyCells.count, state.keys) + flags(doorCells.count, state.doors)
  }

  /// Returns the possible outcomes of `action` in `state`, equal ones merged.
  func outcomes(of action: GridAction, in state: State) -> [Outcome] {
    var outcomes: [Outcome] = []
    func add(_ outcome: Outcome, _ probability: Double) {
      guard probability > 0 else { return }
      let known = outcomes.firstIndex { $0.state == outcome.state && $0.reward == outcome.reward }
      if let known {
        outcomes[known].probability += probability
      } else {
        outcomes.append(
          Outcome(state: outcome.state, reward: outcome.reward, probability: probability))
      }
    }
    for (direction, probability) in directions(of: action, at: state.cell) {
      var next = state
      switch action {
      case .take: take(in: &next)
      case .open: open(in: &next)
      default: move(&next, direction)
      }
      if map.cells[next.cell] == .cliff {
        for start in starts {
          add(
            Outcome(
              state: State(cell: start.cell, keys: next.keys, doors: next.doors),
              reward: map.cliffReward), probability / Double(starts.count))
        }
      } else {
        add(Outcome(state: next, reward: reward(at: next.cell)), probability)
      }
    }
    return outcomes
  }

  /// Returns the directions in which the action may move, with their probabilities.
  private func directions(of action: GridAction, at cell: Int) -> [(GridDirection, Double)] {
    guard let ahead = action.direction else { return [(GridDirection(0, 0), 1)] }
    let slip = map.slip(at: cell)
    let (left, back, right) = (ahead.left, ahead.left.left, ahead.left.left.left)
    switch map.slipTarget {
    case .sides: return [(ahead, 1 - slip), (left, slip / 2), (right, slip / 2)]
    case .others:
      return [(ahead, 1 - slip), (left, slip / 3), (right, slip / 3), (back, slip / 3)]
    }
  }

  private func reward(at cell: Int) -> Double {
    switch map.cells[cell] {
    case .goal: map.goalReward
    case .hole: map.holeReward
    default: map.livingReward
    }
  }

  // MARK: moves

  private func move(_ state: inout State, _ direction: GridDirection) {
    let wind = map.wind[state.cell % map.columns]
    walk(&state, rows: 0, columns: direction.columns)
    walk(&state, rows: direction.rows - wind, columns: 0)
    if !takesByHand { take(in: &state) }
  }

  /// Goes cell by cell along one axis until something is in the way.
  private func walk(_ state: inout State, rows: Int, columns: Int) {
    for _ in 0..<abs(rows + columns) {
      let row = state.cell / map.columns + rows.signum()
      let column = state.cell % map.columns + columns.signum()
      guard (0..<map.rows).contains(row), (0..<map.columns).contains(column) else { return }
      let cell = row * map.columns + column
      switch map.cells[cell] {
      case .wall: return
      case .door(let color):
        guard let door = doorCells.firstIndex(of: cell) else { return }
        if state.doors & 1 << UInt32(door) == 0 {
          guard !opensByHand, hasKey(color, state) else { return }
          state.doors |= 1 << UInt32(door)
        }
      default: break
      }
      state.cell = cell
    }
  }

  // MARK: keys and doors

  private func hasKey(_ color: Int, _ state: State) -> Bool {
    keyCells.indices.contains { index in
      map.cells[keyCells[index]] == .key(color) && state.keys & 1 << UInt32(index) != 0
    }
  }

  private func take(in state: inout State) {
    if let key = keyCells.firstIndex(of: state.cell) { state.keys |= 1 << UInt32(key) }
  }

  private func open(in state: inout State) {
    let (row, column) = (state.cell / map.columns, state.cell % map.columns)
    for (index, cell) in doorCells.enumerated() {
      let distance = abs(cell / map.columns - row) + abs(cell % map.columns - column)
      guard distance == 1, case .door(let color) = map.cells[cell], hasKey(color, state) else {
        continue
      }
      state.doors |= 1 << UInt32(index)
    }
  }
}
