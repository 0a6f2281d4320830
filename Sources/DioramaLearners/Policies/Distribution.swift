// SPDX-License-Identifier: Apache-2.0

public import DioramaNetworks

/// The distribution of a policy's actions for each observation of a batch, as values of a graph.
///
/// The same code of a learner serves continuous and discrete actions: see ``expectation(of:)``.
public struct Distribution {
  /// An action, as a critic sees it.
  public enum Action {
    /// Continuous actions `[rows, count]`.
    case numbers(Value)
    /// Every discrete action: a critic gives the value of each.
    case every
  }

  private enum Kind {
    case choices(logits: Value)
    case squashed(parameters: Value, action: Value, logProbability: Value)
    case gaussian(mean: Value, logDeviation: Value)
    case mixture(GaussianMixture, parameters: Value)
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

  init(_ mixture: GaussianMixture, parameters: Value) {
    kind = .mixture(mixture, parameters: parameters)
  }

  init(deterministic action: Value) { kind = .deterministic(action) }

  /// The action: drawn from a squashed Gaussian, the mean of a plain one, or every discrete action.
  ///
  /// It is drawn once for each application of a policy, and a function of the noise, so that gradients reach
  /// the policy through it.
  ///
  /// - Precondition: The distribution is no mixture, which is for cloning; nor may it be for ``mode`` and for
  ///   ``entropy``.
  public var action: Action {
    switch kind {
    case .choices: .every
    case .squashed(_, let action, _): .numbers(action)
    case .gaussian(let mean, _): .numbers(mean)
    case .mixture: preconditionFailure("no gradient goes through the choice of a Gaussian")
    case .deterministic(let action): .numbers(action)
    }
  }

  /// The same distribution, its ``action`` drawn once more.
  public var redrawn: Distribution {
    guard case .squashed(let parameters, _, _) = kind else { return self }
    return Distribution(squashed: parameters)
  }

  /// The most likely action of a policy with continuous actions.
  ///
  /// - Precondition: Actions are continuous.
  public var mode: Value {
    switch kind {
    case .squashed(let parameters, _, _): parameters.columns(0..<parameters.width / 2).tanh()
    case .gaussian(let mean, _): mean
    case .deterministic(let action): action
    case .mixture: preconditionFailure("the mode of a mixture has no closed form")
    case .choices: preconditionFailure("choices have no numbers")
    }
  }

  /// Returns the expectation of `values` over actions: `values` themselves, which are those of the one
  /// ``action``, if actions are continuous, and the exact sum `Σ π(a) Q(a)` if they are discrete.
  public func expectation(of values: Value) -> Value {
    guard case .choices(let logits) = kind else { return values }
    return (logits.logSoftmax().exp() * values).sum()
  }

  /// E[log π(a)], minus the entropy: estimated from the drawn action of squashed Gaussians, exact otherwise.
  public var logProbability: Value {
    switch kind {
    case .choices(let logits):
      let logProbabilities = logits.logSoftmax()
      return (logProbabilities.exp() * logProbabilities).sum()
    case .squashed(_, _, let logProbability): return logProbability
    case .gaussian: return -entropy
    case .mixture: preconditionFailure("the entropy of a mixture has no closed form")
    case .deterministic: preconditionFailure("a deterministic policy has no density")
    }
  }

  /// The entropy: estimated from the drawn action of squashed Gaussians, exact otherwise.
  public var entropy: Value {
    guard case .gaussian(_, let logDeviation) = kind else { return -logProbability }
    return (logDeviation + (0.5 + Self.halfLogTwoPi)).sum()
  }

  /// The log probability of each discrete action, `[rows, actions]`.
  ///
  /// - Precondition: Actions are discrete.
  public var logLikelihoods: Value {
    guard case .choices(let logits) = kind else { preconditionFailure("numbers have a density") }
    return logits.logSoftmax()
  }

