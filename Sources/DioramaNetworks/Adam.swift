// SPDX-License-Identifier: Apache-2.0

internal import CDioramaKernels
import Foundation

/// The Adam optimiser, whose steps follow from running moments of the gradient.
///
/// One pass over memory sums the shards' gradients, updates the moments and the parameters, and moves the
/// target network along, if there is one.
///
/// > Source: Kingma and Ba 2015, [*Adam: A Method for Stochastic
/// > Optimization*](https://arxiv.org/abs/1412.6980), algorithm 1; decoupled decay as Loshchilov and
/// > Hutter 2019, [*Decoupled Weight Decay Regularization*](https://arxiv.org/abs/1711.05101).
public final class Adam: Sendable {
  /// The optimiser's hyperparameters.
  public struct Settings: Hashable, Sendable {
    /// The step size, α.
    public var learningRate: Float

    /// The decay of the first moment, β₁.
    public var firstDecay: Float

    /// The decay of the second moment, β₂.
    public var secondDecay: Float

    /// The number added to the root of the second moment, ε.
    public var epsilon: Float

    /// The decoupled weight decay λ: each step takes the share `α λ` of the parameters away.
    public var weightDecay: Float

    /// Makes hyperparameters, by default those of the paper but for the step size.
    public init(
      learningRate: Float = 3e-4, firstDecay: Float = 0.9, secondDecay: Float = 0.999,
      epsilon: Float = 1e-8, weightDecay: Float = 0
    ) {
      self.learningRate = learningRate
      self.firstDecay = firstDecay
      self.secondDecay = secondDecay
      self.epsilon = epsilon
      self.weightDecay = weightDecay
    }
  }

  /// The network that it trains.
  public let network: Network

  /// The optimiser's hyperparameters.
  public let settings: Settings

  /// The gradients that a step adds up, one tensor for each pass of each shard.
  public let gradients: [Tensor]

  /// The first and the second moments of the gradient, for checkpoints.
  public let firstMoment: Tensor
  public let secondMoment: Tensor

  /// Makes an optimiser that has not stepped yet.
  ///
  /// - Parameters:
  ///   - network: The network that it trains.
  ///   - settings: The hyperparameters.
  ///   - gradients: The tensors that the passes of each shard write their gradients to.
  public init(_ network: Network, _ settings: Settings = Settings(), gradients: [Tensor]) {
    precondition(!gradients.isEmpty, "an optimiser needs a gradient")
    for gradient in gradients {
      precondition(gradient.count == network.parameters.count, "the gradient is of another network")
    }
    self.network = network
    self.settings = settings
    self.gradients = gradients
    firstMoment = Tensor(network.parameters.count)
    secondMoment = Tensor(network.parameters.count)
  }

  /// Updates one part of the network's parameters; all parts together are one step.
  ///
  /// - Parameters:
  ///   - number: The number of the step, from 1 on, which corrects the bias of the moments.
  ///   - part: The index of the part, from 0 on; parts may run on different threads.
  ///   - parts: The number of parts.
  ///   - scale: The factor of the gradient.
  ///   - rateScale: The factor of the step size.
  ///   - target: The target network, a Polyak average: `target += smoothing (network - target)`.
  ///   - smoothing: The smoothing of the Polyak average, τ.
  public func step(
    _ number: Int, part: Int = 0, of parts: Int = 1, scale: Float = 1, rateScale: Float = 1,
    target: Network? = nil, smoothing: Float = 0
  ) {
    precondition(number > 0 && part >= 0 && part < parts)
    let range = range(part, of: parts)
    guard !range.isEmpty else { return }
    let first = range.lowerBound
    let rate = settings.learningRate * rateScale
    var constants = diorama_adam(
      rate: rate / (1 - power(settings.firstDecay, number)),
      first_decay: settings.firstDecay, second_decay: settings.secondDecay,
      correction: 1 / (1 - power(settings.secondDecay, number)).squareRoot(),
      epsilon: settings.epsilon, keep: 1 - rate * settings.weightDecay,
      smoothing: smoothing, scale: scale)
    let shards: [UnsafeMutablePointer<Float>?] = unsafe gradients.map { unsafe $0.base + first }
    unsafe shards.withUnsafeBufferPointer { shards in
      unsafe diorama_adam_step(
        &constants, range.count, shards.baseAddress, shards.count,
        network.parameters.base + first, firstMoment.base + first, secondMoment.base + first,
        target.map { unsafe $0.parameters.base + first })
    }
  }

  /// The sum of the squares of one part of the gradient, the sum over all shards.
  func squares(part: Int, of parts: Int) -> Double {
    let range = range(part, of: parts)
    let shards: [UnsafeMutablePointer<Float>?] = unsafe gradients.map {
      unsafe $0.base + range.lowerBound
    }
    return unsafe shards.withUnsafeBufferPointer {
      unsafe diorama_sum_squares(range.count, $0.baseAddress, $0.count)
    }
  }

  /// The indices of the parameters in part `part`: whole cache lines.
  private func range(_ part: Int, of parts: Int) -> Range<Int> {
    let count = network.parameters.count
    let blocks = (count + 15) / 16
    let first = blocks * part / parts * 16
    return first..<max(min(blocks * (part + 1) / parts * 16, count), first)
  }

  /// `base` to the power of `exponent`.
  private func power(_ base: Float, _ exponent: Int) -> Float {
    Float(pow(Double(base), Double(exponent)))
  }
}
