// SPDX-License-Identifier: Apache-2.0

public import DioramaLearners

/// The settings of planning with the simulator as the model.
public struct SimulatorPlannerSettings: NamedSettings {
  /// The settings of the planner that do not depend on the model.
  public var planning = PlannerSettings()
  @Setting(
    "", "bonus of a step of success, beside the reward",
    Bounds("0, or above and finite") { $0 >= 0 && $0.isFinite })
  public var successBonus = 0.0
  @Setting("", "steps between images, where they are planned for", .in(1...100_000))
  public var lookEvery = 4
  @Setting("", "time steps that a model with physics takes as one", .in(1...20))
  public var coarseness = 1

  /// Makes the settings of iCEM.
  public init() {}

  /// Makes the settings of `planner` for the environment called `environment`, such as `Pushing-v1`.
  ///
  /// - Throws: ``RunError`` where a recipe is damaged.
  public init(_ planner: PlannerKind, for environment: String) throws {
    planning.planner = planner
    for recipe in try Recipe.shipped(for: environment) { try recipe.apply(to: &self, planner) }
  }

  /// Checks that the settings are within their bounds and agree with each other.
  ///
  /// - Throws: ``SettingsError``.
  public func check() throws(SettingsError) {
    try checkBounds()
    try planning.check()
  }
}
