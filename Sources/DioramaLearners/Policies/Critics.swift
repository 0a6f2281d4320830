// SPDX-License-Identifier: Apache-2.0

public import DioramaNetworks

/// Critics, which are value networks: Q of observations and actions, or V of observations alone; one or
/// several side by side.
///
/// With discrete actions a critic gives the value of each.
public final class Critics: Trained {
  /// The network behind the encoder, in as many copies as there are critics.
  public let head: TrainedNetwork

  private let problem: Problem
  private let encoder: FeatureEncoder
  private let trainsEncoder: Bool
  private let isTarget: Bool
  private let seesActions: Bool
  private let name: String

  /// The subject of the values: actions or states.
  public enum Subject: Sendable {
    /// Q(s, a).
    case actions
    /// V(s).
    case states
  }

  /// Makes critics with random weights.
  ///
  /// - Parameters:
  ///   - subject: Whether they value actions or states.
  ///   - problem: The observations and actions.
  ///   - encoder: The encoder from observations to features.
  ///   - outputs: The number of numbers for each state, of critics that value states.
  ///   - copies: The number of critics.
  ///   - trainsEncoder: Whether the encoder is trained with them.
  ///   - hiddenUnits: The widths of the hidden layers.
  ///   - activation: The activation behind each of them.
  ///   - normalizes: Whether hidden layers are normalised (LayerNorm).
  ///   - rate: The step size.
  ///   - initialization: How weights are drawn.
  ///   - name: The name of the network in checkpoints.
  ///   - random: The source of random weights.
  /// - Throws: ``NetworkError``.
  public init(
    of subject: Subject = .actions, _ problem: Problem, _ encoder: FeatureEncoder, outputs: Int = 1,
    copies: Int = 1, trainsEncoder: Bool = true, hiddenUnits: [Int], activation: Layer = .relu,
    normalizes: Bool = false, rate: Float, initialization: Initialization = .fanIn,
    name: String = "critics", _ random: RandomSource
  ) throws {
    self.problem = problem
    self.encoder = encoder
    self.trainsEncoder = trainsEncoder
    self.name = name
    isTarget = false
    seesActions = subject == .actions && problem.choiceCount == nil
    let values = subject == .actions ? problem.choiceCount ?? 1 : outputs
    head = TrainedNetwork(
      try Network(
        input: .vector(encoder.width + (seesActions ? problem.actionCount : 0)),
        layers: hiddenUnits.flatMap {
          normalizes ? [.dense($0), .layerNorm, activation] : [.dense($0), activation]
        } + [.dense(values)],
        copies: copies, initialization: initialization, random: &random.stream),
      Adam.Settings(learningRate: rate))
  }

  private init(_ network: Network, of other: Critics) {
    problem = other.problem
    encoder = other.encoder
    seesActions = other.seesActions
    trainsEncoder = false
    isTarget = true
    name = "target_" + other.name
    head = TrainedNetwork(network)
  }

  /// Makes target critics: Polyak averages of these, which each of their updates moves `smoothing` (τ) of the
  /// way towards them.
  public func follower(_ smoothing: Float) -> Critics {
    Critics(head.makeFollower(smoothing), of: self)
  }

  /// Makes target critics that stay as they are until ``copy(from:)``.
  public func duplicate() -> Critics { Critics(Network(copying: head.network), of: self) }

  /// Copies the parameters of `other`.
  public func copy(from other: Critics) {
    head.network.parameters.update(other.head.network.parameters)
  }

  public var trained: [TrainedNetwork] {
    [head] + (trainsEncoder ? encoder.network?.trained ?? [] : [])
  }

  /// The critics' network and that of their encoder, by name.
  public var allNetworks: [(name: String, network: Network)] {
    networks + (encoder.network.map { [("encoder", $0.network)] } ?? [])
  }

  /// The critics' own network, by name.
  public var networks: [(name: String, network: Network)] { [(name, head.network)] }

  // MARK: In a graph

  /// Returns the values at `seen`: of each discrete action `[copies, rows, actions]`, or V
  /// `[copies, rows, 1]`.
  public func callAsFunction(_ seen: Observed) -> Value {
    encoder(seen, isTarget: isTarget).applying(head.network)
  }

  /// Returns the values of `action` from a replay, `[copies, rows, 1]`.
  public func callAsFunction(_ seen: Observed, _ action: Value) -> Value {
    seesActions ? values(seen, .numbers(action)) : self(seen).pick(action)
  }

  /// Returns the values of `action`, or of each discrete action if it is ``Distribution/Action/every``.
  public func values(_ seen: Observed, _ action: Distribution.Action) -> Value {
    guard case .numbers(let numbers) = action else { return self(seen) }
    let features = encoder(seen, isTarget: isTarget)
    return features.graph.apply(head.network, to: features, numbers)
  }

  /// Returns the values of `action`, combined from those of all critics, `[rows, 1]` or `[rows, actions]`.
  public func estimate(
    _ seen: Observed, _ action: Distribution.Action, _ estimate: ValueEstimate = .least
  ) -> Value {
    values(seen, action).overCopies(estimate.reduction)
  }

  // MARK: At work

  /// Returns the first critic's values at `slots` of `replay`: for each slot V, Q of each discrete action, or Q
  /// of the continuous action there.
  public func values(at slots: [Int], of replay: Replay) -> [[Float]] {
    let rows = slots.count == 1 ? 1 : 64
    let pass =
      passes[rows]
      ?? ObservationPass(
        problem, encoder, head.network, rows: rows, seesActions: seesActions)
    passes[rows] = pass
    return pass.outputs(slots, of: replay)
  }

  private var passes: [Int: ObservationPass] = [:]
}

/// The combination of the values of both critics.
public enum ValueEstimate: String, Hashable, Sendable, Codable, CaseIterable {
  /// The minimum, as in clipped double Q-learning: values on which the critics disagree are underestimated.
  ///
  /// > Source: Fujimoto et al. 2018, [*Addressing Function Approximation Error in Actor-Critic
  /// > Methods*](https://arxiv.org/abs/1802.09477), equation 10.
  case least

  /// The mean: actions that were rarely tried are not underestimated, and are tried again.
  ///
  /// > Source: Nauman et al. 2024, [*Bigger, Regularized,
  /// > Optimistic*](https://arxiv.org/abs/2405.16158): where layers are normalised, clipping costs more
  /// > than it saves.
  case mean

  var reduction: Value.Reduction { self == .least ? .least : .mean }
}
