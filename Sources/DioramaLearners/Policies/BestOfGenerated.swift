// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks
import Foundation

/// The best of several generated actions at an observation, by a critic: how ``BCQ`` acts (equation 11).
///
/// Their latent numbers are drawn once and kept, so that an evaluation depends on nothing but the networks.
final class BestOfGenerated {
  private let (problem, reach): (Problem, Float)
  private let (latent, features): (Tensor, Tensor)
  /// The encoder of images, and the networks behind it; none for states.
  private let encoder: Pass?
  private let (decoder, mover, critic): (Pass, Pass, Pass)

  /// Plans the choice among `count` actions, each moved by at most `reach`.
  init(
    _ count: Int, of problem: Problem, _ encoder: FeatureEncoder, _ generator: ActionGenerator,
    _ mover: Network, reach: Float, _ critics: Critics, _ random: RandomSource
  ) {
    (self.problem, self.reach) = (problem, reach)
    latent = Tensor(count, generator.latentCount)
    for index in 0..<latent.count {
      let bound = ActionGenerator.reach
      latent[index] = min(max(Float(random.stream.normal()), -bound), bound)
    }
    self.encoder = encoder.network.map { Pass($0.network, rows: 1) }
    features = self.encoder?.output ?? Tensor(1, encoder.width)
    decoder = Pass(generator.decoder.network, rows: count)
    self.mover = Pass(mover, rows: count)
    critic = Pass(critics.head.network, rows: count)
  }

  /// Returns the action for the observation `seen`.
  func action(at seen: Seen) -> [Float] {
    if let encoder {
      seen.replay.copyPicture(seen.slot, to: encoder.input, row: 0)
      encoder.forward()
    } else {
      seen.replay.copyState(seen.slot, to: features, row: 0)
      problem.normalizer.apply(to: features, row: 0)
    }
    let width = features.count
    for pass in [decoder, mover, critic] {
      for row in 0..<pass.rows {
        for column in 0..<width { pass.input[row, column] = features[column] }
      }
    }
    decoder.input.updateColumns(latent, at: width)
    decoder.forward()
    let action = Tensor(decoder.rows, problem.actionCount)
    for index in 0..<action.count { action[index] = tanh(decoder.output[index]) }
    mover.input.updateColumns(action, at: width)
    mover.forward()
    for index in 0..<action.count {
      action[index] = min(max(action[index] + reach * mover.output[index], -1), 1)
    }
    critic.input.updateColumns(action, at: width)
    critic.forward()
    // the values of the first critic come first
    let best =
      (0..<action.count / problem.actionCount)
      .max { critic.output[$0] < critic.output[$1] } ?? 0
    return (0..<problem.actionCount).map { action[best, $0] }
  }
}
