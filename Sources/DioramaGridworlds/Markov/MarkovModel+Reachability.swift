// SPDX-License-Identifier: Apache-2.0

extension MarkovModel {
  /// Returns a state from which `policy` never ends; nil if it can end from every state.
  func stateWithoutEnd(under policy: [Double]) -> Int? {
    ranks { state, action in policy[state * actionCount + action] > 0 }.firstIndex(of: nil)
  }

  /// Returns the least number of steps in which each state can lead to a terminal one, with the
  /// actions that are `allowed`; nil where none can be reached, `[states]`.
  func ranks(allowed: (_ state: Int, _ action: Int) -> Bool) -> [Int?] {
    distances(to: isTerminal, allowed: allowed)
  }

  /// Returns the least number of steps in which each state can lead to one of the `targets`, with
  /// the actions that are `allowed`; nil where none can be reached, `[states]`.
  func distances(
    to targets: [Bool], allowed: (_ state: Int, _ action: Int) -> Bool = { _, _ in true }
  ) -> [Int?] {
    var predecessors = [[Int]](repeating: [], count: stateCount)
    for state in 0..<stateCount {
      for action in 0..<actionCount where allowed(state, action) {
        for outcome in self[state, action] where outcome.probability > 0 {
          predecessors[outcome.state].append(state)
        }
      }
    }
    var distance = targets.map { $0 ? 0 : nil as Int? }
    var front = targets.indices.filter { targets[$0] }
    var steps = 0
    while !front.isEmpty {
      steps += 1
      var next: [Int] = []
      for state in front {
        for predecessor in predecessors[state] where distance[predecessor] == nil {
          distance[predecessor] = steps
          next.append(predecessor)
        }
      }
      front = next
    }
    return distance
  }

  /// Returns a policy that ends with certainty: it takes the first of the `allowed` actions that
  /// has a chance to come nearer to a terminal state, `[states, actions]`.
  ///
  /// In a state from which no end can be reached, it takes the first allowed action.
  func endingPolicy(allowed: (_ state: Int, _ action: Int) -> Bool) -> [Double] {
    let ranks = ranks(allowed: allowed)
    var policy = [Double](repeating: 0, count: stateCount * actionCount)
    for state in 0..<stateCount where !isTerminal[state] {
      let choices = (0..<actionCount).filter { allowed(state, $0) }
      let nearer = choices.first { action in
        self[state, action].contains { outcome in
          guard let here = ranks[state], let there = ranks[outcome.state] else { return false }
          return there < here
        }
      }
      if let action = nearer ?? choices.first { policy[state * actionCount + action] = 1 }
    }
    return policy
  }
}
