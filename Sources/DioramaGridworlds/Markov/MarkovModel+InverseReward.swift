// SPDX-License-Identifier: Apache-2.0

/// A reward that explains where a demonstrator goes, and the policy that it makes optimal.
public struct InverseReward: Hashable, Sendable {
  /// The reward of being in each state, `[states]`, with mean 0: only differences are determined.
  public let rewards: [Double]
  /// The probability of each action, optimal for these rewards and the entropy, `[states, actions]`.
  public let policy: [Double]
  /// The largest difference between the visits of the policy and those of the demonstrator.
  public let residual: Double
  /// The number of gradient steps.
  public let iterations: Int
}

extension MarkovModel {
  /// Returns the same process with the reward `rewards[s]` for every step in the state s, and for ending there.
  public func replacingRewards(_ rewards: [Double]) -> MarkovModel {
    MarkovModel(
      stateNames: stateNames, actionNames: actionNames, starts: starts, isTerminal: isTerminal,
      terminalValues: zip(rewards, isTerminal).map { $1 ? $0 : 0 }
    ) { state, action in
      self[state, action].map {
        Outcome(state: $0.state, probability: $0.probability, reward: rewards[state])
      }
    }
  }

  /// Returns how often each state is visited under `policy`, `Σ_t discount^t p(s_t = s)`, `[states]`.
  ///
  /// A terminal state is visited once, when the episode ends there.
  ///
  /// - Parameters:
  ///   - policy: The probability of each action, `[states, actions]`.
  ///   - discount: The discount factor γ, in `0...1`.
  ///   - tolerance: The number of visits that may be missing.
  /// - Returns: The discounted numbers of visits.
  /// - Throws: ``MarkovError`` when the discount factor is 1 and the policy may never end.
  public func visits(
    of policy: [Double], discount: Double, tolerance: Double = 1e-12
  ) throws(MarkovError) -> [Double] {
    try check(discount)
    if discount == 1, let state = stateWithoutEnd(under: policy) {
      throw .noEnd(state: stateNames[state])
    }
    var (here, all) = (starts, starts)
    var rest = 1.0
    while rest > tolerance {
      var next = [Double](repeating: 0, count: stateCount)
      for state in 0..<stateCount where here[state] > 0 {
        for action in 0..<actionCount {
          let weight = discount * here[state] * policy[state * actionCount + action]
          for outcome in self[state, action] {
            next[outcome.state] += weight * outcome.probability
          }
        }
      }
      here = next
      for state in 0..<stateCount { all[state] += here[state] }
      // what is still on its way, however long it takes
      rest = zip(here, isTerminal).reduce(0) { $1.1 ? $0 : $0 + $1.0 }
      if discount < 1 { rest /= 1 - discount }
    }
    return all
  }

  /// Returns the mean of how often `episodes`, lists of states, visit each state, as
  /// ``visits(of:discount:tolerance:)`` counts.
  public func visits(of episodes: [[Int]], discount: Double) -> [Double] {
    var all = [Double](repeating: 0, count: stateCount)
    for episode in episodes {
      var weight = 1 / Double(episodes.count)
      for state in episode {
        all[state] += weight
        weight *= discount
      }
    }
    return all
  }

  /// Finds rewards of states under which an agent that maximises reward and entropy goes where a demonstrator
  /// went (maximum-entropy inverse reinforcement learning).
  ///
  /// Of all policies with these visits, that is the one with the largest entropy. The rewards maximise the
  /// concave `Σ r(s) visits(s) - V(starts)`, whose gradient is the difference of the visits; the step size is that
  /// of Barzilai and Borwein. The rewards of this model count nothing.
  ///
  /// - Parameters:
  ///   - demonstrated: The demonstrator's visits, as ``visits(of:discount:tolerance:)`` counts, `[states]`.
  ///   - discount: The discount factor γ, in `0...1`.
  ///   - temperature: The weight of the entropy: positive, in units of reward.
  ///   - tolerance: The largest difference of visits.
  ///   - iterationLimit: The largest number of steps; visits that no policy has are never reached.
  /// - Returns: The rewards, and what their best policy visits.
  /// - Throws: ``MarkovError`` where there is no solution.
  ///
  /// > Source: Ziebart et al. 2008, *Maximum Entropy Inverse Reinforcement Learning*, with the
  /// > causal entropy of Ziebart et al. 2010, so that noise in the dynamics is not hoped for; Barzilai and
  /// > Borwein 1988, *Two-Point Step Size Gradient Methods*.
  public func inverseReward(
    visits demonstrated: [Double], discount: Double, temperature: Double = 1,
    tolerance: Double = 1e-7, iterationLimit: Int = 2_000
  ) throws(MarkovError) -> InverseReward {
    precondition(
      demonstrated.count == stateCount, "\(demonstrated.count) visits of \(stateCount) states")
    var rewards = [Double](repeating: 0, count: stateCount)
    var step = temperature / 10
    var (before, slope): ([Double], [Double]) = ([], [])
    var iteration = 0
    while true {
      iteration += 1
      let policy = try replacingRewards(rewards).softValueIteration(
        discount: discount, temperature: temperature, tolerance: tolerance / 100
      ).policy
      let visits = try visits(of: policy, discount: discount, tolerance: tolerance / 100)
      let gradient = zip(demonstrated, visits).map { $0 - $1 }
      let residual = gradient.map(abs).max() ?? 0
      if residual <= tolerance || iteration >= iterationLimit {
        let mean = rewards.reduce(0, +) / Double(stateCount)
        return InverseReward(
          rewards: rewards.map { $0 - mean }, policy: policy, residual: residual,
          iterations: iteration)
      }
      if !before.isEmpty {
        // sᵀs / sᵀy of the last change s of the rewards, and y of the gradient
        let change = zip(rewards, before).map { $0 - $1 }
        let bend = zip(change, zip(slope, gradient)).reduce(0) { $0 + $1.0 * ($1.1.0 - $1.1.1) }
        if bend > 0 { step = change.reduce(0) { $0 + $1 * $1 } / bend }
      }
      (before, slope) = (rewards, gradient)
      for state in 0..<stateCount { rewards[state] += step * gradient[state] }
    }
  }
}
