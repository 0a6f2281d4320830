// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
public import DioramaNetworks
import Foundation

/// A policy π: from observations to a ``Distribution`` over actions.
///
/// With discrete actions the distribution is categorical; with continuous ones it is of the ``Kind`` that is
/// asked for.
public final class LearnedPolicy: Trained {
  /// The distribution of continuous actions.
  public enum Kind: Hashable, Sendable {
    /// Gaussians squashed into ±1, with standard deviations that depend on the observation; see
    /// ``SquashedGaussian``.
    case squashedGaussian

    /// Gaussians whose standard deviations are parameters, the same for all observations; actions beyond ±1
    /// are clipped when they are scaled to the bounds.
    case gaussian

    /// Mixtures of so many Gaussians, with weights, means and standard deviations that depend on the observation;
    /// actions beyond ±1 are clipped.
    case mixture(components: Int)

    /// The hyperbolic tangent of the network's output.
    case deterministic
  }

  /// The network behind the encoder, which gives the parameters of the distribution.
  public let head: TrainedNetwork

  /// The log standard deviations of a ``Kind/gaussian``, as the output of a network for the input 0; nil for
  /// others.
  public let deviations: TrainedNetwork?

  private let problem: Problem
  private let kind: Kind
  private let encoder: FeatureEncoder
  private let trainsEncoder: Bool
  private var pass: ObservationPass?

  /// Makes a policy with random weights.
  ///
  /// - Parameters:
  ///   - problem: The observations and actions.
  ///   - encoder: The encoder from observations to features.
  ///   - kind: The distribution of continuous actions.
  ///   - conditions: The number of numbers that it is given beside the observation.
  ///   - trainsEncoder: Whether the encoder is trained with the policy.
  ///   - hiddenUnits: The widths of the hidden layers.
  ///   - activation: The activation behind each of them.
  ///   - rate: The step size.
  ///   - epsilon: The number that Adam adds to the root of the second moment, ε.
  ///   - weightDecay: The weight decay: the share of the weights that a step takes away, divided by the step
  ///     size.
  ///   - initialization: How weights are drawn.
  ///   - lastScale: The factor that the weights of the last layer are multiplied by.
  ///   - random: The source of random weights.
  /// - Throws: ``NetworkError``.
  public init(
    _ problem: Problem, _ encoder: FeatureEncoder, _ kind: Kind = .squashedGaussian,
    conditions: Int = 0, trainsEncoder: Bool = true, hiddenUnits: [Int], activation: Layer = .relu,
    rate: Float, epsilon: Float = 1e-8,
    weightDecay: Float = 0, initialization: Initialization = .fanIn, lastScale: Float = 1,
    _ random: RandomSource
  ) throws {
    self.problem = problem
    self.encoder = encoder
    self.kind = kind
    self.trainsEncoder = trainsEncoder
    let numbers = problem.actions.count
    let outputs = problem.choiceCount ?? kind.outputCount(numbers)
    let adam = Adam.Settings(
      learningRate: rate, epsilon: epsilon, weightDecay: weightDecay)
    head = TrainedNetwork(
      try Network(
        input: .vector(encoder.width + conditions),
        layers: hiddenUnits.flatMap { [.dense($0), activation] }
          + [.dense(outputs)],
        initialization: initialization, lastScale: lastScale, random: &random.stream), adam)
    deviations =
      problem.choiceCount == nil && kind == .gaussian
      ? TrainedNetwork(
        try Network(input: .vector(1), layers: [.dense(numbers)], random: &random.stream), adam)
      : nil
  }

  private init(of other: LearnedPolicy, _ copy: (TrainedNetwork) -> Network) {
    problem = other.problem
    kind = other.kind
    trainsEncoder = false
    head = TrainedNetwork(copy(other.head))
    deviations = other.deviations.map { TrainedNetwork(copy($0)) }
    encoder = FeatureEncoder(
      network: other.encoder.network.map { TrainedNetwork(copy($0)) }, target: nil,
      width: other.encoder.width)
  }

  /// Makes a target policy: the Polyak average of this one and its encoder, which each of their updates moves
  /// `smoothing` (τ) of the way towards them.
  public func follower(_ smoothing: Float) -> LearnedPolicy {
    LearnedPolicy(of: self) { $0.makeFollower(smoothing) }
  }

  /// Makes a policy that stays as this one is until ``copy(from:)``.
  public func duplicate() -> LearnedPolicy {
    LearnedPolicy(of: self) { Network(copying: $0.network) }
  }

