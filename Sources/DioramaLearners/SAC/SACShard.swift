// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks
import Synchronization

/// One part of a batch on its way through the networks of ``SAC``: both losses and their gradients.
final class SACShard: Sendable {
  /// Sums over the rows, of what is reported.
  struct Sums: Sendable {
    var critic: Float = 0
    var value: Float = 0
    var logProbability: Float = 0
  }

  let rows: Int
  let passes: SACPasses
  var sums: Sums { mutable.withLock { $0.sums } }

  private let batchSize: Float
  private let actionCount: Int
  private let reward: Tensor
  private let bootstrap: Tensor
  private let mutable: Mutex<(noise: RandomStream, sums: Sums)>

  init(
    _ settings: SACSettings, _ networks: SACNetworks, _ layout: ObservationLayout,
    actionCount: Int, rows: Int, noise: RandomStream
  ) {
    self.rows = rows
    self.actionCount = actionCount
    batchSize = Float(rows * SAC.shardCount)
    passes = SACPasses(networks, layout, rows: rows)
    reward = Tensor(rows)
    bootstrap = Tensor(rows)
    mutable = Mutex((noise, Sums()))
  }

  /// The state of the random numbers, for checkpoints.
  var noise: RandomStream { mutable.withLock { $0.noise } }

  /// Goes on from a checkpoint.
  func restore(noise: RandomStream, sums: Sums) { mutable.withLock { $0 = (noise, sums) } }

  /// Takes its rows of `batch` over from `replay`.
  func load(_ batch: [SampledTransition], _ shard: Int, _ replay: Replay) {
    for row in 0..<rows {
      let transition = batch[shard * rows + row]
      reward[row] = transition.reward
      bootstrap[row] = transition.bootstrap
      passes.load(transition, row, replay)
      replay.copyAction(
        transition.slot, to: passes.critics.input, row: row, column: passes.featureCount)
    }
  }

  /// The critics' loss, `J_Q = (Q(s, a) - (r + γ V(s')))² / 2` (equation 5).
  func criticGradient(entropyWeight: Float) {
    passes.encode()
    let target = softValue(entropyWeight)
    let critics = passes.critics
    critics.forward()
    var loss: Float = 0
    for copy in 0..<2 {
      for row in 0..<rows {
        let goal = reward[row] + bootstrap[row] * target[row]
        let error = critics.output[copy * rows + row] - goal
        loss += error * error / 2
        critics.outputGradient[copy * rows + row] = error / batchSize
      }
    }
    critics.backward()
    passes.criticEncoderBackward()
    mutable.withLock { $0.sums.critic = loss }
  }

  /// The value of a fresh action a', `V(s') = min Q̄(s', a') - α log π(a'|s')` (equation 3).
  private func softValue(_ entropyWeight: Float) -> [Float] {
    let actor = passes.nextActor
    actor.forward()
    let target = passes.targetCritics
    let drawn = draw(actor.output, into: target.input)
    target.forward()
    return (0..<rows).map { row in
      let value = min(target.output[row], target.output[rows + row])
      return value - entropyWeight * logProbability(drawn, row)
    }
  }

  /// The actor's loss, `J_π = α log π(a|s) - min Q(s, a)` (equation 9).
  ///
  /// The action is a function of the noise (equation 8), so that gradients reach the actor through it.
  func actorGradient(entropyWeight: Float) {
    let (actor, critics) = (passes.actor, passes.actionCritics)
    passes.encodeForActor()
    actor.forward()
    let drawn = draw(actor.output, into: critics.input)
    critics.forward()
    var sums = self.sums
    (sums.value, sums.logProbability) = (0, 0)
    for row in 0..<rows {
      let (one, two) = (critics.output[row], critics.output[rows + row])
      critics.outputGradient[row] = one <= two ? -1 / batchSize : 0
      critics.outputGradient[rows + row] = one <= two ? 0 : -1 / batchSize
      sums.value += min(one, two)
      sums.logProbability += logProbability(drawn, row)
    }
    critics.backward()
    for row in 0..<rows {
      for index in 0..<actionCount {
        let slope = distribution(actor.output, row, index).gradient(
          of: drawn[row * actionCount + index], weight: entropyWeight / batchSize,
          slope: critics.inputGradient[row, passes.featureCount + index])
        actor.outputGradient[row, index] = slope.mean
        actor.outputGradient[row, actionCount + index] = slope.logDeviation
      }
    }
    actor.backward()
    passes.actorEncoderBackward()
    mutable.withLock { $0.sums = sums }
  }

  /// Draws an action in each row, and puts it beside the features in `input`.
  private func draw(_ output: Tensor, into input: Tensor) -> [SquashedGaussian.Sample] {
    mutable.withLock { state in
      (0..<(rows * actionCount)).map { at in
        let (row, index) = at.quotientAndRemainder(dividingBy: actionCount)
        let sample = distribution(output, row, index).sample(noise: Float(state.noise.normal()))
        input[row, passes.featureCount + index] = sample.action
        return sample
      }
    }
  }

  private func distribution(_ output: Tensor, _ row: Int, _ index: Int) -> SquashedGaussian {
    SquashedGaussian(mean: output[row, index], logDeviation: output[row, actionCount + index])
  }

  private func logProbability(_ drawn: [SquashedGaussian.Sample], _ row: Int) -> Float {
    (0..<actionCount).reduce(0) { $0 + drawn[row * actionCount + $1].logProbability }
  }
}
