// SPDX-License-Identifier: Apache-2.0

public import DioramaNetworks

/// The actions that a policy may take for each observation of a batch, as values of a graph.
///
/// One text of a learner serves numbers and choices: see ``expectation(of:)``.
public struct Distribution {
  /// What is done, as a critic sees it.
  public enum Action {
    /// Numbers `[rows, count]`.
    case numbers(Value)
    /// Every choice: a critic gives the value of each.
    case every
  }

  private enum Kind {
    case choices(logits: Value)
    case squashed(parameters: Value, action: Value, logProbability: Value)
    case gaussian(mean: Value, logDeviation: Value)
    case deterministic(Value)
  }

  private let kind: Kind

  init(logits: Value) { kind = .choices(logits: logits) }

  init(squashed parameters: Value) {
    let drawn = parameters.squashedSample()
    kind = .squashed(
      parameters: parameters, action: drawn.action, logProbability: drawn.logProbability)
  }

  init(mean: Value, logDeviation: Value) {
    kind = .gaussian(mean: mean, logDeviation: logDeviation)
  }

  init(deterministic action: Value) { kind = .deterministic(action) }

  /// The action: drawn once for each application of a policy, and a function of the noise, so that
  /// gradients reach the policy through it; or every choice.
  public var action: Action {
    switch kind {
    case .choices: .every
    case .squashed(_, let action, _): .numbers(action)
    case .gaussian(let mean, _): .numbers(mean)
    case .deterministic(let action): .numbers(action)
    }
  }

  /// The most likely action of a policy over numbers.
  ///
  /// - Precondition: Actions are numbers.
  public var mode: Value {
    switch kind {
    case .squashed(let parameters, _, _): parameters.columns(0..<parameters.width / 2).tanh()
    case .gaussian(let mean, _): mean
    case .deterministic(let action): action
    case .choices: preconditionFailure("choices have no numbers")
    }
  }

  /// The expectation of `values` over actions: those of the one action that was drawn where actions are
  /// numbers, and the exact sum `Σ π(a) Q(a)` where they are choices.
  public func expectation(of values: Value) -> Value {
    guard case .choices(let logits) = kind else { return values }
    return (logits.logSoftmax().exp() * values).sum()
  }

  /// E[log π(a)]: of the action that was drawn, or the exact sum over choices, minus the entropy.
  public var logProbability: Value {
    switch kind {
    case .choices(let logits):
      let logProbabilities = logits.logSoftmax()
      return (logProbabilities.exp() * logProbabilities).sum()
    case .squashed(_, _, let logProbability): return logProbability
    case .gaussian: return -entropy
    case .deterministic: preconditionFailure("a deterministic policy has no density")
    }
  }

  /// The entropy: exact, or of squashed Gaussians an estimate from the action that was drawn.
  public var entropy: Value {
    guard case .gaussian(_, let logDeviation) = kind else { return -logProbability }
    return (logDeviation + (0.5 + Self.halfLogTwoPi)).sum()
  }

  /// log π(a) of the actions `action` of a replay, which are constants.
  public func logProbability(of action: Value) -> Value {
    switch kind {
    case .choices(let logits): return logits.logSoftmax().pick(action)
    case .squashed(let parameters, _, _): return parameters.squashedLogProbability(of: action)
    case .gaussian(let mean, let logDeviation):
      let noise = (action - mean) / logDeviation.exp()
      return (-(noise.squared() / 2) - logDeviation - Self.halfLogTwoPi).sum()
    case .deterministic: preconditionFailure("a deterministic policy has no density")
    }
  }

  /// What soft policy improvement makes small.
  ///
  /// Where actions are numbers it is `E[α log π(a) - Q(a)]`, through the action that was drawn; where they
  /// are choices, `α KL(π* ‖ π)` with the best soft policy π* for these values, whose gradient does not
  /// vanish where π does: see `distanceFromBest`.
  ///
  /// - Parameters:
  ///   - entropyWeight: α.
  ///   - values: Q of ``action``.
  /// - Returns: The loss of each row.
  public func improvementLoss(entropyWeight: Value, _ values: Value) -> Value {
    guard case .choices(let logits) = kind else { return entropyWeight * logProbability - values }
    return logits.distanceFromBest(values, entropyWeight: entropyWeight)
  }

  /// `log(2π) / 2`.
  private static let halfLogTwoPi: Float = 0.918938533
}
