// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaMath

/// Model-predictive control: plans, carries the beginning of the plan out, and plans again.
public final class PlanningPolicy: Policy {
  /// How plans are made.
  public let settings: PlannerSettings

  /// What it found last; nil before the first plan.
  public private(set) var lastPlan: Plan?

  /// How many plans it has made, and the time that they took [s].
  public private(set) var planCount = 0
  public private(set) var seconds = 0.0

  private let model: any PlanningModel
  let shape: PlanShape
  private var planner: any Planner
  /// How many steps of the last plan were carried out.
  private var elapsed = 0

  /// What it knows from one step to the next.
  struct Memory {
    var planner: PlannerMemory
    /// The plan in hand; empty without one.
    var actions: [Float]
    var elapsed: Int
  }

  /// What it knows; of a plan that was restored, candidates are forgotten.
  var memory: Memory {
    get { Memory(planner: planner.memory, actions: lastPlan?.actions ?? [], elapsed: elapsed) }
    set {
      (planner.memory, elapsed) = (newValue.planner, newValue.elapsed)
      lastPlan =
        newValue.actions.isEmpty
        ? nil : Plan(actions: newValue.actions, candidates: [], returns: [], eliteCount: 0)
    }
  }

  /// Makes the policy.
  ///
  /// - Parameters:
  ///   - model: What tells the future.
  ///   - settings: How plans are made.
  ///   - environment: Where it will act.
  /// - Throws: ``SettingsError``, and ``PlanningError`` where actions are choices.
  public init(
    _ model: any PlanningModel, _ settings: PlannerSettings, for environment: AnyEnvironment
  ) throws {
    guard case .box = environment.actionSpace else {
      throw PlanningError.choices(environment.id.description)
    }
    try settings.check()
    self.model = model
    self.settings = settings
    shape = PlanShape(actions: settings.actionsInPlan, numbers: environment.actionSpace.count)
    planner = settings.makePlanner(shape, RandomStream("planning", seed: 0))
  }

  public func begin(seed: UInt64) {
    planner.memory = PlannerMemory(shape, RandomStream("planning", seed: seed))
    lastPlan = nil
    elapsed = 0
  }

  public func action(
    for observation: TaskObservation, in environment: AnyEnvironment
  ) throws(SimulationError) -> TaskAction {
    try environment.actionSpace.action(scaling: unitAction(for: observation, in: environment))
  }

  /// Returns what to do, in ±1.
  func unitAction(
    for observation: TaskObservation, in environment: AnyEnvironment
  ) throws(SimulationError) -> [Float] {
    let plan: Plan
    if let lastPlan, elapsed < settings.replanEvery {
      plan = lastPlan
    } else {
      plan = try makePlan(for: observation, in: environment)
    }
    let first = elapsed / settings.hold * shape.numbers
    elapsed += 1
    return Array(plan.actions[first..<first + shape.numbers])
  }

  private func makePlan(
    for observation: TaskObservation, in environment: AnyEnvironment
  ) throws(SimulationError) -> Plan {
    let start = ContinuousClock.now
    if lastPlan != nil { planner.advance(by: settings.replanEvery / settings.hold) }
    model.begin(at: observation, of: environment)
    let plan = try planner.plan { sequences throws(SimulationError) in
      try model.returns(of: sequences.map(steps))
    }
    lastPlan = plan
    elapsed = 0
    planCount += 1
    seconds += (ContinuousClock.now - start) / .seconds(1)
    return plan
  }

  /// Returns an action for each control step, of a sequence whose actions are held.
  public func steps(_ sequence: [Float]) -> [Float] {
    guard settings.hold > 1 else { return sequence }
    return (0..<settings.horizon).flatMap { step in
      let first = step / settings.hold * shape.numbers
      return sequence[first..<first + shape.numbers]
    }
  }
}
