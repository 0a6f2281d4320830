// SPDX-License-Identifier: Apache-2.0

/// A finite Markov decision process as arrays: the outcomes of each action in each state.
///
/// States and actions are numbers from 0, and `stateNames` and `actionNames` give their names. Rows
/// are sparse: they hold only the outcomes that were given, with probability and reward.
/// ``transitionMatrix`` and ``rewardMatrix`` are the same as dense matrices.
public struct MarkovModel: Hashable, Sendable {
  /// A possible outcome of an action: the next state, with probability and reward.
  public struct Outcome: Hashable, Sendable {
    public var state: Int
    /// The probability, in `0...1`; those of one state and action sum to 1.
    public var probability: Double
    public var reward: Double

    public init(state: Int, probability: Double, reward: Double) {
      self.state = state
      self.probability = probability
      self.reward = reward
    }
  }

  /// The names of the states, `[states]`.
  public let stateNames: [String]
  /// The names of the actions, `[actions]`.
  public let actionNames: [String]
  /// The outcomes of every action in every state, by state, then action.
  public let outcomes: [Outcome]
  /// The index of the first outcome of each state and action, and the end of the last, `[states *
  /// actions + 1]`.
  public let offsets: [Int]
  /// The probability of each state at the start, `[states]`.
  public let starts: [Double]
  /// Whether each state is terminal, `[states]`; such a state has no outcomes.
  public let isTerminal: [Bool]
  /// The values of the terminal states, beyond the rewards on the way, `[states]`.
  public let terminalValues: [Double]

  public var stateCount: Int { stateNames.count }
  public var actionCount: Int { actionNames.count }

  /// Makes the model whose actions have these `outcomes`.
  ///
  /// - Parameters:
  ///   - stateNames: The names of the states, `[states]`.
  ///   - actionNames: The names of the actions, `[actions]`.
  ///   - starts: The probability of each state at the start, `[states]`.
  ///   - isTerminal: Whether each state is terminal, `[states]`.
  ///   - terminalValues: The values of the terminal states, `[states]`; nil for 0 in each.
  ///   - outcomes: Returns the possible outcomes of an action in a state that is not terminal.
  /// - Precondition: Probabilities sum to 1, and every outcome is a state.
  public init(
    stateNames: [String], actionNames: [String], starts: [Double], isTerminal: [Bool],
    terminalValues: [Double]? = nil, outcomes: (_ state: Int, _ action: Int) -> [Outcome]
  ) {
    let count = stateNames.count
    precondition(
      starts.count == count && isTerminal.count == count && terminalValues?.count ?? count == count,
      "\(count) states, \(starts.count) starts, \(isTerminal.count) flags")
    var all: [Outcome] = []
    var offsets = [0]
    for state in 0..<count {
      for action in actionNames.indices {
        if !isTerminal[state] {
          let next = outcomes(state, action)
          let sum = next.reduce(0) { $0 + $1.probability }
          precondition(abs(sum - 1) < 1e-9, "state \(state), action \(action): they sum to \(sum)")
          precondition(next.allSatisfy { (0..<count).contains($0.state) }, "no such state")
          all += next
        }
        offsets.append(all.count)
      }
    }
    self.stateNames = stateNames
    self.actionNames = actionNames
    self.outcomes = all
    self.offsets = offsets
    self.starts = starts
    self.isTerminal = isTerminal
    self.terminalValues = terminalValues ?? Array(repeating: 0, count: count)
  }

  /// The possible outcomes of `action` in `state`; empty where the state is terminal.
  public subscript(state: Int, action: Int) -> ArraySlice<Outcome> {
    let row = state * actionCount + action
    return outcomes[offsets[row]..<offsets[row + 1]]
  }

  /// The transition probabilities `P(s' | s, a)`, `[states, actions, states]`; 0 in terminal states.
  public var transitionMatrix: [Double] {
    var matrix = [Double](repeating: 0, count: stateCount * actionCount * stateCount)
    for row in 0..<stateCount * actionCount {
      for outcome in outcomes[offsets[row]..<offsets[row + 1]] {
        matrix[row * stateCount + outcome.state] += outcome.probability
      }
    }
    return matrix
  }

  /// The expected reward `R(s, a)`, `[states, actions]`; 0 in terminal states.
  public var rewardMatrix: [Double] {
    (0..<stateCount * actionCount).map { row in
      outcomes[offsets[row]..<offsets[row + 1]].reduce(0) { $0 + $1.probability * $1.reward }
    }
  }
}
