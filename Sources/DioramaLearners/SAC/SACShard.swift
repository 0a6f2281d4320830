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

  let batchSize: Float
  let head: any PolicyHead
  private let reward: Tensor
  /// What the value at the end of a row's transition counts.
  let bootstrap: Tensor
  /// Which of the values that a critic gives is that of the action taken.
  private let taken: Tensor
  let mutable: Mutex<(noise: RandomStream, sums: Sums)>

  init(
    _ settings: SACSettings, _ networks: SACNetworks, _ layout: ObservationLayout,
    rows: Int, noise: RandomStream
  ) {
    self.rows = rows
    head = networks.head
    batchSize = Float(rows * SAC.shardCount)
    passes = SACPasses(networks, layout, rows: rows)
    reward = Tensor(rows)
    bootstrap = Tensor(rows)
    taken = Tensor(rows)
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
      taken[row] = Float(head.load(transition.slot, of: replay, row: row, into: passes))
    }
  }

  /// The critics' loss, `J_Q = (Q(s, a) - (r + γ V(s')))² / 2` (equation 5).
  func criticGradient(entropyWeight: Float) {
    passes.encode()
    let target = mutable.withLock {
      head.softValue(passes, entropyWeight: entropyWeight, noise: &$0.noise)
    }
    let critics = passes.critics
    critics.forward()
    critics.outputGradient.fill(0)
    var loss: Float = 0
    for copy in 0..<2 {
      for row in 0..<rows {
        let goal = reward[row] + bootstrap[row] * target[row]
        let at = (copy * rows + row) * head.valueCount + Int(taken[row])
        let error = critics.output[at] - goal
        loss += error * error / 2
        critics.outputGradient[at] = error / batchSize
      }
    }
    critics.backward()
    passes.criticEncoderBackward()
    mutable.withLock { $0.sums.critic = loss }
  }

  /// The actor's loss, `J_π = E[α log π(a|s) - min Q(s, a)]` (equation 9).
  func actorGradient(entropyWeight: Float) {
    passes.encodeForActor()
    mutable.withLock { state in
      let sums = head.actorGradient(
        passes, entropyWeight: entropyWeight, batchSize: batchSize, noise: &state.noise)
      (state.sums.value, state.sums.logProbability) = sums
    }
    passes.actor.backward()
    passes.actorEncoderBackward()
  }
}
