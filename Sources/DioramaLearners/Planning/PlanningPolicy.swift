// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// A policy of model-predictive control with a ``PlanningModel``.
public final class PlanningPolicy: Policy {
  /// The controller, which makes the plans and carries them out.
  public let horizon: RecedingHorizon

  private let model: any PlanningModel

  /// Makes the policy.
  ///
  /// - Parameters:
  ///   - model: The model of the future.
  ///   - settings: The hyperparameters of planning.
  ///   - environment: The environment that it will act in.
  /// - Throws: ``SettingsError``, and ``PlanningError`` if actions are discrete.
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
