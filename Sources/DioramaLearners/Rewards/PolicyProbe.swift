// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

/// Asks the policy for a fresh action in every picture, and how likely that was.
///
/// The paper does so for goals, which have no actions, and for what was seen alike.
final class PolicyProbe: Sendable {
  private let encoder: Pass
  private let actor: Pass
  private let actionCount: Int

  /// Makes a probe of the policy that is learning.
  ///
  /// - Precondition: The policy sees pictures, and acts with numbers.
  init(_ networks: SACNetworks, rows: Int) {
    guard let network = networks.actorEncoder ?? networks.encoder else {
      preconditionFailure("the policy sees no pictures")
    }
    encoder = Pass(network, rows: rows)
    actor = Pass(networks.actor, rows: rows)
    actionCount = networks.head.actionCount
  }

  /// Returns log π(a|s) for each picture of `pictures`, with an action made of `noise`.
  func logProbabilities(of pictures: Tensor, noise: [[Float]]) -> [Float] {
    encoder.input.update(pictures)
    encoder.forward()
    actor.input.updateColumns(encoder.output, at: 0)
    actor.forward()
    return noise.indices.map { row in
      (0..<actionCount).reduce(0) { sum, index in
        let distribution = SquashedGaussian(
          mean: actor.output[row, index], logDeviation: actor.output[row, actionCount + index])
        return sum + distribution.sample(noise: noise[row][index]).logProbability
      }
    }
  }
}
