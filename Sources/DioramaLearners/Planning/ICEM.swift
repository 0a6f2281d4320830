// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath

/// The improved cross-entropy method (iCEM), for which a few dozen sequences are enough, even at each step.
///
/// Its changes to ``CEM``:
///
/// - the noise is coloured in time (``ColoredNoise``), so that sequences explore further;
/// - the population shrinks from iteration to iteration, `max(N γ^-i, min(2 K, N))`;
/// - the best sequences are kept and scored again: in the next iteration and, shifted and with random actions
///   at the end, in the next plan;
/// - the mean is among the sequences of the last iteration;
/// - actions are clipped to the bounds;
/// - the best sequence is carried out, not the mean.
///
/// Two more sequences are our addition: to stand still, in the first iteration, and to stand still after the
/// mean's first action, in the last one. Noise hardly ever draws stillness, and tasks end in it.
///
/// Mean and standard deviation follow the elites: `μ ← α μ + (1 - α) mean`, `σ ← α σ + (1 - α) deviation`; σ
/// is reset in each plan.
///
/// > Source: Pinneri et al. 2020, [*Sample-efficient Cross-Entropy Method for Real-time
/// > Planning*](https://arxiv.org/abs/2008.06389), algorithm 1.
public struct ICEM: Planner {
  private let settings: PlannerSettings
  private let shape: PlanShape
  public var memory: PlannerMemory
  private let noise: ColoredNoise

  /// Makes a planner of sequences of `shape`, which are drawn from `random`.
  public init(_ settings: PlannerSettings, _ shape: PlanShape, _ random: RandomStream) {
    self.settings = settings
    self.shape = shape
    noise = ColoredNoise(count: shape.actions, exponent: settings.noiseExponent)
    memory = PlannerMemory(shape, random)
  }

  public mutating func plan(_ score: Score) throws(SimulationError) -> Plan {
    var distribution = ActionDistribution(
      mean: memory.mean, deviation: settings.initialDeviation)
    var ranked: RankedSequences?
    for iteration in 0..<settings.iterations {
      var candidates = (0..<settings.population(in: iteration)).map { _ in
        sample(distribution)
      }
      candidates += memory.kept
      let mean = distribution.meanSequence
      if iteration == 0 { candidates.append(mean.map { _ in 0 }) }
      if iteration == settings.iterations - 1 {
        candidates.append(mean)
        candidates.append(mean.indices.map { $0 < shape.numbers ? mean[$0] : 0 })
      }
      let scored = try RankedSequences(candidates, score)
      distribution.refit(
        to: scored.elites(settings.elites), momentum: settings.momentum, averagesVariance: false)
      memory.kept = Array(scored.elites(settings.elites).prefix(settings.keptCount))
      ranked = scored
    }
    memory.mean = distribution.mean
    return ranked?.plan(ranked?.sequences[0] ?? [], eliteCount: settings.elites)
      ?? Plan(actions: distribution.meanSequence, candidates: [], returns: [], eliteCount: 0)
  }

  public mutating func advance(by count: Int) {
    let moved = count * shape.numbers
    // the last action is repeated
    let last = memory.mean.suffix(shape.numbers)
    memory.shiftMean(appending: (0..<count).flatMap { _ in last })
    memory.kept = memory.kept.map { sequence in
      sequence.dropFirst(moved) + (0..<moved).map { _ in Float(memory.random.uniform(in: -1...1)) }
    }
  }

  private mutating func sample(_ distribution: ActionDistribution) -> [Float] {
    var sequence = distribution.mean
    for number in 0..<shape.numbers {
      for (action, noise) in noise.sample(from: &memory.random).enumerated() {
        let index = action * shape.numbers + number
        sequence[index] += distribution.deviation[index] * noise
      }
    }
    return sequence.map { Float(min(max($0, -1), 1)) }
  }
}
