// SPDX-License-Identifier: Apache-2.0

import DioramaMath
public import DioramaNetworks

/// How pictures become features.
public enum ImageEncoder: String, Hashable, Sendable, Codable, CaseIterable {
  /// There are no pictures.
  case none

  /// One encoder of strided convolutions, trained by the critics' loss alone and without a target;
  /// the actor reads its features.
  ///
  /// > Source: Yarats et al. 2021, [*Mastering Visual Continuous Control: Improved Data-Augmented
  /// > Reinforcement Learning*](https://arxiv.org/abs/2107.09645).
  case shared

  /// One encoder as ``shared`` is, whose features are the places where two convolutions are largest.
  ///
  /// > Source: Levine et al. 2016, [*End-to-End Training of Deep Visuomotor
  /// > Policies*](https://arxiv.org/abs/1504.00702).
  case keypoints

  /// The encoder of the VICE-RAQ paper: convolutions and pools, one for the actor, one for both critics,
  /// with a target.
  ///
  /// > Source: Singh et al. 2019, [*End-to-End Robotic Reinforcement Learning without Reward
  /// > Engineering*](https://arxiv.org/abs/1904.07854).
  case separate

  /// That encoder for the actor, while the critics see the state.
  ///
  /// > Source: Pinto et al. 2018, [*Asymmetric Actor Critic for Image-Based Robot
  /// > Learning*](https://arxiv.org/abs/1710.06542).
  case asymmetric

  /// From a picture to the places where 32 filters fit best.
  static let places: [Layer] = [
    .convolution(filters: 16, kernel: 5, stride: 2, padding: 2), .relu,
    .convolution(filters: 32, kernel: 3, stride: 1, padding: 1), .softArgmax(sharpness: 10),
  ]

  /// The layers.
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

  /// Checks that there is what it encodes.
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

/// From an observation to what a policy or a critic sees: features of the pictures, or the state.
public struct FeatureEncoder {
  /// The network; nil where the state is seen.
  let network: TrainedNetwork?

  /// A Polyak average of the network for targets, where there is one.
  let target: Network?

  /// How many numbers come out.
  public let width: Int

  /// Makes the encoder of a learner that has one for all its networks.
  ///
  /// - Parameters:
  ///   - sight: How pictures become features.
  ///   - problem: What is seen.
  ///   - rate: The step size.
  ///   - random: Where weights are drawn from.
  /// - Throws: ``NetworkError`` where the pictures are too small.
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

  init(network: TrainedNetwork?, target: Network?, width: Int) {
    (self.network, self.target, self.width) = (network, target, width)
  }

  /// The features of `observed`; of the target network if `isTarget` and there is one.
  func callAsFunction(_ observed: Observed, isTarget: Bool = false) -> Value {
    guard let network else {
      guard let state = observed.state else { preconditionFailure("no state is observed") }
      return state
    }
    return observed.features(isTarget ? target ?? network.network : network.network)
  }
}

/// The encoders of an actor and its critics.
public struct Encoders {
  /// What the critics see; they train it.
  public let critics: FeatureEncoder

  /// What the actor sees.
  public let actor: FeatureEncoder

  /// Whether the actor trains its encoder.
  public let actorHasOwn: Bool

  /// Makes encoders with random weights.
  ///
  /// - Parameters:
  ///   - kind: How pictures become features.
  ///   - problem: What is seen.
  ///   - rates: The step sizes of the critics' and the actor's encoder.
  ///   - smoothing: How fast a target follows the critics' encoder, where there is one.
  ///   - initialization: How weights are drawn.
  ///   - random: Where they are drawn from.
  /// - Throws: ``NetworkError`` where the pictures are too small.
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
