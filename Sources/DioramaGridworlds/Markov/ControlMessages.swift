// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// The messages of control as inference: probabilities that an agent acts optimally, by exact sums.
///
/// In each step a variable O says whether the agent acts optimally there, with probability
/// `exp(r / temperature)` up to a constant; before that all actions are equally likely, with weight 1. The
/// backward message is `β_t(s) = p(O_t … O_T | s)`, the forward one `α_t(s) = p(s, O_1 … O_t-1)`. Without noise in
/// the dynamics, `temperature · log β` are the values of
/// ``MarkovModel/softValueIteration(discount:temperature:tolerance:)`` at discount 1 after as many sweeps. With
/// noise they are larger: given that all went well, chance was kind, too. Soft values do not hope for that.
///
/// > Source: Levine 2018, [*Reinforcement Learning and Control as Probabilistic
/// > Inference*](https://arxiv.org/abs/1805.00909), section 2.
public struct ControlMessages: Sendable {
  /// The number of steps T of an episode.
  public let stepCount: Int
  /// The weight of the entropy: positive, in units of reward.
  public let temperature: Double
  /// `log β` with 0, 1, … T steps left, `[steps + 1][states]`.
  public let backward: [[Double]]
  /// `log α` after 0, 1, … T steps, `[steps + 1][states]`; minus infinity where a state cannot be.
  public let forward: [[Double]]
  private let model: MarkovModel

  /// Computes the messages of episodes of `stepCount` steps in `model`.
  ///
  /// A terminal state stays, with its value as the reward of the end.
  ///
  /// - Throws: ``MarkovError`` where the temperature is not positive and finite.
  public init(
    _ model: MarkovModel, stepCount: Int, temperature: Double
  ) throws(MarkovError) {
    precondition(stepCount >= 1, "there must be a step; there are \(stepCount)")
    guard temperature > 0, temperature.isFinite else { throw .temperature(temperature) }
    // p(O_T+1 | s) = exp(value / temperature) in a terminal state, else 1
    var backward = [model.terminalValues.map { $0 / temperature }]
    for step in 0..<stepCount {
      let after = backward[step]
      backward.append(
        (0..<model.stateCount).map { state in
          // β_t(s) = Σ p(a) β_t(s, a), with weights p(a) = 1
          model.isTerminal[state]
            ? after[state]
            : logSumExp(
              (0..<model.actionCount).map { model.message(state, $0, after, temperature) })
        })
    }
    var forward = [model.starts.map { log($0) }]
    for step in 0..<stepCount {
      // α_t+1(s') = Σ p(s' | s, a) exp(r / temperature) α_t(s)
      var terms = [[Double]](repeating: [], count: model.stateCount)
      for state in 0..<model.stateCount where forward[step][state] > -.infinity {
        if model.isTerminal[state] { terms[state].append(forward[step][state]) }
        for action in 0..<model.actionCount {
          for outcome in model[state, action] {
            terms[outcome.state].append(
              forward[step][state] + log(outcome.probability) + outcome.reward / temperature)
          }
        }
      }
      forward.append(terms.map(logSumExp))
    }
    (self.stepCount, self.temperature, self.model) = (stepCount, temperature, model)
    (self.backward, self.forward) = (backward, forward)
  }

  /// Returns `temperature · log β(s)` of every state with so many steps left, `[states]`: the value V.
  public func values(stepsLeft: Int) -> [Double] { backward[stepsLeft].map { temperature * $0 } }

  /// Returns `temperature · log β(s, a)` with so many steps left, `[states, actions]`: the value Q; 0 in terminal
  /// states.
  public func actionValues(stepsLeft: Int) -> [Double] {
    (0..<model.stateCount).flatMap { state in
      (0..<model.actionCount).map { action in
        model.isTerminal[state]
          ? 0 : temperature * model.message(state, action, backward[stepsLeft - 1], temperature)
      }
    }
  }

  /// Returns the policy given that all goes well, `p(a | s, O) = β(s, a) / β(s)`, with so many steps left,
  /// `[states, actions]`; 0 in terminal states.
  public func policy(stepsLeft: Int) -> [Double] {
    let (values, worth) = (values(stepsLeft: stepsLeft), actionValues(stepsLeft: stepsLeft))
    return worth.indices.map { index in
      let state = index / model.actionCount
      return model.isTerminal[state] ? 0 : exp((worth[index] - values[state]) / temperature)
    }
  }

  /// Returns where an agent is after so many steps of an episode in which all goes well,
  /// `p(s | O) ∝ α(s) β(s)`, `[states]`.
  public func marginals(after steps: Int) -> [Double] {
    let both = zip(forward[steps], backward[stepCount - steps]).map { $0 + $1 }
    let sum = logSumExp(both)
    return both.map { exp($0 - sum) }
  }

  /// The logarithm of the probability that all goes well, `log p(O_1 … O_T)`, up to the constants of the messages.
  public var evidence: Double { logSumExp(zip(forward[0], backward[stepCount]).map { $0 + $1 }) }
}

extension MarkovModel {
  /// Returns `log β(s, a) = log Σ p(s' | s, a) exp(r / temperature) β(s')`, given `log β` of the next states.
  fileprivate func message(
    _ state: Int, _ action: Int, _ after: [Double], _ temperature: Double
  ) -> Double {
    logSumExp(
      self[state, action].map {
        log($0.probability) + $0.reward / temperature + after[$0.state]
      })
  }
}

/// Returns the logarithm of the sum of `e^x`, without overflow; minus infinity of nothing.
private func logSumExp(_ numbers: [Double]) -> Double {
  guard let largest = numbers.max(), largest > -.infinity else { return -.infinity }
  return largest + log(numbers.reduce(0) { $0 + exp($1 - largest) })
}
