// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath

/// Random shooting: draws sequences uniformly and takes the best.
///
/// It is the baseline for the other planners.
public struct RandomShooting: Planner {
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
    let candidates = (0..<settings.population).map { _ in
      (0..<shape.count).map { _ in Float(memory.random.uniform(in: -1...1)) }
    }
    let ranked = try RankedSequences(candidates, score)
    return ranked.plan(ranked.sequences[0], eliteCount: 1)
  }

  public mutating func advance(by count: Int) {}
}
