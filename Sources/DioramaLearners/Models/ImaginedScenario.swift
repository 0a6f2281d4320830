// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaNetworks

/// The scenario of imagined rollouts in a ``DynamicsEnsemble``: the start, scales and noise that all
/// sequences of a plan share.
///
/// Observations stay standardised during a rollout. Sequences that differ only in their actions meet the same
/// noise (common random numbers), so that they are ranked by their actions, not by their luck.
struct ImaginedScenario: Sendable {
  /// The standardised observation at which all sequences begin.
  var start: [Float]
  /// The scale and the shift from a standardised change to the change of a standardised observation.
  var changeScale: [Float]
  var changeShift: [Float]
  /// The bounds of standardised observations, to which predictions are clipped.
  var low: [Float]
  var high: [Float]
  /// The scale and the shift from an action in ±1 to a standardised one.
  var actionScale: [Float]
  var actionShift: [Float]
  /// The scale and the shift from a standardised reward to a network's share of the mean reward.
  var rewardScale: Float
  var rewardShift: Float
  /// Standard normal noise, `[steps, networks, elements of an observation]`.
  var noise: [Float]
  /// The network whose particles each network takes over in each step, for TS1; nil for TS∞.
  var deals: [[Int]]?

  /// Makes the scenario of `steps` steps from `state`, which lies in `bounds`.
  init(
    _ ensemble: DynamicsEnsemble, from state: [Float], in bounds: [ClosedRange<Float>], steps: Int,
    _ propagation: Propagation
  ) {
    let (inputs, targets) = (ensemble.inputs, ensemble.targets)
    let (count, copies) = (ensemble.stateCount, ensemble.network.copies)
    func standard(_ number: Float, _ index: Int) -> Float { inputs.standard(Double(number), index) }
    start = state.indices.map { standard(state[$0], $0) }
    changeScale = (0..<count).map { Float(targets.deviations[$0] / inputs.deviations[$0]) }
    changeShift = (0..<count).map { Float(targets.means[$0] / inputs.deviations[$0]) }
    low = (0..<count).map { standard(bounds[$0].lowerBound, $0) }
    high = (0..<count).map { standard(bounds[$0].upperBound, $0) }
    let actions = count..<(count + ensemble.actionCount)
    actionScale = actions.map { Float(1 / inputs.deviations[$0]) }
    actionShift = actions.map { Float(-inputs.means[$0] / inputs.deviations[$0]) }
    rewardScale = Float(targets.deviations[count]) / Float(copies)
    rewardShift = Float(targets.means[count]) / Float(copies)
    // seeded by the state: equal observations get equal noise, and there is no random stream to save
    var hash = TrajectoryHash()
    hash.combine(state)
    var random = RandomStream("imagination", seed: hash.value)
    noise = (0..<(steps * copies * count)).map { _ in Float(random.normal()) }
    guard propagation == .every else { return }
    deals = (0..<steps).map { _ in random.shuffled(Array(0..<copies)) }
  }
}
