// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore

extension Gridworld {
  /// Returns the states that show success or a kind of failure.
  ///
  /// A near miss is one step from the goal. A mishap is a hole, or else the edge of a cliff, or
  /// else one of the quarter of the states that are farthest from the goal. All other states are
  /// elsewhere.
  func examples(of kind: ExampleKind) -> [Int] {
    let goals = goals
    let open = states.indices.filter { !goals[$0] }
    let mishaps = mishaps(among: open)
    return switch kind {
    case .success: states.indices.filter { goals[$0] }
    case .nearMiss: open.filter { distances[$0] == 1 }
    case .mishap: mishaps
    case .elsewhere: open.filter { distances[$0] != 1 && !mishaps.contains($0) }
    }
  }

  private func mishaps(among open: [Int]) -> [Int] {
    let holes = open.filter { map.cells[states[$0].cell] == .hole }
    if !holes.isEmpty { return holes }
    let edges = open.filter { state in
      let cell = states[state].cell
      let (row, column) = (cell / map.columns, cell % map.columns)
      return [(-1, 0), (1, 0), (0, -1), (0, 1)].contains { down, right in
        (0..<map.rows).contains(row + down) && (0..<map.columns).contains(column + right)
          && map.cells[cell + down * map.columns + right] == .cliff
      }
    }
    if !edges.isEmpty { return edges }
    let sorted = open.filter { distances[$0] != 1 }
      .sorted { (distances[$0] ?? .max, $0) > (distances[$1] ?? .max, $1) }
    return Array(sorted.prefix(max(1, sorted.count / 4)))
  }
}

/// The expert of a gridworld: it takes the optimal action for the steps that are left.
struct GridExpert {
  private let plan: FiniteHorizonSolution

  /// Plans for `world`, at most 1000 steps or 64 MB ahead; with more steps left it acts as with that many.
  init(_ world: Gridworld, horizon: Int) {
    let affordable = max(1, 64_000_000 / world.states.count)
    plan = FiniteHorizonSolution(world.model, stepCount: min(horizon, 1000, affordable))
  }

  func action(in state: Int, stepsLeft: Int) -> Int {
    plan.action(in: state, stepsLeft: stepsLeft)
  }
}
