// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
internal import DioramaMath

/// A gridworld with discrete states and actions, for tabular learners: tens of millions of steps a second.
///
/// ```swift
/// let lake = try Gridworld(GridMap.shipped("frozen-lake"))
/// var environment = GridworldEnvironment(lake)
/// var state = try environment.reset(seed: 1)
/// let step = try environment.step(2)  // east, as lake.map.actions says
/// ```
public struct GridworldEnvironment: Environment, Sendable {
  public let world: Gridworld
  /// Steps until an episode is truncated.
  public let horizon: Int
  /// The number of the present state.
  public internal(set) var state = 0
  /// Steps since the start of the episode; -1 before the first.
  var elapsed = -1
  /// The reason why the episode ended; nil while it lasts.
  var ending: Ending?
  var stream = RandomStream("dynamics", seed: 0)
  private let table: GridTable

  /// Makes an environment that is truncated after `horizon` steps; nil for the map's own number.
  public init(_ world: Gridworld, horizon: Int? = nil) {
    self.world = world
    self.horizon = horizon ?? world.map.horizon
    precondition(self.horizon >= 1, "the horizon must be at least 1 step; it is \(self.horizon)")
    table = world.table
  }

  public var observationSpace: Space { .discrete(count: world.states.count) }
  public var actionSpace: Space { .discrete(count: table.actionCount) }

  public mutating func reset(seed: UInt64) throws(SimulationError) -> Int {
    stream = RandomStream("dynamics", seed: seed)
    var layout = RandomStream("layout", seed: seed)
    state = Int(table.starts[layout.integer(below: table.starts.count)])
    elapsed = 0
    ending = nil
    return state
  }

  /// Applies the action number `action`; allocates nothing.
  public mutating func step(_ action: Int) throws(SimulationError) -> Step<Int> {
    if let ending { throw .episodeOver(ending, stepCount: elapsed) }
    guard elapsed >= 0 else { throw .notReset }
    guard action >= 0, action < table.actionCount else {
      throw .noSuchChoice(action, count: table.actionCount)
    }
    let row = state * table.actionCount + action
    var index = Int(table.offsets[row])
    if Int(table.offsets[row + 1]) - index > 1 {
      let draw = stream.uniform()
      while draw >= table.outcomes[index].upTo { index += 1 }
    }
    let outcome = table.outcomes[index]
    state = Int(outcome.state)
    elapsed += 1
    if table.isTerminal[state] {
      ending = .terminated
    } else if elapsed == horizon {
      ending = .truncated
    }
    return Step(observation: state, reward: outcome.reward, ending: ending)
  }

  /// Resumes in `state` after `elapsed` steps; the episode has ended if that is terminal or at the horizon.
  mutating func `continue`(at state: Int, elapsed: Int, _ stream: RandomStream) {
    self.state = state
    self.elapsed = elapsed
    self.stream = stream
    ending = nil
    guard elapsed >= 0 else { return }
    if table.isTerminal[state] {
      ending = .terminated
    } else if elapsed == horizon {
      ending = .truncated
    }
  }
}
