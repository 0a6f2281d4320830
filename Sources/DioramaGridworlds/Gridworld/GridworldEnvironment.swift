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
  public var horizon: Int { clock.horizon }
  /// The number of the present state.
  public internal(set) var state = 0
  private(set) var clock: EpisodeClock
  var stream = RandomStream("dynamics", seed: 0)
  private let table: GridTable

  /// Makes an environment that is truncated after `horizon` steps; nil for the map's own number.
  public init(_ world: Gridworld, horizon: Int? = nil) {
    self.world = world
    clock = EpisodeClock(horizon: horizon ?? world.map.horizon)
    table = world.table
  }

  public var observationSpace: Space { .discrete(count: world.states.count) }
  public var actionSpace: Space { .discrete(count: table.actionCount) }

  public mutating func reset(seed: UInt64) throws(SimulationError) -> Int {
    stream = RandomStream("dynamics", seed: seed)
    var layout = RandomStream("layout", seed: seed)
    state = Int(table.starts[layout.integer(below: table.starts.count)])
    clock.start()
    return state
  }

  /// Applies the action number `action`; allocates nothing.
  public mutating func step(_ action: Int) throws(SimulationError) -> Step<Int> {
    try clock.requireRunning()
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
    clock.tick(table.isTerminal[state] ? .terminated : nil)
    return Step(observation: state, reward: outcome.reward, ending: clock.ending)
  }

  /// Resumes in `state` after `steps` steps; the episode has ended if that is terminal or at the horizon.
  mutating func `continue`(at state: Int, after steps: Int, _ stream: RandomStream) {
    self.state = state
    self.stream = stream
    clock.start(after: steps, isTerminal: table.isTerminal[state])
  }
}
