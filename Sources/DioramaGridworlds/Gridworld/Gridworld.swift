// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath

/// A gridworld: a map as an exact Markov decision process, with its states and the outcomes of every action.
///
/// A state is a cell, the keys that have been taken and the doors that are open; only states that can
/// be reached from a start exist. They are numbered by keys, doors, then cell, the north-west cell first,
/// as in Gymnasium.
///
/// A move goes ahead, or another way if it slips. Wind then blows it on. It goes sideways first, then
/// along the column, cell by cell, until a wall, a closed door or the border is in the way; only the cell
/// that it ends on counts. The reward is that of the cell entered: the goal's, the hole's, the cliff's
/// or else the living reward. Goals and holes end the episode, a cliff leads back to a start.
/// A key is taken where the agent stands on it: at once, or by `take` where that is an action. A door
/// opens to an agent that has a key of its colour: by walking into it, or by `open` where that is an action.
/// Keys are not used up. `take` and `open` neither slip nor are blown.
public struct Gridworld: Hashable, Sendable {
  /// A state of the agent and the map.
  public struct State: Hashable, Sendable {
    /// The agent's cell: row times columns plus column, from the north-west.
    public var cell: Int
    /// A bit for each key of the map that has been taken, in the order of the cells.
    public var keys: UInt32
    /// A bit for each door of the map that is open, in the order of the cells.
    public var doors: UInt32
  }

  public let map: GridMap
  /// All states that can be reached, by number.
  public let states: [State]
  /// The decision process: the outcomes of every action, with the rewards of an episode.
  public let model: MarkovModel
  /// The cells with keys, in their order.
  let keyCells: [Int]
  /// The cells with doors, in their order.
  let doorCells: [Int]
  /// The outcomes, packed for fast steps.
  let table: GridTable
  /// The least number of steps in which each state can lead to a goal; nil where no goal can be
  /// reached, `[states]`.
  let distances: [Int?]
  /// The state vector of ``GridTaskEnvironment``, `[states]`.
  package let features: [[Float]]
  /// The fingerprint of the world: equal worlds have equal ones.
  let fingerprint: UInt64

  /// The largest number of states.
  static let stateLimit = 1_000_000
  /// The largest number of keys and doors together.
  static let keyLimit = 16

  /// Works out the world on `map`.
  ///
  /// - Throws: A ``GridMapError`` where keys and doors make too many states.
  public init(_ map: GridMap) throws(GridMapError) {
    let dynamics = GridDynamics(map)
    let count = dynamics.keyCells.count + dynamics.doorCells.count
    guard count <= Self.keyLimit else {
      throw GridMapError(file: map.file, fault: .tooManyKeys(count: count, limit: Self.keyLimit))
    }
    var found = Set(dynamics.starts)
    var front = dynamics.starts
    while let state = front.popLast() {
      guard !map.cells[state.cell].isTerminal else { continue }
      for action in map.actions {
        for outcome in dynamics.outcomes(of: action, in: state)
        where found.insert(outcome.state).inserted {
          front.append(outcome.state)
        }
      }
      guard found.count <= Self.stateLimit else {
        throw GridMapError(file: map.file, fault: .tooManyStates(limit: Self.stateLimit))
      }
    }
    let states = found.sorted { ($0.keys, $0.doors, $0.cell) < ($1.keys, $1.doors, $1.cell) }
    let numbers = Dictionary(uniqueKeysWithValues: states.enumerated().map { ($1, $0) })
    var starts = [Double](repeating: 0, count: states.count)
    for state in dynamics.starts {
      if let number = numbers[state] { starts[number] = 1 / Double(dynamics.starts.count) }
    }
    self.map = map
    self.states = states
    keyCells = dynamics.keyCells
    doorCells = dynamics.doorCells
    model = MarkovModel(
      stateNames: states.map(dynamics.name), actionNames: map.actions.map(\.rawValue),
      starts: starts, isTerminal: states.map { map.cells[$0.cell].isTerminal }
    ) { state, action in
      dynamics.outcomes(of: map.actions[action], in: states[state]).compactMap { outcome in
        numbers[outcome.state].map {
          MarkovModel.Outcome(state: $0, probability: outcome.probability, reward: outcome.reward)
        }
      }
    }
    table = GridTable(model)
    distances = model.distances(to: states.map { map.cells[$0.cell] == .goal })
    features = states.map(dynamics.features)
    fingerprint = Self.fingerprint(model)
  }

  /// Returns the number of the state in row `row` and column `column`, counted from 1 in the
  /// south-west as in the book, with no key taken and no door open; nil if that is not a state.
  public func state(row: Int, column: Int) -> Int? {
    let cell = (map.rows - row) * map.columns + column - 1
    return states.firstIndex { $0 == State(cell: cell, keys: 0, doors: 0) }
  }

  /// The numbers of the states where an episode may start.
  public var startStates: [Int] { states.indices.filter { model.starts[$0] > 0 } }

  /// Whether each state is a goal, `[states]`.
  public var goals: [Bool] { states.map { map.cells[$0.cell] == .goal } }

  /// The least and the largest reward of a step.
  public var rewardRange: ClosedRange<Double> {
    let rewards = model.outcomes.map(\.reward)
    return (rewards.min() ?? 0)...(rewards.max() ?? 0)
  }

  /// The warnings about the map, one line each: starts from which no goal can be reached.
  public var warnings: [String] {
    startStates.filter { distances[$0] == nil }.map { state in
      let cell = states[state].cell
      return "\(map.file):\(map.firstLine + cell / map.columns): from the start in column "
        + "\(cell % map.columns + 1) no goal can be reached"
    }
  }

  private static func fingerprint(_ model: MarkovModel) -> UInt64 {
    var hash = TrajectoryHash()
    for outcome in model.outcomes {
      hash.combine(UInt64(outcome.state))
      hash.combine(outcome.probability)
      hash.combine(outcome.reward)
    }
    for offset in model.offsets { hash.combine(UInt64(offset)) }
    for start in model.starts { hash.combine(start) }
    return hash.value
  }
}
