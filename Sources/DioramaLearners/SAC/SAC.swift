// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
public import DioramaNetworks
import Foundation

/// Soft actor-critic: a stochastic policy that wants reward and entropy.
///
/// Actions are numbers or choices; what depends on that is in ``GaussianHead`` and ``CategoricalHead``.
///
/// > Source: Haarnoja et al. 2018, [*Soft Actor-Critic Algorithms and
/// > Applications*](https://arxiv.org/abs/1812.05905), algorithm 1; for choices, Christodoulou 2019,
/// > [*Soft Actor-Critic for Discrete Action Settings*](https://arxiv.org/abs/1910.07207).
public final class SAC {
  /// The hyperparameters.
  public let settings: SACSettings

  /// Actor, critics and encoders.
  public let networks: SACNetworks

  /// α: what entropy is worth.
  public var entropyWeight: Float { exp(logEntropyWeight.value) }

  /// How many updates there were.
  public internal(set) var updateCount = 0

  /// What the last update measured.
  public internal(set) var losses = SACLosses()

  /// What the critics learn from where they see no rewards.
  private let examples: SuccessExamples?
  let pool: ShardPool
  let shards: [SACShard]
  let optimizers: SACOptimizers
  var logEntropyWeight: ScalarAdam
  private let finalEntropy: Float
  var sampling: RandomStream

  /// Makes a learner that knows nothing.
  ///
  /// - Parameters:
  ///   - settings: The hyperparameters.
  ///   - layout: What it is shown.
  ///   - actions: What it can do: numbers in ±1, whatever the bounds of a box, or choices.
  ///   - goals: Pictures of success, where ``SACSettings/criticLoss`` wants them.
  ///   - threads: How many threads share an update; the result does not depend on it.
  ///   - seed: Of the first weights, the noise and the sampling.
  /// - Throws: ``NetworkError`` where the pictures are too small for the encoder.
  public init(
    _ settings: SACSettings, _ layout: ObservationLayout, actions: Space, goals: [Image] = [],
    threads: Int = 2, seed: UInt64
  ) throws(NetworkError) {
    var weights = RandomStream("weights", seed: seed)
    let networks = try SACNetworks(settings, layout, actions: actions, random: &weights)
    let shards = (0..<Self.shardCount).map { shard in
      SACShard(
        settings, networks, layout, rows: settings.batchSize / Self.shardCount,
        noise: RandomStream("noise \(shard)", seed: seed))
    }
    precondition(
      settings.criticLoss == .rewards || !goals.isEmpty, "nothing can be learned from no pictures")
    self.settings = settings
    self.networks = networks
    examples =
      settings.criticLoss == .rewards
      ? nil : layout.frame.map { SuccessExamples(goals, shape: $0) }
    self.shards = shards
    pool = ShardPool(shards: Self.shardCount, threads: threads)
    optimizers = SACOptimizers(settings, networks, shards)
    logEntropyWeight = ScalarAdam(
      value: log(settings.initialEntropyWeight), learningRate: settings.entropyRate)
    finalEntropy = settings.targetEntropy ?? networks.head.targetEntropy
    sampling = RandomStream("replay", seed: seed)
  }

  /// In how many parts a batch is computed.
  static let shardCount = 2

  /// Learns from one batch: algorithm 1, the gradient step.
  public func update(_ replay: Replay) {
    let batch = replay.sample(
      settings.batchSize, discount: settings.discount, steps: settings.returnSteps,
      shift: settings.shift, from: &sampling)
    let shown = examples?.draw(batch.count, from: &sampling)
    let (shards, optimizers, examples) = (shards, optimizers, examples)
    let weight = entropyWeight
    updateCount += 1
    let count = updateCount

    pool.run { shard in
      shards[shard].load(batch, shard, replay)
      if let examples, let shown {
        shards[shard].exampleGradient(shown, examples.picture, batch, shard)
      } else {
        shards[shard].criticGradient(entropyWeight: weight)
      }
    }
    pool.run { optimizers.stepCritics(count, part: $0) }

    if count % settings.actorInterval == 0 {
      pool.run { shards[$0].actorGradient(entropyWeight: weight) }
      let actorCount = count / settings.actorInterval
      pool.run { optimizers.stepActor(actorCount, part: $0) }
      adjustEntropyWeight()
    }
    losses = SACLosses(shards)
  }

  /// H̄, which goes down from what the policy explores with.
  private var targetEntropy: Float {
    guard let first = settings.exploringEntropy else { return finalEntropy }
    let step = updateCount / settings.updatesPerStep - settings.exploringSteps
    let share = Float(min(max(step, 0), settings.annealingSteps)) / Float(settings.annealingSteps)
    return first + share * (finalEntropy - first)
  }

  /// Makes the entropy approach its target: `J(α) = -log α (log π + H̄)`.
  ///
  /// It is equation 18 in the form that PyTorch implementations use.
  private func adjustEntropyWeight() {
    let sum = shards.reduce(0) { $0 + $1.sums.logProbability }
    let logProbability = sum / Float(settings.batchSize)
    logEntropyWeight.step(gradient: -(logProbability + targetEntropy))
  }
}

/// What an update measured, as means over the batch.
public struct SACLosses: Hashable, Sendable {
  /// The loss of both critics together, J_Q (equation 5).
  public var critic: Float = 0

  /// The smaller value of the actions that the policy would take.
  public var value: Float = 0

  /// log π of the actions that the policy would take; minus the entropy.
  public var logProbability: Float = 0

  init() {}

  init(_ shards: [SACShard]) {
    let rows = Float(shards.reduce(0) { $0 + $1.rows })
    for sums in shards.map(\.sums) {
      critic += sums.critic / rows
      value += sums.value / rows
      logProbability += sums.logProbability / rows
    }
  }

  /// All of them, with the names of their columns in reports.
  public var named: [(name: String, value: Float)] {
    [("critic_loss", critic), ("value", value), ("log_probability", logProbability)]
  }

  /// Whether every number is finite.
  public var isFinite: Bool { named.allSatisfy(\.value.isFinite) }
}
