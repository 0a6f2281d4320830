// SPDX-License-Identifier: Apache-2.0

/// A decision problem as arrays: what each action does in each state, with which probability and reward.
///
/// States and actions are numbers from 0; `stateNames` and `actionNames` say what they are. The rows are
/// sparse: only outcomes that can happen are kept. ``transitionMatrix`` and ``rewardMatrix`` give them
/// out dense.
public struct MarkovModel: Hashable, Sendable {
  /// One thing that an action may lead to.
  public struct Outcome: Hashable, Sendable {
    public var state: Int
    /// In `0...1`; those of one choice sum to 1.
    public var probability: Double
    public var reward: Double

    public init(state: Int, probability: Double, reward: Double) {
      self.state = state
      self.probability = probability
      self.reward = reward
    }
  }

  /// What the states are called, `[states]`.
  public let stateNames: [String]
  /// What the actions are called, `[actions]`.
  public let actionNames: [String]
  /// The outcomes of every choice, by state, then action.
  public let outcomes: [Outcome]
  /// Where the outcomes of each choice begin, and where the last end, `[states * actions + 1]`.
  public let offsets: [Int]
  /// The probability of each state at the start, `[states]`.
  public let starts: [Double]
  /// Whether nothing follows a state, `[states]`; such a state has no outcomes.
  public let isTerminal: [Bool]
  /// What it is worth to be in a terminal state, beyond the rewards on the way, `[states]`.
  public let terminalValues: [Double]

  public var stateCount: Int { stateNames.count }
  public var actionCount: Int { actionNames.count }

  /// Makes the model whose choices have these `outcomes`.
  ///
  /// - Parameters:
  ///   - stateNames: What the states are called, `[states]`.
  ///   - actionNames: What the actions are called, `[actions]`.
  ///   - starts: The probability of each state at the start, `[states]`.
  ///   - isTerminal: Whether nothing follows a state, `[states]`.
  ///   - terminalValues: What the terminal states are worth, `[states]`; nil for nothing.
  ///   - outcomes: Returns what an action may lead to in a state that is not terminal.
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

  /// What `action` may lead to in `state`; nothing where the state is terminal.
  public subscript(state: Int, action: Int) -> ArraySlice<Outcome> {
    let row = state * actionCount + action
    return outcomes[offsets[row]..<offsets[row + 1]]
  }

  /// `P(s' | s, a)`, `[states, actions, states]`; rows of terminal states are zero.
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
