// SPDX-License-Identifier: Apache-2.0

/// The convention that says when a state's reward counts.
public enum RewardConvention: String, Hashable, Sendable, CaseIterable {
  /// On the step that enters the state, as in an episode: `V(s) = max_a sum P (R + discount V(s'))`.
  /// A terminal state is worth nothing. (Russell and Norvig, 4th edition; Gymnasium.)
  case transition
  /// While it is occupied: `V(s) = R(s) + discount max_a sum P V(s')`. A terminal state is worth its
  /// reward. (Russell and Norvig, 3rd edition.)
  case state
}

extension Gridworld {
  /// Returns the model that counts rewards by `convention`; the optimal policies are the same.
  ///
  /// - Throws: ``GridworldError`` where the reward of a step is not that of the state entered.
  public func model(_ convention: RewardConvention) throws(GridworldError) -> MarkovModel {
    guard convention == .state else { return model }
    guard !map.cells.contains(.cliff) else { throw .noStateReward(map: map.name) }
    let map = map
    return MarkovModel(
      stateNames: model.stateNames, actionNames: model.actionNames, starts: model.starts,
      isTerminal: model.isTerminal,
      terminalValues: states.map { state in
        switch map.cells[state.cell] {
        case .goal: map.goalReward
        case .hole: map.holeReward
        default: 0
        }
      }
    ) { state, action in
      model[state, action].map {
        MarkovModel.Outcome(
          state: $0.state, probability: $0.probability, reward: map.livingReward)
      }
    }
  }
}

/// An error in using a gridworld.
public enum GridworldError: Error, Hashable, Sendable {
  /// A map with cliffs: a fall has a reward, but does not end in a state that could have it.
  case noStateReward(map: String)
  /// An environment that is not a gridworld.
  case noGrid(String, known: [String])
}

extension GridworldError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .noStateReward(let map):
      "the map '\(map)' has cliffs, where a step is rewarded and no state; use the convention 'transition'"
    case .noGrid(let id, let known):
      "\(id) is not a gridworld; there are \(known.joined(separator: ", ")), and your own with --map"
    }
  }
}
