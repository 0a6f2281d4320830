// SPDX-License-Identifier: Apache-2.0

extension PlannerSettings {
  /// The settings of `planner`, with the simulator as its model, for the environment called
  /// `environment`, such as `Pushing-v1`.
  public static func simulator(_ planner: PlannerKind, for environment: String) -> PlannerSettings {
    var settings = PlannerSettings()
    settings.planner = planner
    switch planner {
    case .icem: break
    case .cem: (settings.population, settings.elites, settings.iterations) = (400, 40, 5)
    case .mppi: (settings.population, settings.elites, settings.iterations) = (128, 16, 3)
    case .random: settings.population = 500
    }
    tasks[environment]?(&settings)
    return settings
  }

  /// The settings of iCEM with a learned model, for the environment called `environment`.
  public static func learned(for environment: String) -> PlannerSettings {
    var settings = PlannerSettings()
    settings.horizon = environment == "Pendulum-v1" ? 30 : 15
    return settings
  }

  /// What single tasks want otherwise.
  private static let tasks: [String: @Sendable (inout PlannerSettings) -> Void] = [
    "Pushing-v1": { $0.horizon = 20 },
    "PushingGoal-v1": { $0.horizon = 20 },
    "Bookshelf-v1": { $0.horizon = 20 },
    "Draping-v1": { settings in
      settings.horizon = 60
      settings.hold = 5
      settings.replanEvery = 10
      settings.population = min(settings.population, 24)
      settings.elites = min(settings.elites, 6)
    },
  ]
}
