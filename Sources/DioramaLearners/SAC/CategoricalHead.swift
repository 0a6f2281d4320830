// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks
import Foundation

/// One of several choices, drawn from a ``Categorical``; the critics give a value for each.
///
/// The expectations over actions are exact sums over the choices.
///
/// > Source: Christodoulou 2019, [*Soft Actor-Critic for Discrete Action
/// > Settings*](https://arxiv.org/abs/1910.07207); its equations are meant.
struct CategoricalHead: PolicyHead {
  /// How many choices there are.
  let choiceCount: Int

  /// What both critics' values are taken for; the least one in the equations.
  let estimate: ValueEstimate

  var actionCount: Int { 1 }
  var parameterCount: Int { choiceCount }
  var criticInputCount: Int { 0 }
  var valueCount: Int { choiceCount }
  var targetEntropy: Float { Self.entropyFraction * log(Float(choiceCount)) }

  /// How much of the entropy of equal chances the policy keeps.
  ///
  /// The paper's 0.98 is nearly random: nobody walks a cliff with it.
  static let entropyFraction: Float = 0.1

  func contains(_ numbers: [Float]) -> Bool {
    numbers.allSatisfy { $0 == $0.rounded() && (0..<Float(choiceCount)).contains($0) }
  }

  func randomAction(from stream: inout RandomStream) -> [Float] {
    [Float(stream.integer(below: choiceCount))]
  }

  func action(of parameters: Tensor, noise: inout RandomStream?) -> [Float] {
    let distribution = distribution(parameters, 0)
    let draw = noise?.uniform()
    let choice = draw.map { distribution.sample(draw: Float($0)) } ?? distribution.mostLikely
    return [Float(choice)]
  }

  func load(_ slot: Int, of replay: Replay, row: Int, into passes: SACPasses) -> Int {
    Int(replay.actions[slot])
  }

  /// The value of all choices together, `V(s') = Σ π(a'|s') (min Q̄(s', a') - α log π(a'|s'))`
  /// (equation 10).
  func softValue(
    _ passes: SACPasses, entropyWeight: Float, noise: inout RandomStream
  ) -> [Float] {
    let (actor, target) = (passes.nextActor, passes.targetCritics)
    actor.forward()
    target.forward()
    return (0..<passes.rows).map { row in
      distribution(actor.output, row)
        .softValue(of: estimates(target.output, row), entropyWeight: entropyWeight)
    }
  }

  /// The actor's loss, `J_π = Σ π(a|s) (α log π(a|s) - min Q(s, a))` (equation 12).
  ///
  /// The gradient is that of ``Categorical/gradient(values:entropyWeight:)``.
  func actorGradient(
    _ passes: SACPasses, entropyWeight: Float, batchSize: Float, noise: inout RandomStream
  ) -> (value: Float, logProbability: Float) {
    let (actor, critics) = (passes.actor, passes.actionCritics)
    actor.forward()
    critics.forward()
    var sums: (value: Float, logProbability: Float) = (0, 0)
    for row in 0..<passes.rows {
      let policy = distribution(actor.output, row)
      let values = estimates(critics.output, row)
      let slopes = policy.gradient(values: values, entropyWeight: entropyWeight)
      for (choice, slope) in slopes.enumerated() {
        actor.outputGradient[row, choice] = slope / batchSize
      }
      sums.value += policy.mean(of: values)
      sums.logProbability += policy.meanLogProbability
    }
    return sums
  }

  private func distribution(_ logits: Tensor, _ row: Int) -> Categorical {
    Categorical(logits: (0..<choiceCount).map { logits[row, $0] })
  }

  /// What both critics' values of each choice are taken for, of which `values` has the rows of one critic
  /// after those of the other.
  private func estimates(_ values: Tensor, _ row: Int) -> [Float] {
    let rows = values.count / (2 * choiceCount)
    return (0..<choiceCount).map { estimate(values[row, $0], values[rows + row, $0]) }
  }
}