  /// Copies the parameters of `other`, and those of its encoder.
  public func copy(from other: LearnedPolicy) {
    for (mine, theirs) in zip(allNetworks, other.allNetworks) {
      mine.network.parameters.update(theirs.network.parameters)
    }
  }

  /// All parameters of ``allNetworks``, one network after the other, as in ``BatchUpdate/gradient(_:from:columns:)``.
  package var parameters: [Double] {
    get { allNetworks.flatMap { $0.network.parameters.values.map(Double.init) } }
    set {
      var rest = newValue[...]
      for (_, network) in allNetworks {
        network.parameters.update(rest.prefix(network.parameters.count).map { Float($0) })
        rest = rest.dropFirst(network.parameters.count)
      }
      precondition(rest.isEmpty, "\(rest.count) parameters more than the policy has")
    }
  }

  public var trained: [TrainedNetwork] {
    [head] + (deviations.map { [$0] } ?? []) + (trainsEncoder ? encoder.network?.trained ?? [] : [])
  }

  /// The policy's own networks, by name.
  public var networks: [(name: String, network: Network)] {
    [("actor", head.network)] + (deviations.map { [("actor_deviations", $0.network)] } ?? [])
  }

  /// Its networks and that of its encoder, by name.
  public var allNetworks: [(name: String, network: Network)] {
    networks + (encoder.network.map { [("encoder", $0.network)] } ?? [])
  }

  // MARK: In a graph

  /// Returns the distribution of actions for the observations `seen`, and the `condition` that it is given
  /// beside them, if any.
  public func callAsFunction(_ seen: Observed, given condition: Value? = nil) -> Distribution {
    let features = encoder(seen)
    let output =
      condition.map { features.graph.apply(head.network, to: features, $0) }
      ?? features.applying(head.network)
    if problem.choiceCount != nil { return Distribution(logits: output) }
    switch kind {
    case .squashedGaussian: return Distribution(squashed: output)
    case .gaussian:
      guard let deviations else { preconditionFailure("Gaussians have deviations") }
      return Distribution(
        mean: output, logDeviation: output.graph.constant(0).applying(deviations.network))
    case .mixture(let components):
      let mixture = GaussianMixture(components: components, numbers: problem.actionCount)
      return Distribution(mixture, parameters: output)
    case .deterministic: return Distribution(deterministic: output.tanh())
    }
  }

  // MARK: At work

  /// Returns an action for the observation `seen`, drawn if `exploring`, else the most likely one.
  ///
  /// - Parameters:
  ///   - seen: The observation.
  ///   - condition: The numbers that it is given beside the observation.
  ///   - exploring: Whether the action is drawn.
  ///   - random: The source of random numbers.
  /// - Returns: The action.
  public func act(
    _ seen: Seen, given condition: [Float] = [], exploring: Bool, _ random: RandomSource
  ) -> [Float] {
    let pass = pass ?? ObservationPass(problem, encoder, head.network)
    self.pass = pass
    pass.load(0, seen.slot, of: seen.replay)
    let output = pass.output(given: condition)
    if problem.choiceCount != nil {
      let policy = Categorical(logits: output.values)
      let draw = exploring ? random.stream.uniform() : nil
      return [Float(draw.map { policy.sample(draw: Float($0)) } ?? policy.mostLikely)]
    }
    let numbers = problem.actionCount
    switch kind {
    case .squashedGaussian:
      return (0..<numbers).map { index in
        SquashedGaussian(mean: output[index], logDeviation: output[numbers + index])
          .sample(noise: exploring ? Float(random.stream.normal()) : 0).action
      }
    case .gaussian:
      return (0..<numbers).map { index in
        output[index]
          + (exploring ? exp(logDeviation(index)) * Float(random.stream.normal()) : 0)
      }
    case .mixture(let components):
      return GaussianMixture(components: components, numbers: numbers)
        .action(output.values, exploring: exploring, random)
    case .deterministic: return (0..<numbers).map { tanh(output[$0]) }
    }
  }

  /// Returns the log standard deviation of number `index`, which is a bias of ``deviations``.
  private func logDeviation(_ index: Int) -> Float {
    guard let network = deviations?.network, let bias = network.slots.last else { return 0 }
    return network.parameters[bias.offset + index]
  }
}

extension LearnedPolicy.Kind {
  /// Returns the number of a network's outputs that describe actions of `numbers` numbers.
  fileprivate func outputCount(_ numbers: Int) -> Int {
    switch self {
    case .squashedGaussian: 2 * numbers
    case .gaussian, .deterministic: numbers
    case .mixture(let components):
      GaussianMixture(components: components, numbers: numbers).width
    }
  }
}
