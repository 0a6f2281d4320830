// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaNetworks

/// What all sequences of a plan share in the imagination of a ``DynamicsEnsemble``.
///
/// Observations stay standardised on the way; sequences that differ in their actions alone meet the same
/// noise, so that they are told apart by what they do, not by their luck.
struct ImaginedScenario: Sendable {
  /// Where all begin, standardised.
  var start: [Float]
  /// From a standardised change to the change of a standardised observation.
  var changeScale: [Float]
  var changeShift: [Float]
  /// Where observations lie, standardised; predictions are held there.
  var low: [Float]
  var high: [Float]
  /// From an action in ±1 to a standardised one.
  var actionScale: [Float]
  var actionShift: [Float]
  /// From a standardised reward to a network's share of the reward.
  var rewardScale: Float
  var rewardShift: Float
  /// Normal numbers, `[steps, networks, numbers of an observation]`.
  var noise: [Float]
  /// Which particles each network gets in each step, for TS1.
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
    // equal observations are planned for equally, and there is no stream to save
    var hash = TrajectoryHash()
    hash.combine(state)
    var random = RandomStream("imagination", seed: hash.value)
    noise = (0..<(steps * copies * count)).map { _ in Float(random.normal()) }
    guard propagation == .every else { return }
    deals = (0..<steps).map { _ in random.shuffled(Array(0..<copies)) }
  }
}
