// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

/// The passes of one part of a batch, and how features get from one to the next.
///
/// What the networks see differs with the encoder (``PictureEncoder``); what ``SACShard`` computes
/// does not.
final class SACPasses: Sendable {
  let actor: Pass
  let nextActor: Pass
  let critics: Pass
  let targetCritics: Pass
  /// The critics at the actor's own actions, of which only the gradient in the actions is wanted.
  let actionCritics: Pass

  /// The policy's actions where they are numbers, on their way from the actor to the critics and back.
  let gaussians: SquashedGaussians

  /// How many rows there are.
  let rows: Int

  /// How many numbers the critics see beside the action.
  let featureCount: Int

  /// What the critics see at both ends of a transition: the encoders' output, or the states.
  private let features: Tensor
  private let nextFeatures: Tensor

  private let normalizer: StateNormalizer
  private let encoder: Pass?
  private let nextEncoder: Pass?
  private let actorEncoder: Pass?
  private let nextActorEncoder: Pass?

  init(_ networks: SACNetworks, _ layout: ObservationLayout, rows: Int) {
    self.rows = rows
    normalizer = networks.normalizer
    encoder = networks.encoder.map { Pass($0, rows: rows, gradients: .parameters) }
    nextEncoder = (networks.targetEncoder ?? networks.encoder).map { Pass($0, rows: rows) }
    actorEncoder = networks.actorEncoder.map { Pass($0, rows: rows, gradients: .parameters) }
    nextActorEncoder = networks.actorEncoder.map { Pass($0, rows: rows) }
    actor = Pass(
      networks.actor, rows: rows,
      gradients: actorEncoder == nil ? .parameters : [.parameters, .input])
    nextActor = Pass(networks.actor, rows: rows)
    critics = Pass(
      networks.critics, rows: rows, gradients: encoder == nil ? .parameters : [.parameters, .input])
    targetCritics = Pass(networks.targetCritics, rows: rows)
    actionCritics = Pass(networks.critics, rows: rows, gradients: .input)
    gaussians = SquashedGaussians(rows: rows, numbers: networks.head.criticInputCount)
    features = encoder?.output ?? Tensor(rows, layout.stateCount)
    nextFeatures = nextEncoder?.output ?? Tensor(rows, layout.stateCount)
    featureCount = features.count / rows
  }

  /// Takes the observations at both ends of `transition` over from `replay`.
  func load(_ transition: SampledTransition, _ row: Int, _ replay: Replay) {
    if let encoder = encoder ?? actorEncoder, let next = nextEncoder ?? nextActorEncoder {
      replay.copyPicture(transition.slot, to: encoder.input, row: row, shift: transition.shift)
      replay.copyPicture(
        transition.nextSlot, to: next.input, row: row, shift: transition.nextShift)
    }
    if encoder == nil {
      copyState(transition.slot, to: features, row, replay)
      copyState(transition.nextSlot, to: nextFeatures, row, replay)
    }
  }

  /// Takes a picture of success over as both ends of a transition.
  func load(
    _ example: [UInt8], _ row: Int, _ shape: ImageShape, _ transition: SampledTransition
  ) {
    for (pass, shift) in [
      (encoder ?? actorEncoder, transition.shift), (nextEncoder, transition.nextShift),
    ] {
      pass?.input.updatePicture(
        row: row, example.span, shape, down: shift.down, right: shift.right)
    }
  }

  private func copyState(_ slot: Int, to tensor: Tensor, _ row: Int, _ replay: Replay) {
    replay.copyState(slot, to: tensor, row: row)
    normalizer.apply(to: tensor, row: row)
  }

  /// Makes the features of all observations.
  func encode() {
    encoder?.forward()
    nextEncoder?.forward()
    critics.input.updateColumns(features, at: 0)
    actionCritics.input.updateColumns(features, at: 0)
    targetCritics.input.updateColumns(nextFeatures, at: 0)
    if actorEncoder == nil {
      actor.input.update(features)
      nextActor.input.update(nextFeatures)
    }
    if let nextActorEncoder, let actorEncoder {
      if let encoder, let nextEncoder {
        actorEncoder.input.update(encoder.input)
        nextActorEncoder.input.update(nextEncoder.input)
      }
      nextActorEncoder.forward()
      nextActor.input.update(nextActorEncoder.output)
    }
  }

  /// Makes the features that the actor learns from.
  func encodeForActor() {
    guard let actorEncoder else { return }
    actorEncoder.forward()
    actor.input.update(actorEncoder.output)
  }

  /// Takes the critics' gradient into the encoder.
  func criticEncoderBackward() {
    guard let encoder else { return }
    encoder.outputGradient.updateFromColumns(critics.inputGradient, at: 0)
    encoder.backward()
  }

  /// Takes the actor's gradient into its own encoder.
  func actorEncoderBackward() {
    guard let actorEncoder else { return }
    actorEncoder.outputGradient.update(actor.inputGradient)
    actorEncoder.backward()
  }

  /// Where the gradients of the encoders are left.
  var encoderGradient: Tensor? { encoder?.gradient }
  var actorEncoderGradient: Tensor? { actorEncoder?.gradient }
}
