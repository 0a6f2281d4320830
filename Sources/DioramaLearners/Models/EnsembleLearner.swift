// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks
import Foundation

/// The learner of a ``DynamicsEnsemble``, each of whose networks has its own bootstrap sample of the
/// transitions.
///
/// A network has a transition as often as a Poisson number of mean 1 says, which approximates drawing with
/// replacement as many transitions as there are; the number stays the same while more transitions come in.
///
/// > Source: Oza and Russell 2001, *Online Bagging and Boosting*.
public final class EnsembleLearner {
  /// The number of shards that a batch is computed in.
  static let shardCount = 2

  /// The floors of the standard deviations: of observations and actions, as in ``StateNormalizer``, and of
  /// changes and rewards.
  private static let leastDeviation = 0.01
  private static let leastChange = 0.001

  /// The model.
  public let ensemble: DynamicsEnsemble

  /// The number of updates so far.
  public var updateCount: Int { update.count }

  /// The mean negative log-likelihood of a standardised target element in the last update, without its
  /// constant.
  public var loss: Float {
    let numbers = Float(settings.members * ensemble.targetCount)
    return update.count == 0 ? 0 : update.measure("loss") / numbers
  }

  let update: Update
  let sampling: RandomSource
  private let settings: ModelSettings
  /// The inputs and the targets of each shard, `[networks, rows, numbers]`.
  private let batches: [(input: Tensor, target: Tensor)]
  private var bootstrap: RandomStream
  /// The bootstrap sample of each network, as slots of the replay; some occur more than once.
  private var slots: [[Int]]
  /// The number of slots of the replay that were added to the samples, or skipped.
  private var seen = 0
  /// All transitions, standardised, by slot.
  private var transitions: [Int: ModelTransition] = [:]

  /// Makes an ensemble with random weights.
  ///
  /// - Parameters:
  ///   - settings: The hyperparameters.
  ///   - stateCount: The number of elements of an observation.
  ///   - actionCount: The number of elements of an action.
  ///   - compute: Threads and random numbers.
  /// - Throws: ``NetworkError``.
  public init(
    _ settings: ModelSettings, stateCount: Int, actionCount: Int, _ compute: Compute
  ) throws {
    let weights = compute.random("model weights")
    let ensemble = try DynamicsEnsemble(
      settings, stateCount: stateCount, actionCount: actionCount, random: &weights.stream)
    self.settings = settings
    self.ensemble = ensemble
    let trained = TrainedNetwork(
      ensemble.network,
      Adam.Settings(learningRate: settings.learningRate, weightDecay: settings.weightDecay))
    var batches: [(Tensor, Tensor)] = []
    update = Update(
      batchSize: settings.batchSize, threads: compute.threads, seed: compute.seed
    ) { graph in
      // each network learns from transitions of its own
      let input = graph.input(stateCount + actionCount, copies: settings.members)
      let target = graph.input(ensemble.targetCount, copies: settings.members)
      batches.append((input.tensor, target.tensor))

      // The loss of each element is multiplied by its standard deviation, taken as a constant: otherwise the
      // networks would explain elements that are hard to predict, such as rare high rewards, as noise, and
      // stop improving their means (Seitzer et al. 2022, https://arxiv.org/abs/2203.09168, equation 5 with β
      // = 1/2).
      let fit = input.applying(ensemble.network).gaussianLoss(of: target)
      graph.minimize((fit.loss * fit.deviation).sum().overCopies(.sum), trained)
      graph.report("loss", fit.loss.sum().overCopies(.sum))
    }
    self.batches = batches
    sampling = compute.random("model batches")
    bootstrap = compute.random("bootstrap").stream
    slots = Array(repeating: [], count: settings.members)
  }

  /// Trains the networks on all transitions of `replay`, for `updates` batches.
  ///
  /// - Precondition: No observation of the replay was overwritten.
  public func train(on replay: Replay, updates: Int) {
    takeIn(replay)
    guard slots.allSatisfy({ !$0.isEmpty }) else { return }
    standardize(replay)
    let batchSize = settings.batchSize
    let rows = batchSize / Update.shardCount
    let (batches, known) = (batches, transitions)
    for _ in 0..<updates {
      let drawn = slots.map { slots in
        (0..<batchSize).map { _ in slots[sampling.stream.integer(below: slots.count)] }
      }
      update { shard in
        for (copy, slots) in drawn.enumerated() {
          for row in 0..<rows {
            guard let transition = known[slots[shard * rows + row]] else { continue }
            let at = copy * rows + row
            batches[shard].input.update(transition.input, at: at * transition.input.count)
            batches[shard].target.update(transition.target, at: at * transition.target.count)
          }
        }
      }
    }
  }

  /// Adds the new transitions of `replay` to the bootstrap samples of the networks.
  func takeIn(_ replay: Replay) {
    precondition(replay.added == replay.count, "the replay forgot what the model learns from")
    while seen < replay.added - 1 {
      if replay.isTransition(seen) {
        for member in slots.indices {
          slots[member] += Array(repeating: seen, count: bootstrap.poisson())
          if slots[member].isEmpty { slots[member] = [seen] }  // no sample may be empty
        }
      }
      seen += 1
    }
  }

  /// Standardises all transitions to mean 0 and standard deviation 1.
  private func standardize(_ replay: Replay) {
    let known = (0..<seen).filter(replay.isTransition)
    let inputs = known.map { (replay.state($0) + replay.action($0)).map(Double.init) }
    let targets = known.map { slot in
      zip(replay.state(slot + 1), replay.state(slot)).map { Double($0) - Double($1) }
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
  /// Returns a number drawn from the Poisson distribution of mean 1, by Knuth's method.
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

/// A standardised transition, as the networks learn it.
struct ModelTransition: Sendable {
  /// Observation and action.
  var input: [Float]
  /// Changes and reward.
  var target: [Float]
}
