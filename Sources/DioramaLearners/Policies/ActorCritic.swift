// SPDX-License-Identifier: Apache-2.0

public import DioramaNetworks

/// The networks of a policy gradient: a policy, and the value V of the states that it comes to.
///
/// Continuous actions are Gaussian, with a standard deviation that is the same everywhere, 1 at first; the
/// first means are near 0, and the first choices nearly uniform.
public struct ActorCritic {
  /// The policy π.
  public let policy: LearnedPolicy

  /// The value V.
  public let value: Critics

  /// Makes networks with random weights.
  ///
  /// - Parameters:
  ///   - problem: The observations and actions.
  ///   - sight: The settings of how observations become features, which both share.
  ///   - hiddenUnits: The widths of the hidden layers of each.
  ///   - rate: The step size of both.
  ///   - epsilon: The number that Adam adds to the root of the policy's second moment, ε.
  ///   - valueTrainsEncoder: Whether the encoder of images is trained by the value's loss, too.
  ///   - random: The source of random weights.
  /// - Throws: ``NetworkError``.
  public init(
    _ problem: Problem, _ sight: Sight, hiddenUnits: [Int], rate: Float, epsilon: Float = 1e-8,
    valueTrainsEncoder: Bool = true, _ random: RandomSource
  ) throws {
    let encoder = try FeatureEncoder(sight, problem, rate: rate, random)
    policy = try LearnedPolicy(
      problem, encoder, .gaussian, hiddenUnits: hiddenUnits, activation: .tanh, rate: rate,
      epsilon: epsilon, lastScale: 0.01, random)
    value = try Critics(
      of: .states, problem, encoder, trainsEncoder: valueTrainsEncoder, hiddenUnits: hiddenUnits,
      activation: .tanh, rate: rate, random)
  }

  /// Its networks and that of the encoder, by name.
  public var networks: [(name: String, network: Network)] { policy.allNetworks + value.networks }
}
