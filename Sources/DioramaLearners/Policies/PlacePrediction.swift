// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaNetworks

/// The auxiliary task of an image encoder: to tell by its features where the objects are.
///
/// A linear head reads the features. Its loss trains the encoder too, beside the loss of what acts or values by
/// the same features.
///
/// > Source: Zhu et al. 2018, [*Reinforcement and Imitation Learning for Diverse Visuomotor
/// > Skills*](https://arxiv.org/abs/1802.09564), Section III-B: state prediction auxiliary tasks.
final class PlacePrediction: Trained {
  private let head: TrainedNetwork
  private let encoder: FeatureEncoder
  /// The numbers of the state that are predicted.
  private let columns: [Int]

  /// Makes an untrained head.
  ///
  /// - Parameters:
  ///   - problem: The observations, of pictures and of the state, which has places in it.
  ///   - encoder: The encoder, which whoever uses its features trains.
  ///   - rate: The step size of the head.
  ///   - random: The source of random weights.
  /// - Throws: ``NetworkError``.
  init(
    _ problem: Problem, _ encoder: FeatureEncoder, rate: Float, _ random: RandomSource
  ) throws {
    self.encoder = encoder
    columns = problem.columns(of: .place)
    head = TrainedNetwork(
      try Network(
        input: .vector(encoder.width), layers: [.dense(columns.count)], random: &random.stream),
      Adam.Settings(learningRate: rate))
  }

  var trained: [TrainedNetwork] { [head] }

  /// The head, by name.
  var networks: [(name: String, network: Network)] { [("places", head.network)] }

  /// Returns the mean squared error of the places, normalised as states are, for each row `[rows, 1]`.
  func error(_ seen: Observed) -> Value {
    guard let state = seen.state else { preconditionFailure("no state is observed") }
    return (encoder(seen).applying(head.network) - state.columns(columns)).squared().mean()
  }

  /// Checks that places can be predicted from the pictures of `problem`, if `weight` says that they are.
  ///
  /// - Throws: ``SettingsError``.
  static func check(
    weight: Float, _ encoder: ImageEncoder, for problem: Problem
  ) throws(SettingsError) {
    guard weight > 0 else { return }
    guard encoder != .none, problem.layout.stateCount > 0 else {
      let what = encoder == .none ? "no encoder sees pictures" : "no state is observed"
      throw .conflict(
        "place_weight is \(weight), and \(what)",
        remedy: "observe both and choose an encoder, or set place_weight=0")
    }
    guard !problem.columns(of: .place).isEmpty else {
      throw .conflict(
        "place_weight is \(weight), and the state of \(problem.environment) has no place of an object",
        remedy: "set place_weight=0")
    }
  }
}
