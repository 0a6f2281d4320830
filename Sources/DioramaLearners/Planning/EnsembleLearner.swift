// SPDX-License-Identifier: Apache-2.0

import DioramaMath
public import DioramaNetworks
import Foundation

/// What makes a ``DynamicsEnsemble`` better.
///
/// Each network has data of its own: it sees a transition as often as a Poisson number of mean 1 says,
/// which is what drawing as many as there are with replacement comes to, and stays the same while more
/// come in.
///
/// > Source: Oza and Russell 2001, *Online Bagging and Boosting*.
public final class EnsembleLearner {
  /// How many parts a batch is computed in.
  static let shardCount = 2

  /// The least deviation that observations and actions are taken to have, as for SAC, and the least that
  /// changes and rewards are.
  private static let leastDeviation = 0.01
  private static let leastChange = 0.001

  /// The model.
  public let ensemble: DynamicsEnsemble

  /// How many updates there were.
  public internal(set) var updateCount = 0

  /// The mean negative log-likelihood of a standardised number in the last update.
  public internal(set) var loss: Float = 0

  let optimizer: Adam
  var sampling: RandomStream
  private let settings: ModelSettings
  private let pool: ShardPool
  private let shards: [EnsembleShard]
  private var bootstrap: RandomStream
  /// The transitions of each network, as slots of the replay; some stand there more than once.
  private var slots: [[Int]]
  /// How many slots of the replay were looked at.
  private var seen = 0
  /// All transitions, standardised, by slot.
  private var transitions: [Int: ModelTransition] = [:]

  /// Makes a learner that knows nothing.
  ///
  /// - Parameters:
  ///   - settings: How it learns.
  ///   - stateCount: How many numbers an observation has.
  ///   - actionCount: How many numbers an action has.
  ///   - threads: How many threads share an update; the result does not depend on it.
  ///   - seed: Of the first weights and the sampling.
  /// - Throws: ``NetworkError``.
  public init(
    _ settings: ModelSettings, stateCount: Int, actionCount: Int, threads: Int = 2, seed: UInt64
  ) throws(NetworkError) {
    var weights = RandomStream("model weights", seed: seed)
    let ensemble = try DynamicsEnsemble(
      settings, stateCount: stateCount, actionCount: actionCount, random: &weights)
    let shards = (0..<Self.shardCount).map { _ in
      EnsembleShard(ensemble, rows: settings.batchSize / Self.shardCount)
    }
    self.settings = settings
    self.ensemble = ensemble
    self.shards = shards
    pool = ShardPool(shards: Self.shardCount, threads: threads)
    optimizer = Adam(
      ensemble.network,
      Adam.Settings(learningRate: settings.learningRate, weightDecay: settings.weightDecay),
      gradients: shards.map(\.pass.gradient))
    sampling = RandomStream("model batches", seed: seed)
    bootstrap = RandomStream("bootstrap", seed: seed)
    slots = Array(repeating: [], count: settings.members)
  }

  /// Learns from all of `replay`, `updates` batches long.
  ///
  /// - Precondition: Nothing in the replay was replaced.
  public func train(on replay: Replay, updates: Int) {
    takeIn(replay)
    guard slots.allSatisfy({ !$0.isEmpty }) else { return }
    standardize(replay)
    let batchSize = settings.batchSize
    let rows = batchSize / Self.shardCount
    let (shards, optimizer, known) = (shards, optimizer, transitions)
    for _ in 0..<updates {
      let batch = slots.map { slots in
        (0..<batchSize).map { _ in slots[sampling.integer(below: slots.count)] }
      }
      updateCount += 1
      let count = updateCount
      pool.run { shard in
        for (copy, slots) in batch.enumerated() {
          for row in 0..<rows {
            guard let transition = known[slots[shard * rows + row]] else { continue }
            shards[shard].load(transition, copy: copy, row: row)
          }
        }
        shards[shard].gradient(batchSize: batchSize)
      }
      pool.run { optimizer.step(count, part: $0, of: Self.shardCount) }
    }
    let numbers = batchSize * settings.members * ensemble.targetCount
    loss = shards.reduce(0) { $0 + $1.loss } / Float(numbers)
  }

  /// Deals the new transitions of `replay` out to the networks.
  func takeIn(_ replay: Replay) {
    precondition(replay.added == replay.count, "the replay forgot what the model learns from")
    while seen < replay.added - 1 {
      if replay.isTransition(seen) {
        for member in slots.indices {
          slots[member] += Array(repeating: seen, count: bootstrap.poisson())
          if slots[member].isEmpty { slots[member] = [seen] }  // there is nothing else
        }
      }
      seen += 1
    }
  }

  /// Brings all transitions to mean 0 and deviation 1.
  private func standardize(_ replay: Replay) {
    let known = (0..<seen).filter(replay.isTransition)
    let inputs = known.map { replay.state($0) + replay.action($0) }
    let targets = known.map { slot in
      zip(replay.state(slot + 1), replay.state(slot)).map { $0 - $1 }
        + [Double(replay.rewards[slot])]
    }
    let (state, action) = (ensemble.stateCount, ensemble.actionCount)
    ensemble.inputs = Standardizer(count: state + action, inputs, floor: Self.leastDeviation)
    ensemble.targets = Standardizer(count: state + 1, targets, floor: Self.leastChange)
    for (position, slot) in known.enumerated() {
      transitions[slot] = ModelTransition(
        input: inputs[position].enumerated().map { ensemble.inputs.standard($1, $0) },
        target: targets[position].enumerated().map { ensemble.targets.standard($1, $0) })
    }
  }
}

extension RandomStream {
  /// Returns a number of the Poisson distribution of mean 1, by Knuth's method.
  mutating func poisson() -> Int {
    var count = 0
    var product = uniform()
    while product > exp(-1) {
      count += 1
      product *= uniform()
    }
    return count
  }
}

extension Replay {
  /// The state at `slot`.
  fileprivate func state(_ slot: Int) -> [Double] {
    states[(slot * layout.stateCount)..<((slot + 1) * layout.stateCount)].map(Double.init)
  }

  /// The action at `slot`.
  fileprivate func action(_ slot: Int) -> [Double] {
    actions[(slot * actionCount)..<((slot + 1) * actionCount)].map(Double.init)
  }
}
