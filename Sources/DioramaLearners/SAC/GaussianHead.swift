// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks

/// Numbers in ±1: each is drawn from a ``SquashedGaussian``, and the critics see them.
///
/// The expectations over actions are those of one action, drawn afresh.
struct GaussianHead: PolicyHead {
  /// How many numbers an action has.
  let actionCount: Int

  /// What both critics' values are taken for; the least one in the equations.
  let estimate: ValueEstimate

  var parameterCount: Int { 2 * actionCount }
  var criticInputCount: Int { actionCount }
  var valueCount: Int { 1 }
  var targetEntropy: Float { -Float(actionCount) }

  func contains(_ numbers: [Float]) -> Bool { numbers.allSatisfy(\.isFinite) }

  func randomAction(from stream: inout RandomStream) -> [Float] {
    (0..<actionCount).map { _ in Float(stream.uniform(in: -1...1)) }
  }

  func action(of parameters: Tensor, noise: inout RandomStream?) -> [Float] {
    (0..<actionCount).map { index in
      SquashedGaussian(
        mean: parameters[0, index], logDeviation: parameters[0, actionCount + index]
      ).sample(noise: Float(noise?.normal() ?? 0)).action
    }
  }

  func load(_ slot: Int, of replay: Replay, row: Int, into passes: SACPasses) -> Int {
    replay.copyAction(slot, to: passes.critics.input, row: row, column: passes.featureCount)
    return 0
  }

  /// The value of a fresh action a', `V(s') = min Q̄(s', a') - α log π(a'|s')` (equation 3).
  func softValue(
    _ passes: SACPasses, entropyWeight: Float, noise: inout RandomStream
  ) -> [Float] {
    let actor = passes.nextActor
    actor.forward()
    let target = passes.targetCritics
    draw(actor.output, into: target.input, passes, &noise)
    target.forward()
    return (0..<passes.rows).map { row in
      let value = estimate(target.output[row], target.output[passes.rows + row])
      return value - entropyWeight * passes.gaussians.logProbability[row]
    }
  }

  /// The actor's loss, `J_π = α log π(a|s) - min Q(s, a)` (equation 9).
  ///
  /// The action is a function of the noise (equation 8), so that gradients reach the actor through it.
  func actorGradient(
    _ passes: SACPasses, entropyWeight: Float, batchSize: Float, noise: inout RandomStream
  ) -> (value: Float, logProbability: Float) {
    let (actor, critics, rows) = (passes.actor, passes.actionCritics, passes.rows)
    actor.forward()
    draw(actor.output, into: critics.input, passes, &noise)
    critics.forward()
    var sums: (value: Float, logProbability: Float) = (0, 0)
    for row in 0..<rows {
      let (one, two) = (critics.output[row], critics.output[rows + row])
      let slopes = estimate.slopes(one, two)
      critics.outputGradient[row] = -slopes.one / batchSize
      critics.outputGradient[rows + row] = -slopes.two / batchSize
      sums.value += estimate(one, two)
      sums.logProbability += passes.gaussians.logProbability[row]
    }
    critics.backward()
    passes.gaussians.backward(
      weight: entropyWeight / batchSize, slope: critics.inputGradient, at: passes.featureCount,
      into: actor.outputGradient)
    return sums
  }

  /// Draws an action in each row, and puts it beside the features in `input`.
  private func draw(
    _ output: Tensor, into input: Tensor, _ passes: SACPasses, _ noise: inout RandomStream
  ) {
    passes.gaussians.draw(output, from: &noise)
    input.updateColumns(passes.gaussians.actions, at: passes.featureCount)
  }
}
