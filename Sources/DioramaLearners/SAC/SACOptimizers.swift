// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks
import Foundation

/// What improves the networks of ``SAC``.
final class SACOptimizers: Sendable {
  let actor: Adam
  let critics: Adam
  let encoder: Adam?
  let actorEncoder: Adam?

  private let networks: SACNetworks
  private let smoothing: Float
  private let policySmoothing: Float

  init(_ settings: SACSettings, _ networks: SACNetworks, _ shards: [SACShard]) {
    let actorRate = Adam.Settings(learningRate: settings.actorRate)
    let criticRate = Adam.Settings(learningRate: settings.criticRate)
    let passes = shards.map(\.passes)
    actor = Adam(networks.actor, actorRate, gradients: passes.map(\.actor.gradient))
    critics = Adam(networks.critics, criticRate, gradients: passes.map(\.critics.gradient))
    encoder = networks.encoder.map {
      Adam($0, criticRate, gradients: passes.compactMap(\.encoderGradient))
    }
    actorEncoder = networks.actorEncoder.map {
      Adam($0, actorRate, gradients: passes.compactMap(\.actorEncoderGradient))
    }
    self.networks = networks
    smoothing = settings.targetSmoothing
    policySmoothing = settings.policySmoothing
  }

  /// Improves one part of critics and encoder, and moves their targets along.
  func stepCritics(_ number: Int, part: Int) {
    critics.step(
      number, part: part, of: SAC.shardCount, target: networks.targetCritics, smoothing: smoothing)
    if let target = networks.targetEncoder {
      encoder?.step(
        number, part: part, of: SAC.shardCount, target: target, smoothing: smoothing)
    } else {
      // the actor reads it too, so that it belongs to the averaged policy
      encoder?.step(
        number, part: part, of: SAC.shardCount, target: networks.averagedEncoder,
        smoothing: policySmoothing)
    }
  }

  /// Improves one part of the actor, and moves the averaged policy along.
  func stepActor(_ number: Int, part: Int) {
    actor.step(
      number, part: part, of: SAC.shardCount, target: networks.averagedActor,
      smoothing: policySmoothing)
    actorEncoder?.step(
      number, part: part, of: SAC.shardCount, target: networks.averagedEncoder,
      smoothing: policySmoothing)
  }

  /// All of them, with their names in checkpoints.
  var named: [(name: String, optimizer: Adam)] {
    [
      ("actor", actor), ("critics", critics), ("encoder", encoder), ("actor_encoder", actorEncoder),
    ].compactMap { entry in entry.1.map { (entry.0, $0) } }
  }
}

/// ``Adam`` for a single number.
struct ScalarAdam: Sendable {
  var value: Float
  var firstMoment: Float = 0
  var secondMoment: Float = 0
  var count = 0
  let learningRate: Float

  init(value: Float, learningRate: Float) {
    self.value = value
    self.learningRate = learningRate
  }

  mutating func step(gradient: Float) {
    count += 1
    firstMoment = 0.9 * firstMoment + 0.1 * gradient
    secondMoment = 0.999 * secondMoment + 0.001 * gradient * gradient
    let (c1, c2) = (1 - Float(pow(0.9, Double(count))), 1 - Float(pow(0.999, Double(count))))
    value -= learningRate * (firstMoment / c1) / ((secondMoment / c2).squareRoot() + 1e-8)
  }
}
