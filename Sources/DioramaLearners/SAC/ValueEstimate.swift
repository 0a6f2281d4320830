// SPDX-License-Identifier: Apache-2.0

/// What both critics' values of an action are taken for.
public enum ValueEstimate: String, Hashable, Sendable, Codable, CaseIterable {
  /// The smaller one, clipped double Q-learning: what the critics do not agree on looks worse than it is.
  ///
  /// > Source: Fujimoto et al. 2018, [*Addressing Function Approximation Error in Actor-Critic
  /// > Methods*](https://arxiv.org/abs/1802.09477), equation 10.
  case least

  /// Their mean: what was hardly tried is tried again.
  ///
  /// > Source: Nauman et al. 2024, [*Bigger, Regularized,
  /// > Optimistic*](https://arxiv.org/abs/2405.16158): where layers are normalised, clipping costs more
  /// > than it saves.
  case mean

  /// The estimate from the values of both critics.
  package func callAsFunction(_ one: Float, _ two: Float) -> Float {
    switch self {
    case .least: min(one, two)
    case .mean: (one + two) / 2
    }
  }

  /// The estimate's slopes in the values of both critics.
  package func slopes(_ one: Float, _ two: Float) -> (one: Float, two: Float) {
    switch self {
    case .least: one <= two ? (1, 0) : (0, 1)
    case .mean: (0.5, 0.5)
    }
  }
}
