// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks
import Foundation

/// Discrete batch-constrained Q-learning (BCQ), from a data set: double Q-learning that considers only actions
/// that are likely enough in the data.
///
/// An action counts as likely if its probability G(a|s), which is cloned from the data, is more than a share
/// of the likeliest one's.
///
/// > Source: Fujimoto et al. 2019, [*Benchmarking Batch Deep Reinforcement Learning
/// > Algorithms*](https://arxiv.org/abs/1910.01708), section 4.
public final class DiscreteBCQ: Learner {
  /// The hyperparameters.
  public struct Settings: DatasetLearnerSettings {
    @Setting("γ", "discount", .in(0...1)) public var discount: Float = 0.99
    @Setting("τ", "share of the likeliest action's probability that an action needs", .in(0..<1))
    public var threshold: Float = 0.3
    @Setting("", "smoothing of target critics", .share) public var targetSmoothing: Float = 0.005
    @Setting("", "transitions of an update", .multiple(of: 2), paper: "32")
    public var batchSize = 256
    @Setting("", "step size", .positive, paper: "6.25e-5") public var learningRate: Float = 3e-4
    @Setting("", "widths of the hidden layers", .layers, paper: "[512]")
    public var hiddenUnits = [256, 256]
    public var sight = Sight()
    public init() {}
  }

  public let settings: Settings
  private let (problem, compute, sampling): (Problem, Compute, RandomSource)
  /// G, and its logits at work.
  private let (generator, pass): (LearnedPolicy, ObservationPass)
  private let (critics, targets): (Critics, Critics)

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    let (rate, hidden) = (settings.learningRate, settings.hiddenUnits)
    let weights = compute.random("weights")
    let encoder = try FeatureEncoder(settings.sight, problem, rate: rate, weights)
    generator = try LearnedPolicy(
      problem, encoder, trainsEncoder: false, hiddenUnits: hidden, rate: rate, weights)
    critics = try Critics(problem, encoder, hiddenUnits: hidden, rate: rate, weights)
    targets = critics.follower(settings.targetSmoothing)
    pass = ObservationPass(problem, encoder, generator.head.network)
    sampling = compute.random("replay")
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
  }

  public private(set) lazy var update = BatchUpdate(settings.batchSize, of: problem, compute) {
    [unowned self] graph, batch in
    // a' = argmax Q(s', a) over the actions with G(a|s') / max G(·|s') > τ, and y = r + γ Q̄(s', a')
    let likelihood = generator(batch.next).logLikelihoods
    let excess = likelihood - likelihood.pick(likelihood.argmax) - logThreshold
    let wall = (Self.steepness * excess).clamped(to: -Self.steepness...0)
    let choice = (critics(batch.next) + wall).argmax
    let target = batch.reward + batch.bootstrap * targets(batch.next).pick(choice)
    let value = critics(batch.seen, batch.action)
    let criticLoss = (value - target.detached).huber()
    graph.minimize(criticLoss, critics)

    // L_G = -log G(a|s)
    let generatorLoss = -generator(batch.seen).logProbability(of: batch.action)
    graph.minimize(generatorLoss, generator)

    graph.report("critic_loss", criticLoss)
    graph.report("value", value)
    graph.report("generator_loss", generatorLoss)
  }

  /// log τ, finite where τ is 0 and every action counts.
  private var logThreshold: Float { log(max(settings.threshold, .leastNormalMagnitude)) }

  /// What is taken from the value of an action that falls short of the threshold by one in the logarithm.
  private static let steepness: Float = 1e8

  public func learn(from replay: Replay, after step: Int) {
    let batch = replay.sample(
      settings.batchSize, discount: settings.discount, steps: 1, shift: settings.sight.shift,
      from: &sampling.stream)
    update(batch, from: replay)
  }

  public func act(_ seen: Seen, exploring: Bool, _ random: RandomSource) -> [Float] {
    let likely = Categorical(logits: pass.outputs([seen.slot], of: seen.replay)[0])
    if exploring { return [Float(likely.sample(draw: Float(random.stream.uniform())))] }
    let values = critics.values(at: [seen.slot], of: seen.replay)[0]
    let least = likely.logProbabilities[likely.mostLikely] + logThreshold
    let allowed = values.indices.filter { likely.logProbabilities[$0] >= least }
    return [Float(allowed.max { values[$0] < values[$1] } ?? likely.mostLikely)]
  }

  public var updateCount: Int { update.count }
  public var measures: Measures { update.measures }

  public var parts: Parts {
    Parts(generator.networks, critics.allNetworks, targets.networks)
      .adding(("normalizer", problem.normalizer), ("update", update), ("sampling", sampling))
  }
}
