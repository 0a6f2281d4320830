// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks

/// Deep Q-learning (DQN), double by default, and dueling if wanted.
///
/// Double: one network chooses the next action, the target network evaluates it. Dueling: the value of a
/// state and the advantages of actions have separate networks. With a temperature t it is soft Q-learning: the
/// entropy of the policy `π(a|s) ∝ exp(Q(s, a) / t)` counts as reward, and this policy explores.
///
/// > Source: Mnih et al. 2015, *Human-level control through deep reinforcement learning*; van Hasselt et al.
/// > 2016, [*Deep Reinforcement Learning with Double Q-learning*](https://arxiv.org/abs/1509.06461), equation
/// > 4; Wang et al. 2016, [*Dueling Network Architectures for Deep Reinforcement
/// > Learning*](https://arxiv.org/abs/1511.06581), equation 9; soft, Haarnoja et al. 2017, [*Reinforcement
/// > Learning with Deep Energy-Based Policies*](https://arxiv.org/abs/1702.08165), theorem 3.
public final class DQN: Learner {
  /// The hyperparameters.
  public struct Settings: LearnerSettings {
    @Setting("γ", "discount", .in(0...1)) public var discount: Float = 0.99
    @Setting("", "transitions of an update", .multiple(of: 2)) public var batchSize = 32
    @Setting("", "step size", .positive) public var learningRate: Float = 1e-4
    @Setting("", "steps in which the step size falls to 0; 0 for never", .atLeast(0))
    public var annealingSteps = 0
    @Setting("C", "updates between copies to the target", .atLeast(1))
    public var targetInterval = 1_000
    @Setting("", "one network chooses, the other judges") public var isDouble = true
    @Setting("", "values and advantages in separate streams") public var isDueling = false
    @Setting("α", "temperature t of soft Q-learning: the weight of entropy; 0 for none", .natural())
    public var temperature: Float = 0
    @Setting("ε", "share of random actions in the end", .in(0...1))
    public var finalExploration: Float = 0.05
    @Setting("", "steps in which it falls from 1", .atLeast(1)) public var explorationSteps = 10_000
    @Setting("", "steps between updates", .atLeast(1)) public var updateInterval = 4
    @Setting("", "updates each time", .atLeast(1)) public var updates = 1
    @Setting("", "bound of the gradient's norm", .positive)
    public var gradientNorm: Float = 10
    @Setting("", "widths of the hidden layers", .layers) public var hiddenUnits = [128, 128]
    public var practice = Practice()
    public var sight = Sight()
    public init() {}

    public func check(for problem: Problem) throws(SettingsError) {
      try practice.check(batchSize: batchSize)
      try sight.encoder.check(for: problem.layout)
    }
  }

  public let settings: Settings
  private let (problem, compute, sampling): (Problem, Compute, RandomSource)
  private let (advantages, targetAdvantages): (Critics, Critics)
  private let (values, targetValues): (Critics?, Critics?)
  private let steps = Counter()

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    let weights = compute.random("weights")
    let encoder = try FeatureEncoder(settings.sight, problem, rate: settings.learningRate, weights)
    advantages = try Critics(
      problem, encoder, hiddenUnits: settings.hiddenUnits, rate: settings.learningRate, weights)
    values =
      settings.isDueling
      ? try Critics(
        of: .states, problem, encoder, trainsEncoder: false, hiddenUnits: settings.hiddenUnits,
        rate: settings.learningRate, name: "values", weights) : nil
    (targetAdvantages, targetValues) = (advantages.duplicate(), values?.duplicate())
    sampling = compute.random("replay")
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
  }

  public private(set) lazy var update = BatchUpdate(settings.batchSize, of: problem, compute) {
    [unowned self] graph, batch in
    let next = q(batch.next, targetAdvantages, targetValues)
    let choosing = settings.isDouble ? q(batch.next, advantages, values) : next
    let worth =
      settings.temperature > 0 ? softValue(next, choosing) : next.pick(choosing.argmax)
    let target = batch.reward + batch.bootstrap * worth
    let value = q(batch.seen, advantages, values).pick(batch.action)
    let loss = (value - target.detached).huber()
    graph.minimize(
      loss, [advantages] + (values.map { [$0] } ?? []), gradientNorm: settings.gradientNorm)
    graph.report("critic_loss", loss)
    graph.report("value", value)
  }

  /// Returns Q(s, a) of each discrete action; if dueling, it is `V(s) + A(s, a) - mean A(s, ·)`.
  private func q(_ seen: Observed, _ advantages: Critics, _ values: Critics?) -> Value {
    let own = advantages(seen)
    guard let values else { return own }
    return values(seen) + (own - own.mean())
  }

  /// Returns the soft value `V(s) = Σ π (Q - t log π)` of the policy `π(a|s) ∝ exp(Q'(s, a) / t)`.
  ///
  /// Q are the `values`, and Q' those that are `choosing`. If both are the same, it is `t log Σ exp(Q / t)`.
  private func softValue(_ values: Value, _ choosing: Value) -> Value {
    let logProbability = (choosing / settings.temperature).logSoftmax()
    return (logProbability.exp() * (values - settings.temperature * logProbability)).sum()
  }

  public func learn(from replay: Replay, after step: Int) {
    steps.value = step
    guard step >= settings.practice.warmupSteps, step % settings.updateInterval == 0 else { return }
    update.rateScale = annealed(at: step, over: settings.annealingSteps)
    for _ in 0..<settings.updates {
      let batch = replay.sample(
        settings.batchSize, discount: settings.discount, steps: 1, shift: settings.sight.shift,
        from: &sampling.stream)
      update(batch, from: replay)
      guard update.count % settings.targetInterval == 0 else { continue }
      targetAdvantages.copy(from: advantages)
      if let values { targetValues?.copy(from: values) }
    }
  }

  public func act(_ seen: Seen, exploring: Bool, _ random: RandomSource) -> [Float] {
    let progress = min(Float(steps.value) / Float(settings.explorationSteps), 1)
    let epsilon = 1 + progress * (settings.finalExploration - 1)
    if exploring, Float(random.stream.uniform()) < epsilon { return problem.randomAction(random) }
    // the value of the state is the same for all actions
    let found = advantages.values(at: [seen.slot], of: seen.replay)[0]
    if exploring, settings.temperature > 0 {
      let policy = Categorical(logits: found.map { $0 / settings.temperature })
      return [Float(policy.sample(draw: Float(random.stream.uniform())))]
    }
    return [Float(found.indices.max { found[$0] < found[$1] } ?? 0)]
  }

  public var updateCount: Int { update.count }
  public var measures: Measures { update.measures }

  public var parts: Parts {
    Parts(
      advantages.allNetworks, targetAdvantages.networks, values?.networks ?? [],
      targetValues?.networks ?? []
    ).adding(("normalizer", problem.normalizer), ("update", update))
      .adding(("sampling", sampling), ("steps", steps))
  }
}
