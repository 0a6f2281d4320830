// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

/// A generator of continuous actions like those of the data: a conditional variational auto-encoder.
///
/// The encoder describes an action at an observation by Gaussians over latent numbers, twice as many as an
/// action has; the decoder makes an action in ±1 of these.
///
/// > Source: Sohn et al. 2015, *Learning Structured Output Representation using Deep Conditional Generative
/// > Models*; as used by Fujimoto et al. 2019, [*Off-Policy Deep Reinforcement Learning without
/// > Exploration*](https://arxiv.org/abs/1812.02900), section 5.1.
final class ActionGenerator: Trained {
  /// The number of latent numbers.
  let latentCount: Int

  /// The decoder: features of the observation, then latent numbers, to an action before it is squashed.
  let decoder: TrainedNetwork

  private let describer: TrainedNetwork
  private let features: FeatureEncoder

  /// The bounds of the logarithms of standard deviations, so that none overflows.
  private static let logDeviations: ClosedRange<Float> = -4...15

  /// Makes a generator with random weights, which reads what `features` makes of observations.
  init(
    _ problem: Problem, _ features: FeatureEncoder, hiddenUnits: [Int], rate: Float,
    _ random: RandomSource
  ) throws {
    self.features = features
    let (numbers, latent) = (problem.actionCount, 2 * problem.actionCount)
    latentCount = latent
    func network(_ inputs: Int, _ outputs: Int) throws -> TrainedNetwork {
      TrainedNetwork(
        try Network(
          input: .vector(features.width + inputs),
          layers: hiddenUnits.flatMap { [.dense($0), .relu] } + [.dense(outputs)],
          random: &random.stream), Adam.Settings(learningRate: rate))
    }
    describer = try network(numbers, 2 * latent)
    decoder = try network(latent, numbers)
  }

  var trained: [TrainedNetwork] { [describer, decoder] }

  /// The networks, by name.
  var networks: [(name: String, network: Network)] {
    [("generator_encoder", describer.network), ("generator_decoder", decoder.network)]
  }

  /// Returns the loss of `action` at `seen`, the negative of a bound of its likelihood:
  /// `|D(s, z) - a|² / n + KL(E(s, a) ‖ N(0, 1)) / (2 l)`, z drawn from E(s, a), over n numbers and l latent ones.
  func loss(_ seen: Observed, _ action: Value) -> Value {
    let graph = action.graph
    let described = graph.apply(describer.network, to: features(seen), action)
    let mean = described.columns(0..<latentCount)
    let logDeviation = described.columns(latentCount..<2 * latentCount)
      .clamped(to: Self.logDeviations)
    let latent = mean + logDeviation.exp() * graph.normal(latentCount)
    let divergence =
      (mean.squared() + (2 * logDeviation).exp() - 2 * logDeviation - 1).mean() / 2
    return (generated(seen, latent) - action).squared().mean() + divergence / 2
  }

  /// Returns an action at `seen` for latent numbers that are drawn and clipped to ±0.5, near which the data is.
  func drawn(_ graph: Graph, _ seen: Observed) -> Value {
    generated(seen, graph.normal(latentCount).clamped(to: -Self.reach...Self.reach))
  }

  /// The bound of latent numbers that actions are generated from.
  static let reach: Float = 0.5

  private func generated(_ seen: Observed, _ latent: Value) -> Value {
    latent.graph.apply(decoder.network, to: features(seen), latent).tanh()
  }
}
