// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// A policy that plans with a ``PlanningModel``, again and again.
public final class PlanningPolicy: Policy {
  /// The plans.
  public let horizon: RecedingHorizon

  private let model: any PlanningModel

  /// Makes the policy.
  ///
  /// - Parameters:
  ///   - model: Tells the future.
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
    horizon = RecedingHorizon(settings, numbers: environment.actionSpace.count)
  }

  public func begin(seed: UInt64) { horizon.begin(seed: seed) }

  public func action(
    for observation: TaskObservation, in environment: AnyEnvironment
  ) throws(SimulationError) -> TaskAction {
    let model = model
    return try environment.actionSpace.action(
      scaling: horizon.action { () throws(SimulationError) in
        model.begin(at: observation, of: environment)
        return { sequences throws(SimulationError) in try model.returns(of: sequences) }
      })
  }
}
