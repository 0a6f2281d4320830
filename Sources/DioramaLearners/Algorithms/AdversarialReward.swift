// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks
import Foundation

/// Adversarial imitation: the reward is how much a transition looks demonstrated to a discriminator, which learns to
/// tell the demonstrations from what the learner does (GAIL, AIRL).
///
/// The demonstrations are the part of the replay that is kept. As in discriminator-actor-critic, the learner's
/// transitions are drawn from the whole replay, not from the last policy alone. Whenever the discriminator has
/// learned, the rewards of the whole replay are recomputed. A share of the reward may be the task's own, and the
/// discriminator may be shown the objects alone.
///
/// > Source: Ho and Ermon 2016, [*Generative Adversarial Imitation
/// > Learning*](https://arxiv.org/abs/1606.03476), algorithm 1 (its D is one minus ours); Fu et al. 2018, [*Learning
/// > Robust Rewards with Adversarial Inverse Reinforcement Learning*](https://arxiv.org/abs/1710.11248), algorithm
/// > 1 and equation 4; off policy, Kostrikov et al. 2019, [*Discriminator-Actor-Critic*](https://arxiv.org/abs/1809.02925);
/// > with the task's reward, Zhu et al. 2018, [*Reinforcement and Imitation Learning for Diverse Visuomotor
/// > Skills*](https://arxiv.org/abs/1802.09564), Section III-B.
public final class AdversarialReward: RewardModel {
  public let settings: DiscriminatorSettings
  private let (problem, compute, sampling): (Problem, Compute, RandomSource)
  /// The policy that learns from it, and how.
  private let (policy, learning): (LearnedPolicy, SAC.Settings)
  /// The discriminator's f of GAIL, the reward g of AIRL.
  private let judge: Critics
  /// Whether that is of states alone, not of actions.
  private let judgesStates: Bool
  /// AIRL's h; nil for GAIL.
  private let shaping: Critics?

  /// Makes an untrained reward.
  ///
  /// - Parameters:
  ///   - settings: Its hyperparameters.
  ///   - problem: The observations and actions.
  ///   - policy: The policy that learns from it, π of AIRL.
  ///   - learning: How that learns: discount, warm-up, and how it sees.
  ///   - compute: Threads and random numbers.
  /// - Throws: ``NetworkError`` if images are too small for the networks.
  public init(
    _ settings: DiscriminatorSettings, _ problem: Problem, policy: LearnedPolicy,
    _ learning: SAC.Settings, _ compute: Compute
  ) throws {
    let weights = compute.random("discriminator weights")
    let rate = settings.discriminatorRate
    let seesAll = settings.discriminatorSees == .all
    let encoder =
      try seesAll
      ? FeatureEncoder(learning.sight, problem, rate: rate, weights)
      : FeatureEncoder(showing: problem.columnsOfObjects)
    let isShaped = settings.discriminator == .shaped
    judgesStates = !seesAll || isShaped && settings.isStateOnly
    judge = try Critics(
      of: judgesStates ? .states : .actions, problem, encoder,
      hiddenUnits: settings.discriminatorUnits, rate: rate, name: "judge", weights)
    shaping =
      isShaped
      ? try Critics(
        of: .states, problem, encoder, hiddenUnits: settings.discriminatorUnits, rate: rate,
        name: "shaping", weights) : nil
    sampling = compute.random("discriminator")
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
    (self.policy, self.learning) = (policy, learning)
  }

  public private(set) lazy var update = BatchUpdate(
    settings.discriminatorBatch, of: problem, compute, columns: ["is_shown"]
  ) { [unowned self] graph, batch in
    // L = -E_demonstrations[log D] - E_learner[log(1 - D)], D = σ(logit) (Ho and Ermon, equation 17)
    let logit = logit(batch)
    let loss = logit.crossEntropy(batch["is_shown"])
    graph.minimize(
      loss + settings.logitPenalty * logit.squared(),
      [judge as any Trained] + (shaping.map { [$0] } ?? []))
    graph.report("discriminator_loss", loss)
    graph.report("shown_logit", 2 * (logit * batch["is_shown"]))
    graph.report("own_logit", 2 * (logit * (1 - batch["is_shown"])))
  }

  private func logit(_ batch: Batch) -> Value {
    let g = judgesStates ? judge(batch.seen) : judge(batch.seen, batch.action)
    guard let shaping else { return g }
    // f = g(s, a) + γ h(s') - h(s) (Fu et al., equation 4), h = 0 behind the end; D = e^f / (e^f + π)
    let f = g + batch.bootstrap * shaping(batch.next) - shaping(batch.seen)
    return f - policy(batch.seen).logProbability(of: batch.action).detached
  }

  public func learn(from replay: inout Replay, after step: Int) -> Bool {
    let warmup = learning.practice.warmupSteps
    guard step >= warmup, (step - warmup) % settings.discriminatorEvery == 0 else { return false }
    for _ in 0..<settings.discriminatorSteps {
      let batch = replay.sample(
        settings.discriminatorBatch, keptShare: 0.5, discount: learning.discount, steps: 1,
        shift: learning.sight.shift, from: &sampling.stream)
      update(batch, from: replay, columns: [batch.map { $0.slot < replay.kept ? 1 : 0 }])
    }
    let steps = (0..<replay.slotCount).filter(replay.isStep)
    for (slot, f) in zip(steps, values(at: steps, of: replay)) { replay["f", slot] = f }
    return true
  }

  /// Returns f of the transitions at `slots`.
  private func values(at slots: [Int], of replay: Replay) -> [Float] {
    let values = zip(slots, judge.values(at: slots, of: replay)).map { slot, values in
      values.count == 1 ? values[0] : values[Int(replay.action(slot).first ?? 0)]
    }
    guard let shaping else { return values }
    let here = shaping.values(at: slots, of: replay)
    let next = shaping.values(at: slots.map(replay.next), of: replay)
    return slots.indices.map { index in
      let discount = replay.isTerminal(slots[index]) ? 0 : learning.discount
      return values[index] + discount * next[index][0] - here[index][0]
    }
  }

  public var columns: [String] { ["f"] + (settings.imitationShare < 1 ? ["task_reward"] : []) }

  /// Judges the transition that has just become known, and takes down what the task gave for it.
  public func see(_ replay: inout Replay) {
    guard replay.added > 0, replay.isStep(replay.last) else { return }
    replay["task_reward", replay.last] = replay.rewards[replay.last]
    replay["f", replay.last] = values(at: [replay.last], of: replay)[0]
  }

  /// The reward `λ r_imitation + (1 - λ) r_task` (Zhu et al., Section III-B).
  public func reward(at slot: Int, of replay: Replay) -> Float {
    let imitation = imitationReward(replay["f", slot])
    let share = settings.imitationShare
    return share < 1 ? share * imitation + (1 - share) * replay["task_reward", slot] : imitation
  }

  private func imitationReward(_ f: Float) -> Float {
    // AIRL's log D - log(1 - D) is f - log π, and SAC's entropy is the -log π
    if shaping != nil { return f }
    func softplus(_ x: Float) -> Float { max(x, 0) + log1p(exp(-abs(x))) }
    switch settings.imitationReward {
    case .positive: return softplus(f)
    case .even: return f
    case .negative: return -softplus(-f)
    }
  }

  public var measures: Measures { update.measures }

  public var parts: Parts {
    Parts()
      .adding(judge.allNetworks + (shaping?.networks ?? []), prefix: "discriminator_")
      .adding(("discriminator.update", update), ("discriminator.sampling", sampling))
  }
}
