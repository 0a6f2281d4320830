// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks
import Foundation
import Synchronization

/// One part of a batch on its way through a ``SuccessClassifier``: the loss and its gradient.
final class ClassifierShard: Sendable {
  private let pass: Pass
  /// The same pictures, mixed a little differently, where the slope between them has a price.
  private let neighbours: Pass?
  private let partners: Tensor
  private let policy: PolicyProbe?
  private let slopePenalty: Float
  private let batchSize: Float
  private let picture: ImageShape
  private let sum = Mutex<Float>(0)

  /// How much less of a row there is in its neighbour.
  private static let mixtureStep: Float = 0.05

  init(_ settings: RewardSettings, _ network: Network, rows: Int, policy: SACNetworks?) {
    pass = Pass(network, rows: rows, gradients: .parameters)
    neighbours =
      settings.slopePenalty > 0 ? Pass(network, rows: rows, gradients: .parameters) : nil
    self.policy = policy.map { PolicyProbe($0, rows: rows) }
    slopePenalty = settings.slopePenalty
    batchSize = Float(settings.classifierBatch)
    guard case .image(let picture) = network.input else {
      preconditionFailure("a success classifier sees pictures")
    }
    self.picture = picture
    partners = Tensor(rows, picture.height, picture.width, picture.channels)
  }

  /// Where the gradients are left.
  var gradients: [Tensor] { [pass.gradient] + (neighbours.map { [$0.gradient] } ?? []) }

  /// The sum of the cross-entropies of its rows.
  var loss: Float { sum.withLock { $0 } }

  /// The gradient of the cross-entropy of `σ(f)`, or of the discriminator `exp f / (exp f + π)`.
  ///
  /// The latter is `σ(f - log π)`: equation 3 of Singh et al. 2019.
  func gradient(_ batch: ClassifierBatch, part: Int, _ examples: RewardExamples, _ replay: Replay) {
    let rows = batch.rows[part * pass.rows..<(part + 1) * pass.rows]
    for (row, mixture) in rows.enumerated() { load(mixture, row, examples, replay) }
    pass.forward()
    neighbours?.forward()
    let logProbabilities = policy?.logProbabilities(of: pass.input, noise: rows.map(\.noise))
    var loss: Float = 0
    for (row, mixture) in rows.enumerated() {
      let weight = mixture.weight
      let label = weight * mixture.row.label + (1 - weight) * mixture.partner.label
      let logit = pass.output[row] - (logProbabilities?[row] ?? 0)
      loss += max(logit, 0) - label * logit + log1p(exp(-abs(logit)))
      pass.outputGradient[row] = (1 / (1 + exp(-logit)) - label) / batchSize
      guard let neighbours else { continue }
      // (f(x) - f(x'))² / step², a finite difference along the line between two pictures
      let slope = (pass.output[row] - neighbours.output[row]) / Self.mixtureStep
      let push = 2 * slopePenalty * slope / Self.mixtureStep / batchSize
      pass.outputGradient[row] += push
      neighbours.outputGradient[row] = -push
    }
    pass.backward()
    neighbours?.backward()
    sum.withLock { $0 = loss }
  }

  /// Puts a mixture into `row`.
  private func load(
    _ mixture: ClassifierBatch.Mixture, _ row: Int, _ examples: RewardExamples, _ replay: Replay
  ) {
    copy(mixture.row, to: pass.input, row, examples, replay)
    guard mixture.weight < 1 || neighbours != nil else { return }
    copy(mixture.partner, to: partners, row, examples, replay)
    neighbours?.input.update(pass.input, row: row)
    // a step to the other side where the line ends
    let step = mixture.weight < Self.mixtureStep ? -Self.mixtureStep : Self.mixtureStep
    neighbours?.input.blend(partners, row: row, keeping: mixture.weight - step)
    pass.input.blend(partners, row: row, keeping: mixture.weight)
  }

  private func copy(
    _ source: ClassifierBatch.Row, to tensor: Tensor, _ row: Int, _ examples: RewardExamples,
    _ replay: Replay
  ) {
    func put(_ frame: [UInt8]) {
      tensor.updatePicture(
        row: row, frame.span, picture, down: source.shift.down, right: source.shift.right)
    }
    switch source.example {
    case .goal(let index): put(examples.goals[index])
    case .question(let number): put(examples.questions[number].frame)
    case .early(let index):
      let count = examples.frameCount
      put(Array(examples.early[index * count..<(index + 1) * count]))
    case .seen(let slot): replay.copyFrame(slot, to: tensor, row: row, shift: source.shift)
    }
  }
}
