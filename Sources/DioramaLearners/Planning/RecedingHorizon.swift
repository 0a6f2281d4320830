// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaMath
public import DioramaNetworks

/// A receding-horizon controller: it plans, carries out the beginning of the plan, and plans again.
public final class RecedingHorizon {
  /// The hyperparameters of planning.
  public let settings: PlannerSettings

  /// The shape of plans.
  public let shape: PlanShape

  /// The last plan; nil before the first one, and without candidates after it was loaded.
  public private(set) var lastPlan: Plan?

  /// The number of plans made, and the time that they took [s].
  public private(set) var planCount = 0
  public private(set) var seconds = 0.0

  private var planner: any Planner
  /// The number of steps of the last plan that were carried out.
  private var elapsed = 0

  /// Makes a controller for actions of `numbers` elements.
  public init(_ settings: PlannerSettings, numbers: Int) {
    self.settings = settings
    shape = PlanShape(actions: settings.actionsInPlan, numbers: numbers)
    planner = settings.makePlanner(shape, RandomStream("planning", seed: 0))
  }

  /// Begins an episode with random numbers from `seed`, and forgets the previous one.
  public func begin(seed: UInt64) {
    planner.memory = PlannerMemory(shape, RandomStream("planning", seed: seed))
    lastPlan = nil
    elapsed = 0
  }

  /// Returns the next action, in ±1.
  ///
  /// - Parameter prepare: Called before a plan is made; returns the function that scores its sequences, each
  ///   of which has an action for each control step.
  /// - Returns: The action.
  /// - Throws: An error of `prepare` or of scoring.
  public func action(
    _ prepare: () throws(SimulationError) -> Planner.Score
  ) throws(SimulationError) -> [Float] {
    let plan: Plan
    if let lastPlan, elapsed < settings.replanEvery {
      plan = lastPlan
    } else {
      plan = try makePlan(prepare)
    }
    let first = elapsed / settings.hold * shape.numbers
    elapsed += 1
    return Array(plan.actions[first..<first + shape.numbers])
  }

  private func makePlan(
    _ prepare: () throws(SimulationError) -> Planner.Score
  ) throws(SimulationError) -> Plan {
    let start = ContinuousClock.now
    if lastPlan != nil { planner.advance(by: settings.replanEvery / settings.hold) }
    let score = try prepare()
    let plan = try planner.plan { sequences throws(SimulationError) in
      try score(sequences.map(steps))
    }
    lastPlan = plan
    elapsed = 0
    planCount += 1
    seconds += (ContinuousClock.now - start) / .seconds(1)
    return plan
  }

  /// Returns one action for each control step, from a sequence whose actions are held.
  public func steps(_ sequence: [Float]) -> [Float] {
    guard settings.hold > 1 else { return sequence }
    return (0..<settings.horizon).flatMap { step in
      let first = step / settings.hold * shape.numbers
      return sequence[first..<first + shape.numbers]
    }
  }
}

extension RecedingHorizon: Saved {
  public func save(to file: inout SafeTensors, as name: String) {
    let memory = planner.memory
    file.add("\(name).mean", memory.mean.map(\.bitPattern))
    file.add("\(name).kept", memory.kept.flatMap(\.self))
    file.add("\(name).plan", lastPlan?.actions ?? [])
    file.add("\(name).elapsed", [UInt64(elapsed)])
    file.add("\(name).stream", memory.random.words)
  }

  public func load(from file: SafeTensors, as name: String) throws {
    let words = try file.words("\(name).stream", count: 4)
    var memory = PlannerMemory(shape, RandomStream(words: words))
    memory.mean = try file.words("\(name).mean", count: shape.count).map {
      Double(bitPattern: $0)
    }
    let kept = try file.floats("\(name).kept")
    let plan = try file.floats("\(name).plan")
    elapsed = try file.counts("\(name).elapsed", count: 1)[0]
    guard kept.count % shape.count == 0, [0, shape.count].contains(plan.count),
      (0...settings.replanEvery).contains(elapsed),
      (memory.mean.map(Float.init) + kept + plan).allSatisfy({ (-1...1).contains($0) })
    else { throw SafeTensorsError.badEntry("\(name).plan", reason: "is no plan") }
    memory.kept = stride(from: 0, to: kept.count, by: shape.count).map {
      Array(kept[$0..<$0 + shape.count])
    }
    planner.memory = memory
    lastPlan = plan.isEmpty ? nil : Plan(actions: plan, candidates: [], returns: [], eliteCount: 0)
  }
}
