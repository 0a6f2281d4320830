// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks

/// What of ``SAC`` depends on the kind of action: the ends of the networks, and the equations in which
/// the policy's distribution stands.
///
/// ``GaussianHead`` is for numbers, ``CategoricalHead`` for choices.
protocol PolicyHead: Sendable {
  /// How many numbers an action has in the replay.
  var actionCount: Int { get }

  /// How many numbers the actor gives: the parameters of the distribution.
  var parameterCount: Int { get }

  /// How many numbers of an action the critics see beside the features.
  var criticInputCount: Int { get }

  /// How many values each critic gives.
  var valueCount: Int { get }

  /// The entropy that the policy is held at where the settings name none, H̄.
  var targetEntropy: Float { get }

  /// Whether `numbers` may stand for actions in the replay.
  func contains(_ numbers: [Float]) -> Bool

  /// Returns an action drawn uniformly.
  func randomAction(from stream: inout RandomStream) -> [Float]

  /// Returns an action of the first row of the actor's output `parameters`.
  ///
  /// `noise` draws it; nil for the most likely one.
  func action(of parameters: Tensor, noise: inout RandomStream?) -> [Float]

  /// Shows the critics the action at `slot` of `replay`, in `row`.
  ///
  /// - Returns: Which of the values that a critic gives is the action's.
  func load(_ slot: Int, of replay: Replay, row: Int, into passes: SACPasses) -> Int

  /// The value of each next state, `V(s') = E[min Q̄(s', a') - α log π(a'|s')]`.
  func softValue(
    _ passes: SACPasses, entropyWeight: Float, noise: inout RandomStream
  ) -> [Float]

  /// The actor's loss, `J_π = E[α log π(a|s) - min Q(s, a)]`: leaves the gradient of its mean over a
  /// batch in the actor's output.
  ///
  /// - Returns: The sums over the rows of min Q and of log π.
  func actorGradient(
    _ passes: SACPasses, entropyWeight: Float, batchSize: Float, noise: inout RandomStream
  ) -> (value: Float, logProbability: Float)
}
