// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
import Foundation

/// Model-predictive path integral control (MPPI): the mean of all sequences, weighted by their returns.
///
/// Sequences are the mean plus Gaussian noise of standard deviation σ, clipped to the bounds; the new mean is
/// `Σ w_i a_i / Σ w_i` with `w_i = exp((R_i - max R) / λ)`. It is carried out, and shifted for the next plan.
///
/// > Source: Williams et al. 2017, [*Information Theoretic MPC for Model-Based Reinforcement
/// > Learning*](https://ieeexplore.ieee.org/document/7989202), algorithm 2, without the control cost.
public struct MPPI: Planner {
  private let settings: PlannerSettings
  private let shape: PlanShape
  public var memory: PlannerMemory

  /// Makes a planner of sequences of `shape`, which are drawn from `random`.
  public init(_ settings: PlannerSettings, _ shape: PlanShape, _ random: RandomStream) {
    self.settings = settings
    self.shape = shape
    memory = PlannerMemory(shape, random)
  }

  public mutating func plan(_ score: Score) throws(SimulationError) -> Plan {
    let deviation = settings.initialDeviation
    var ranked: RankedSequences?
    for _ in 0..<settings.iterations {
      let candidates = (0..<settings.population).map { _ in
        memory.mean.map { Float(min(max($0 + deviation * memory.random.normal(), -1), 1)) }
      }
      let scored = try RankedSequences(candidates, score)
      average(scored)
      ranked = scored
    }
    return ranked?.plan(memory.mean.map(Float.init), eliteCount: settings.elites)
      ?? Plan(actions: memory.mean.map(Float.init), candidates: [], returns: [], eliteCount: 0)
  }

  public mutating func advance(by count: Int) {
    memory.shiftMean(appending: Array(repeating: 0, count: count * shape.numbers))
  }

  /// Sets the mean to the weighted mean; it stays if every return is −∞.
  private mutating func average(_ scored: RankedSequences) {
    let best = scored.returns[0]
    guard best > -.infinity else { return }
    let weights = scored.returns.map { exp(($0 - best) / settings.temperature) }
    let total = weights.reduce(0, +)
    for index in memory.mean.indices {
      memory.mean[index] =
        zip(scored.sequences, weights).reduce(0) { $0 + $1.1 * Double($1.0[index]) } / total
    }
  }
}
