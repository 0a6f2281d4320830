// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A Gaussian squashed into ±1 by the hyperbolic tangent: `a = tanh(u)`, `u = mean + exp(logStd) ε`.
///
/// > Source: Haarnoja et al. 2018, [*Soft Actor-Critic Algorithms and
/// > Applications*](https://arxiv.org/abs/1812.05905), appendix C.
public struct SquashedGaussian: Hashable, Sendable {
  /// The range that log standard deviations are clipped to.
  ///
  /// Outside, their gradient is 0.
  public static let logDeviations: ClosedRange<Float> = -20...2

  /// The mean before squashing, μ.
  public var mean: Float

  /// The logarithm of the standard deviation before squashing, log σ, before it is clipped to its range.
  public var logDeviation: Float

  /// Makes a distribution.
  public init(mean: Float, logDeviation: Float) {
    self.mean = mean
    self.logDeviation = logDeviation
  }

  /// The standard deviation before squashing, σ.
  public var deviation: Float { exp(heldLogDeviation) }

  private var heldLogDeviation: Float {
    min(max(logDeviation, Self.logDeviations.lowerBound), Self.logDeviations.upperBound)
  }

  /// A sample: an action, and its log probability.
  public struct Sample: Hashable, Sendable {
    /// The action, tanh(u).
    public var action: Float

    /// The logarithm of its density, log π(a).
    public var logProbability: Float

    /// The standard normal noise ε that it was drawn with.
    public var noise: Float
  }

  /// Returns the action that `noise`, a standard normal number, gives.
  ///
  /// `log π = -ε²/2 - log σ - log(2π)/2 - log(1 - a²)`, eq. 26, with the last term as
  /// `2 (log 2 - u - softplus(-2u))`, which is exact where `a` rounds to 1.
  public func sample(noise: Float) -> Sample {
    let u = mean + deviation * noise
    let squash = 2 * (0.693147181 - u - Self.softplus(-2 * u))
    return Sample(
      action: tanh(u),
      logProbability: -noise * noise / 2 - heldLogDeviation - 0.918938533 - squash, noise: noise)
  }

  /// Returns the gradient of `w log π(a) + q(a)` with respect to the mean and the log standard deviation, for
  /// fixed noise.
  ///
  /// - Parameters:
  ///   - sample: The action, as ``sample(noise:)`` gave it.
  ///   - weight: w.
  ///   - slope: dq/da.
  /// - Returns: The derivatives.
  public func gradient(
    of sample: Sample, weight: Float, slope: Float
  ) -> (mean: Float, logDeviation: Float) {
    let inU = weight * 2 * sample.action + slope * (1 - sample.action * sample.action)
    let isFree = Self.logDeviations.contains(logDeviation)
    return (inU, isFree ? inU * deviation * sample.noise - weight : 0)
  }

  /// Returns log(1 + exp(x)).
  private static func softplus(_ x: Float) -> Float { max(x, 0) + log1p(exp(-abs(x))) }
}
