// SPDX-License-Identifier: Apache-2.0

public import DioramaNetworks

/// Value networks: Q of what is seen and done, or V of what is seen alone; one or several side by side.
///
/// Where actions are choices, a critic gives the value of each.
public final class Critics: Trained {
  /// The network behind the encoder, in as many copies as there are critics.
  public let head: TrainedNetwork

  private let problem: Problem
  private let encoder: FeatureEncoder
  private let trainsEncoder: Bool
  private let isTarget: Bool
  private let seesActions: Bool
  private let name: String

  /// What the values are of.
  public enum Subject: Sendable {
    /// Q(s, a).
    case actions
    /// V(s).
    case states
  }

  /// Makes critics with random weights.
  ///
  /// - Parameters:
  ///   - subject: What the values are of.
  ///   - problem: What is seen and done.
  ///   - encoder: From what is seen to features.
  ///   - copies: How many critics there are.
  ///   - trainsEncoder: Whether the encoder is improved with them.
  ///   - hiddenUnits: The widths of the hidden layers.
  ///   - activation: What is behind each of them.
  ///   - normalizes: Whether hidden layers are normalised (LayerNorm).
  ///   - rate: The step size.
  ///   - initialization: How weights are drawn.
  ///   - name: The name of the network in checkpoints.
  ///   - random: Where weights are drawn from.
  /// - Throws: ``NetworkError``.
  public init(
    of subject: Subject = .actions, _ problem: Problem, _ encoder: FeatureEncoder, copies: Int = 1,
    trainsEncoder: Bool = true, hiddenUnits: [Int], activation: Layer = .relu,
    normalizes: Bool = false, rate: Float, initialization: Initialization = .fanIn,
    name: String = "critics", _ random: RandomSource
  ) throws {
    self.problem = problem
    self.encoder = encoder
    self.trainsEncoder = trainsEncoder
    self.name = name
    isTarget = false
    seesActions = subject == .actions && problem.choiceCount == nil
    let values = subject == .actions ? problem.choiceCount ?? 1 : 1
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

  /// Makes target critics: Polyak averages that move with each step of these, `smoothing` (τ) of the way.
  public func follower(_ smoothing: Float) -> Critics {
    Critics(head.makeFollower(smoothing), of: self)
  }

  /// Makes target critics that stay as they are until ``copy(from:)``.
  public func duplicate() -> Critics { Critics(Network(copying: head.network), of: self) }

  /// Takes over the weights of `other`.
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

  /// The values of what is `seen`: of each choice `[copies, rows, choices]`, or V `[copies, rows, 1]`.
  public func callAsFunction(_ seen: Observed) -> Value {
    encoder(seen, isTarget: isTarget).applying(head.network)
  }

  /// The values of `action` of a replay `[copies, rows, 1]`.
  public func callAsFunction(_ seen: Observed, _ action: Value) -> Value {
    seesActions ? values(seen, .numbers(action)) : self(seen).pick(action)
  }

  /// The values of `action`, of every choice where that is meant.
  public func values(_ seen: Observed, _ action: Distribution.Action) -> Value {
    guard case .numbers(let numbers) = action else { return self(seen) }
    let features = encoder(seen, isTarget: isTarget)
    return features.graph.apply(head.network, to: features, numbers)
  }

  /// One value of `action` from those of all critics, `[rows, 1]` or `[rows, choices]`.
  public func estimate(
    _ seen: Observed, _ action: Distribution.Action, _ estimate: ValueEstimate = .least
  ) -> Value {
    values(seen, action).overCopies(estimate.reduction)
  }

  // MARK: At work

  /// Computes the values at `slots` of `replay`, one or one a choice each, of the first critic.
  public func values(at slots: [Int], of replay: Replay) -> [[Float]] {
    let rows = slots.count == 1 ? 1 : 64
    let pass =
      passes[rows]
      ?? ObservationPass(problem, encoder.network?.network, head.network, rows: rows)
    passes[rows] = pass
    return pass.outputs(slots, of: replay)
  }

  private var passes: [Int: ObservationPass] = [:]
}

/// How the values of both critics are combined.
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

  var reduction: Value.Reduction { self == .least ? .least : .mean }
}
