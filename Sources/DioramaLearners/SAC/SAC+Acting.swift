// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
internal import DioramaNetworks

/// The policy of ``SAC`` at work, one observation at a time.
public final class SACActor {
  private let layout: ObservationLayout
  private let encoder: Pass?
  private let actor: Pass
  private let frames: Tensor
  private let actionCount: Int

  /// Makes the policy of `networks`, which it goes on sharing with their learner.
  public init(_ networks: SACNetworks, _ layout: ObservationLayout) {
    self.layout = layout
    encoder = (networks.actorEncoder ?? networks.encoder).map { Pass($0, rows: 1) }
    actor = Pass(networks.actor, rows: 1)
    actionCount = networks.actor.output.count / 2
    frames = encoder?.input ?? Tensor(0)
  }

  /// Returns the action for the observation at `slot` of `replay`.
  ///
  /// - Parameter noise: Draws the action; nil for the most likely one, `tanh(μ)`.
  public func action(_ slot: Int, of replay: Replay, noise: inout RandomStream?) -> [Float] {
    if let encoder {
      replay.copyPicture(slot, to: frames, row: 0)
      encoder.forward()
      actor.input.update(encoder.output)
    } else {
      replay.copyState(slot, to: actor.input, row: 0)
    }
    actor.forward()
    return (0..<actionCount).map { index in
      SquashedGaussian(
        mean: actor.output[0, index], logDeviation: actor.output[0, actionCount + index]
      ).sample(noise: Float(noise?.normal() ?? 0)).action
    }
  }
}
