// SPDX-License-Identifier: Apache-2.0

public import DioramaLearners

/// How plans are made with the simulator as the model.
public struct SimulatorPlannerSettings: NamedSettings {
  /// How plans are made with any model.
  public var planning = PlannerSettings()
  @Setting(
    "", "what a step of success counts beside the reward",
    Bounds("0, or above and finite") { $0 >= 0 && $0.isFinite })
  public var successBonus = 0.0
  @Setting("", "steps between pictures, where they are planned for", .in(1...100_000))
  public var lookEvery = 4

  /// Makes the settings of iCEM.
  public init() {}

  /// Makes the settings of `planner` for the environment called `environment`, such as `Pushing-v1`.
  ///
  /// - Throws: ``RunError`` where a recipe is damaged.
  public init(_ planner: PlannerKind, for environment: String) throws {
    planning.planner = planner
    for recipe in try Recipe.shipped(for: environment) { try recipe.apply(to: &self, planner) }
  }

  /// Checks that the settings are in their bounds and go together.
  ///
  /// - Throws: ``SettingsError``.
  public func check() throws(SettingsError) {
    try checkBounds()
    try planning.check()
  }
}
