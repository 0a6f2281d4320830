// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath

/// The cross-entropy method (CEM), as in PETS.
///
/// Each iteration draws sequences from independent Gaussians, truncated at two standard deviations, and moves
/// these towards the best of the sequences. A standard deviation is at most half of the way from the mean to
/// the nearest bound, so that nothing beyond the bounds is drawn. The mean is carried out. The next plan
/// begins with this mean, shifted by the actions that were carried out and with the middle of the bounds at
/// its end.
///
/// > Source: Chua et al. 2018, [*Deep Reinforcement Learning in a Handful of Trials using Probabilistic
/// > Dynamics Models*](https://arxiv.org/abs/1805.12114), Section 5 and its code; the method, Botev et
/// > al. 2013, *The Cross-Entropy Method for Optimization*.
public struct CEM: Planner {
  private let settings: PlannerSettings
  private let shape: PlanShape
  public var memory: PlannerMemory

  /// The variance at which an element has converged; the search stops once all have.
  static let leastVariance = 1e-3

  /// Makes a planner of sequences of `shape`, which are drawn from `random`.
  public init(_ settings: PlannerSettings, _ shape: PlanShape, _ random: RandomStream) {
    self.settings = settings
    self.shape = shape
    memory = PlannerMemory(shape, random)
  }

  public mutating func plan(_ score: Score) throws(SimulationError) -> Plan {
    var distribution = ActionDistribution(
      mean: memory.mean, deviation: settings.initialDeviation)
    var ranked: RankedSequences?
    for _ in 0..<settings.iterations {
      // stop once converged, but score at least once
      let isNarrow = distribution.deviation.allSatisfy { $0 * $0 <= Self.leastVariance }
      if ranked != nil, isNarrow { break }
      let candidates = (0..<settings.population).map { _ in sample(distribution) }
      let scored = try RankedSequences(candidates, score)
      distribution.refit(
        to: scored.elites(settings.elites), momentum: settings.momentum, averagesVariance: true)
      ranked = scored
    }
    memory.mean = distribution.mean
    return ranked?.plan(distribution.meanSequence, eliteCount: settings.elites)
      ?? Plan(actions: distribution.meanSequence, candidates: [], returns: [], eliteCount: 0)
  }

  public mutating func advance(by count: Int) {
    memory.shiftMean(appending: Array(repeating: 0, count: count * shape.numbers))
  }

  private mutating func sample(_ distribution: ActionDistribution) -> [Float] {
    distribution.mean.indices.map { index in
      let mean = distribution.mean[index]
      let room = min(mean + 1, 1 - mean) / 2
      let drawn = mean + min(distribution.deviation[index], room) * memory.random.truncatedNormal()
      return Float(min(max(drawn, -1), 1))  // rounding must not leave the bounds
    }
  }
}

extension RandomStream {
  /// Returns a number drawn from the standard normal distribution truncated to ±2.
  mutating func truncatedNormal() -> Double {
    while true {
      let drawn = normal()
      if abs(drawn) <= 2 { return drawn }
    }
  }
}
