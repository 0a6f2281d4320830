// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

/// Batch-constrained deep Q-learning (BCQ), from a data set: the best of several actions like those of the
/// data, each moved a little by a network that is trained to better them.
///
/// > Source: Fujimoto et al. 2019, [*Off-Policy Deep Reinforcement Learning without
/// > Exploration*](https://arxiv.org/abs/1812.02900), algorithm 1.
public final class BCQ: Learner {
  /// The hyperparameters.
  public struct Settings: DatasetLearnerSettings {
    @Setting("γ", "discount", .in(0...1)) public var discount: Float = 0.99
    @Setting("τ", "smoothing of the targets", .share) public var targetSmoothing: Float = 0.005
    @Setting("Φ", "how far an action is moved", .in(0...1)) public var reach: Float = 0.05
    @Setting("λ", "weight of the smaller critic, the larger one having the rest", .in(0...1))
    public var leastWeight: Float = 0.75
    @Setting("n", "actions that a target is the best of", .in(1...64)) public var candidates = 10
    @Setting("", "actions that it acts by the best of", .in(1...4_096)) public var choices = 100
    @Setting("", "transitions of an update", .multiple(of: 2), paper: "100")
    public var batchSize = 256
    @Setting("", "step size", .positive) public var learningRate: Float = 1e-3
    @Setting("", "widths of the hidden layers", .layers, paper: "[400,300]; generator [750,750]")
    public var hiddenUnits = [256, 256]
    public var sight = Sight()
    public init() {}
  }

  public let settings: Settings
  private let (problem, compute, sampling): (Problem, Compute, RandomSource)
  private let (encoder, generator): (FeatureEncoder, ActionGenerator)
  private let (critics, targets): (Critics, Critics)
  /// ξ, and its target.
  private let (mover, targetMover): (TrainedNetwork, Network)

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    let (rate, hidden) = (settings.learningRate, settings.hiddenUnits)
    let weights = compute.random("weights")
    encoder = try FeatureEncoder(settings.sight, problem, rate: rate, weights)
    generator = try ActionGenerator(problem, encoder, hiddenUnits: hidden, rate: rate, weights)
    mover = TrainedNetwork(
      try Network(
        input: .vector(encoder.width + problem.actionCount),
        layers: hidden.flatMap { [.dense($0), .relu] } + [.dense(problem.actionCount), .tanh],
        random: &weights.stream), Adam.Settings(learningRate: rate))
    targetMover = mover.makeFollower(settings.targetSmoothing)
    critics = try Critics(problem, encoder, copies: 2, hiddenUnits: hidden, rate: rate, weights)
    targets = critics.follower(settings.targetSmoothing)
    sampling = compute.random("replay")
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
  }

  public private(set) lazy var update = BatchUpdate(settings.batchSize, of: problem, compute) {
    [unowned self] graph, batch in
    // L_G, the variational bound
    let generatorLoss = generator.loss(batch.seen, batch.action)
    graph.minimize(generatorLoss, generator)

    // y = r + γ max over a' of λ min Q̄(s', a') + (1 - λ) max Q̄(s', a') (equation 13)
    let values = (0..<settings.candidates).map { _ in
      let moved = moved(generator.drawn(graph, batch.next), batch.next, by: targetMover)
      let q = targets.values(batch.next, .numbers(moved))
      let (least, most) = (q.copy(0).least(q.copy(1)), q.copy(0).greatest(q.copy(1)))
      return settings.leastWeight * least + (1 - settings.leastWeight) * most
    }
    let best = values.dropFirst().reduce(values[0]) { $0.greatest($1) }
    let target = (batch.reward + batch.bootstrap * best).detached
    let criticLoss = (critics(batch.seen, batch.action) - target).squared().overCopies(.sum) / 2
    graph.minimize(criticLoss, critics)

    // J = -Q₁(s, a + ξ(s, a)) for an action a like those of the data (equation 12)
    let action = moved(generator.drawn(graph, batch.seen), batch.seen, by: mover.network)
    let worth = critics.values(batch.seen, .numbers(action)).copy(0)
    graph.minimize(-worth, mover)

    graph.report("critic_loss", criticLoss)
    graph.report("value", worth)
    graph.report("generator_loss", generatorLoss)
  }

  /// Returns `clip(a + Φ ξ(s, a), -1, 1)`.
  private func moved(_ action: Value, _ seen: Observed, by network: Network) -> Value {
    let move = action.graph.apply(network, to: encoder(seen), action)
    return (action + settings.reach * move).clamped(to: -1...1)
  }

  public func learn(from replay: Replay, after step: Int) {
    let batch = replay.sample(
      settings.batchSize, discount: settings.discount, steps: 1, shift: settings.sight.shift,
      from: &sampling.stream)
    update(batch, from: replay)
  }

  public func act(_ seen: Seen, exploring: Bool, _ random: RandomSource) -> [Float] {
    choice.action(at: seen)
  }

  private lazy var choice = BestOfGenerated(
    settings.choices, of: problem, encoder, generator, mover.network, reach: settings.reach,
    critics, compute.random("choices"))

  public var updateCount: Int { update.count }
  public var measures: Measures { update.measures }

  public var parts: Parts {
    Parts(
      generator.networks, critics.allNetworks, targets.networks,
      [("mover", mover.network), ("target_mover", targetMover)]
    ).adding(("normalizer", problem.normalizer), ("update", update), ("sampling", sampling))
  }
}
