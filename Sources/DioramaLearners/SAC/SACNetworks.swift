// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
public import DioramaNetworks

/// The networks of ``SAC``.
public struct SACNetworks: Sendable {
  /// π: features to the parameters of the distribution: the mean and log deviation of each number of an
  /// action, or the logit of each choice.
  public let actor: Network

  /// Q₁ and Q₂: features and action to value, or features to the value of each choice.
  public let critics: Network

  /// Q̄₁ and Q̄₂, which follow the critics slowly.
  public let targetCritics: Network

  /// Pictures to the critics' features; the actor's too, where it is shared.
  public let encoder: Network?

  /// The encoder that follows ``encoder`` slowly, where there is one.
  public let targetEncoder: Network?

  /// Pictures to the actor's features, where it has its own.
  public let actorEncoder: Network?

  /// What follows ``actor``, and the encoder that it reads, slowly; where there is such a policy, it is
  /// the one to be used.
  public let averagedActor: Network?
  public let averagedEncoder: Network?

  /// What state vectors go through before the networks see them.
  public let normalizer: StateNormalizer

  /// What the kind of action decides.
  let head: any PolicyHead

  /// Makes networks with random weights, for actions in the space `actions`.
  ///
  /// - Throws: ``NetworkError`` where the pictures are too small for the encoder.
  public init(
    _ settings: SACSettings, _ layout: ObservationLayout, actions: Space,
    random: inout RandomStream
  ) throws(NetworkError) {
    head = actions.policyHead(settings.valueEstimate)
    // intervals are 0 or 1 already
    normalizer = StateNormalizer(count: layout.tileCount > 0 ? 0 : layout.stateCount)
    var encoders: [Network?] = [nil, nil]
    let hasOwn = settings.encoder == .separate || settings.encoder == .asymmetric
    if let picture = layout.picture, settings.encoder != .none {
      for (index, isNeeded) in [settings.encoder != .asymmetric, hasOwn].enumerated()
      where isNeeded {
        encoders[index] = try Network(
          input: .image(picture), layers: settings.encoder.layers,
          initialization: settings.initialization, random: &random)
      }
    }
    encoder = encoders[0]
    actorEncoder = encoders[1]
    targetEncoder = settings.encoder == .separate ? encoder.map(Network.init(copying:)) : nil

    let seenByActor = (hasOwn ? actorEncoder : encoder)?.output.count
    let seenByCritics = encoder?.output.count
    let hidden = settings.hiddenUnits
    actor = try Network(
      input: .vector(seenByActor ?? layout.stateCount),
      layers: hidden.flatMap { [.dense($0), .relu] } + [.dense(head.parameterCount)],
      initialization: settings.initialization, lastScale: settings.actorScale, random: &random)
    critics = try Network(
      input: .vector((seenByCritics ?? layout.stateCount) + head.criticInputCount),
      layers: hidden.flatMap {
        settings.normalizesCritics ? [.dense($0), .layerNorm, .relu] : [.dense($0), .relu]
      } + [.dense(head.valueCount)], copies: 2, initialization: settings.initialization,
      random: &random)
    targetCritics = Network(copying: critics)
    let averages = settings.policySmoothing > 0
    averagedActor = averages ? Network(copying: actor) : nil
    averagedEncoder = averages ? (actorEncoder ?? encoder).map(Network.init(copying:)) : nil
  }

  /// All of them, with their names in checkpoints.
  public var named: [(name: String, network: Network)] {
    [
      ("actor", actor), ("critics", critics), ("target_critics", targetCritics),
      ("encoder", encoder), ("target_encoder", targetEncoder), ("actor_encoder", actorEncoder),
      ("averaged_actor", averagedActor), ("averaged_encoder", averagedEncoder),
    ].compactMap { entry in entry.1.map { (entry.0, $0) } }
  }
}