  /// Returns the log probability log π(a) of the actions `action` of a replay, which are constants.
  public func logProbability(of action: Value) -> Value {
    switch kind {
    case .choices(let logits): return logits.logSoftmax().pick(action)
    case .squashed(let parameters, _, _): return parameters.squashedLogProbability(of: action)
    case .gaussian(let mean, let logDeviation):
      let noise = (action - mean) / logDeviation.exp()
      return (-(noise.squared() / 2) - logDeviation - Self.halfLogTwoPi).sum()
    case .mixture(let mixture, let parameters):
      return mixture.logProbability(parameters, of: action)
    case .deterministic: preconditionFailure("a deterministic policy has no density")
    }
  }

  /// Returns the loss of a policy that shall act as a demonstrator did, who chose `action`: `-log π(a)`, or the
  /// squared distance `|a - π|²` of a deterministic policy.
  public func cloningLoss(of action: Value) -> Value {
    if case .deterministic(let own) = kind { return (action - own).squared().sum() }
    return -logProbability(of: action)
  }

  /// Returns KL(old ‖ this): how far this distribution has moved away from `old`, exactly.
  ///
  /// - Precondition: Both are of discrete actions, or both are plain Gaussians.
  public func divergence(from old: Distribution) -> Value {
    switch (kind, old.kind) {
    case (.choices(let logits), .choices(let oldLogits)):
      let (now, before) = (logits.logSoftmax(), oldLogits.logSoftmax())
      return (before.exp() * (before - now)).sum()
    case (.gaussian(let mean, let logDeviation), .gaussian(let oldMean, let oldLogDeviation)):
      let widening = logDeviation - oldLogDeviation
      let shift = (mean - oldMean) / logDeviation.exp()
      return (widening + ((-2 * widening).exp() + shift.squared() - 1) / 2).sum()
    default: preconditionFailure("only choices and plain Gaussians have a divergence here")
    }
  }

  /// Returns `⟨M u, φ⟩` with `M u` constant, so that its gradient in the weights is `Jᵀ M u`; see
  /// ``FisherInformation``.
  ///
  /// The distribution's parameters φ are logits, with the Fisher information `M = diag(π) - π πᵀ`, or means
  /// and log standard deviations, with `1 / σ²` and 2. u is how they change from one side to the other.
  ///
  /// - Parameters:
  ///   - behind: The distribution on one side of this one.
  ///   - ahead: The distribution on the other side.
  ///   - distance: The distance between both, by which the change is divided.
  /// - Returns: A number for each row.
  /// - Precondition: All are of discrete actions, or all are plain Gaussians.
  func fisherForm(from behind: Distribution, to ahead: Distribution, distance: Float) -> Value {
    switch (kind, behind.kind, ahead.kind) {
    case (.choices(let logits), .choices(let before), .choices(let after)):
      let (change, probability) = ((after - before) / distance, logits.logSoftmax().exp())
      let spread = change - (probability * change).sum()
      return ((probability * spread).detached * logits).sum()
    case (
      .gaussian(let mean, let logDeviation), .gaussian(let meanBefore, let logBefore),
      .gaussian(let meanAfter, let logAfter)
    ):
      let shift = (meanAfter - meanBefore) / distance * (-2 * logDeviation).exp()
      let widening = 2 * (logAfter - logBefore) / distance
      return (shift.detached * mean).sum() + (widening.detached * logDeviation).sum()
    default: preconditionFailure("only choices and plain Gaussians have a Fisher information here")
    }
  }

  /// Returns the loss that soft policy improvement minimises.
  ///
  /// With continuous actions it is `E[α log π(a) - Q(a)]`, through the action that was drawn; with discrete
  /// ones `α KL(π* ‖ π)` with the best soft policy π* for these values, whose gradient does not vanish where
  /// π does: see `distanceFromBest`.
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
  static let halfLogTwoPi: Float = 0.918938533
}
