// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A categorical distribution over discrete actions, each as likely as the exponential of its logit.
///
/// Expectations over the actions are exact sums, without noise.
///
/// > Source: Christodoulou 2019, [*Soft Actor-Critic for Discrete Action
/// > Settings*](https://arxiv.org/abs/1910.07207), section 3.
public struct Categorical: Hashable, Sendable {
  /// The logarithm of the probability of each action, log π(a).
  public let logProbabilities: [Float]

  /// Makes the distribution of `logits`, of which only the differences count.
  public init(logits: [Float]) {
    let largest = logits.max() ?? 0
    let sum = logits.reduce(0) { $0 + exp($1 - largest) }
    logProbabilities = logits.map { $0 - largest - log(sum) }
  }

  /// The probability of each action, π(a).
  public var probabilities: [Float] { logProbabilities.map { exp($0) } }

  /// The most likely action, the first of several.
  public var mostLikely: Int {
    logProbabilities.indices.reduce(0) {
      logProbabilities[$1] > logProbabilities[$0] ? $1 : $0
    }
  }

  /// Returns the action that `draw`, a number drawn uniformly from 0 to 1, selects.
  public func sample(draw: Float) -> Int {
    var rest = draw
    for (choice, probability) in probabilities.enumerated() {
      rest -= probability
      if rest < 0 { return choice }
    }
    return mostLikely  // rounding left something over
  }

  /// Returns the mean of `values`, one for each action: `Σ π(a) f(a)`.
  public func mean(of values: [Float]) -> Float {
    zip(probabilities, values).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The mean of log π(a): minus the entropy.
  public var meanLogProbability: Float { mean(of: logProbabilities) }

  /// Returns the soft value of the state, `V = Σ π(a) (Q(a) - α log π(a))` (equation 10).
  ///
  /// - Parameters:
  ///   - values: Q(a) of each action.
  ///   - entropyWeight: α.
  /// - Returns: V.
  public func softValue(of values: [Float], entropyWeight: Float) -> Float {
    mean(of: values) - entropyWeight * meanLogProbability
  }

  /// Returns the gradient with respect to the logits, `α (π(a) - π*(a))`, which takes the policy to
  /// `π*(a) = exp((Q(a) - V) / α)`, where `J = Σ π(a) (α log π(a) - Q(a))` (equation 12) is least.
  ///
  /// It is the gradient of `α KL(π* ‖ π)`. The gradient of J itself, which is `α KL(π ‖ π*)` but for a
  /// constant, is the same near π*, but vanishes with π(a): an action once given up is never tried again,
  /// however good the critics find it.
  ///
  /// > Source: Chan et al. 2022, [*Greedification Operators for Policy Optimization: Investigating Forward
  /// > and Reverse KL Divergences*](https://arxiv.org/abs/2107.08285).
  ///
  /// - Parameters:
  ///   - values: Q(a) of each action.
  ///   - entropyWeight: α.
  /// - Returns: The derivative with respect to each logit.
  public func gradient(values: [Float], entropyWeight: Float) -> [Float] {
    let best = Categorical(logits: values.map { $0 / entropyWeight })
    return values.indices.map { choice in
      entropyWeight * (exp(logProbabilities[choice]) - exp(best.logProbabilities[choice]))
    }
  }
}
