// SPDX-License-Identifier: Apache-2.0

import DioramaMath
public import DioramaNetworks

/// The encoder of images: its layers, and the way that an actor and its critics use it.
public enum ImageEncoder: String, Hashable, Sendable, Codable, CaseIterable {
  /// No encoder: the networks see the state.
  case none

  /// One encoder of strided convolutions, trained by the critics' loss alone and without a target;
  /// the actor reads its features.
  ///
  /// > Source: Yarats et al. 2021, [*Mastering Visual Continuous Control: Improved Data-Augmented
  /// > Reinforcement Learning*](https://arxiv.org/abs/2107.09645).
  case shared

  /// One encoder as ``shared`` is, but with a spatial softmax behind two convolutions, which gives keypoints.
  ///
  /// > Source: Levine et al. 2016, [*End-to-End Training of Deep Visuomotor
  /// > Policies*](https://arxiv.org/abs/1504.00702).
  case keypoints

  /// The encoder of the VICE-RAQ paper: convolutions and max pooling, one for the actor, and one for both
  /// critics, with a target network.
  ///
  /// > Source: Singh et al. 2019, [*End-to-End Robotic Reinforcement Learning without Reward
  /// > Engineering*](https://arxiv.org/abs/1904.07854).
  case separate

  /// The encoder of ``separate`` for the actor, while the critics see the state.
  ///
  /// > Source: Pinto et al. 2018, [*Asymmetric Actor Critic for Image-Based Robot
  /// > Learning*](https://arxiv.org/abs/1710.06542).
  case asymmetric

  /// The layers from an image to keypoints: the spatial softmax of 32 filters.
  static let places: [Layer] = [
    .convolution(filters: 16, kernel: 5, stride: 2, padding: 2), .relu,
    .convolution(filters: 32, kernel: 3, stride: 1, padding: 1), .softArgmax(sharpness: 10),
  ]

  /// The layers, from an image to features.
  var layers: [Layer] {
    switch self {
    case .none: []
    case .shared:
      [
        .convolution(filters: 32, kernel: 3, stride: 2, padding: 1), .relu,
        .convolution(filters: 32, kernel: 3, stride: 2, padding: 1), .relu,
        .convolution(filters: 32, kernel: 3, stride: 2, padding: 1), .relu,
        .dense(50), .layerNorm, .tanh,
      ]
    case .keypoints:
      Self.places + [.dense(50), .layerNorm, .tanh]
    case .separate, .asymmetric:
      [
        .convolution(filters: 8, kernel: 5, padding: 2), .relu, .maxPool(kernel: 2, stride: 2),
        .convolution(filters: 8, kernel: 5, padding: 2), .relu, .maxPool(kernel: 2, stride: 2),
      ]
    }
  }

  /// Checks that the observations have what the encoder needs.
  ///
  /// - Throws: ``SettingsError``.
  func check(for layout: ObservationLayout) throws(SettingsError) {
    guard self != .none || layout.stateCount > 0 else {
      throw .conflict(
        "only pixels are observed and the encoder is none",
        remedy: "choose encoder shared or separate, or observe the state")
    }
    guard self == .none || layout.frame != nil else {
      throw .conflict(
        "the encoder is \(rawValue) and no pixels are observed",
        remedy: "choose encoder none, or observe pixels")
    }
    guard self != .asymmetric || layout.stateCount > 0 else {
      throw .conflict(
        "the encoder is asymmetric and no state is observed", remedy: "observe both")
    }
  }
}

/// An encoder from observations to the input of a policy or a critic: features of the images, or the state.
public struct FeatureEncoder {
  /// The network; nil if the state is used as it is.
  let network: TrainedNetwork?

  /// The target network, a Polyak average of the network; nil if there is no target.
  let target: Network?

  /// The number of features.
  public let width: Int

  /// The numbers of the state that are features, where it is used as it is; nil for all of them.
  private(set) var columns: [Int]?

  /// Makes the encoder of a learner that has one encoder for all its networks.
  ///
  /// - Parameters:
  ///   - sight: The settings of how images become features.
  ///   - problem: The observations.
  ///   - rate: The step size.
  ///   - random: The source of random weights.
  /// - Throws: ``NetworkError`` if the images are too small.
  public init(_ sight: Sight, _ problem: Problem, rate: Float, _ random: RandomSource) throws {
    guard let picture = problem.layout.picture, sight.encoder != .none else {
      (network, target, width) = (nil, nil, problem.layout.stateCount)
      return
    }
    let network = try Network(
      input: .image(picture), layers: sight.encoder.layers, random: &random.stream)
    self.network = TrainedNetwork(network, Adam.Settings(learningRate: rate))
    (target, width) = (nil, network.output.count)
  }

  /// Makes the encoder that shows some of the numbers of the state as they are, those in `columns`.
  init(showing columns: [Int]) {
    self.init(network: nil, target: nil, width: columns.count)
    self.columns = columns
  }

  init(network: TrainedNetwork?, target: Network?, width: Int) {
    (self.network, self.target, self.width) = (network, target, width)
  }

  /// Returns the features of `observed`, from the target network if `isTarget` and there is one.
  func callAsFunction(_ observed: Observed, isTarget: Bool = false) -> Value {
    guard let network else {
      guard let state = observed.state else { preconditionFailure("no state is observed") }
      return columns.map(state.columns) ?? state
    }
    return observed.features(isTarget ? target ?? network.network : network.network)
  }
}

/// The encoders of an actor and its critics.
public struct Encoders {
  /// The encoder of the critics, which train it.
  public let critics: FeatureEncoder

  /// The encoder of the actor.
  public let actor: FeatureEncoder

  /// Whether the actor has an encoder of its own, and trains it.
  public let actorHasOwn: Bool

  /// Makes encoders with random weights.
  ///
  /// - Parameters:
  ///   - kind: The kind of encoder.
  ///   - problem: The observations.
  ///   - rates: The step sizes of the critics' and the actor's encoder.
  ///   - smoothing: The rate τ of the Polyak average of the critics' encoder, if there is a target.
  ///   - initialization: How weights are drawn.
  ///   - random: The source of random weights.
  /// - Throws: ``NetworkError`` if the images are too small.
  public init(
    _ kind: ImageEncoder, _ problem: Problem, rates: (critics: Float, actor: Float),
    smoothing: Float = 0, initialization: Initialization = .fanIn, _ random: RandomSource
  ) throws {
    func network(_ rate: Float) throws -> TrainedNetwork? {
      guard let picture = problem.layout.picture, kind != .none else { return nil }
      return TrainedNetwork(
        try Network(
          input: .image(picture), layers: kind.layers, initialization: initialization,
          random: &random.stream), Adam.Settings(learningRate: rate))
    }
    let states = problem.layout.stateCount
    let seenByCritics = kind == .asymmetric ? nil : try network(rates.critics)
    actorHasOwn = kind == .separate || kind == .asymmetric
    critics = FeatureEncoder(
      network: seenByCritics,
      target: kind == .separate ? seenByCritics?.makeFollower(smoothing) : nil,
      width: seenByCritics?.network.output.count ?? states)
    guard actorHasOwn else {
      actor = critics
      return
    }
    let own = try network(rates.actor)
    actor = FeatureEncoder(network: own, target: nil, width: own?.network.output.count ?? states)
  }

  /// The networks, by name.
  public var networks: [(name: String, network: Network)] {
    [
      ("encoder", critics.network?.network), ("target_encoder", critics.target),
      ("actor_encoder", actorHasOwn ? actor.network?.network : nil),
    ].compactMap { entry in entry.1.map { (entry.0, $0) } }
  }
}
