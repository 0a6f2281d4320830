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
    "Pushing-v1": { $0.useHand() },
    "PushingGoal-v1": { $0.useHand() },
    // a step with seven books takes long, and so does one with a cloth
    "Bookshelf-v1": { settings in
      settings.use(population: 20, elites: 5)
      (settings.horizon, settings.hold, settings.replanEvery) = (16, 4, 4)
    },
    "Draping-v1": { settings in
      settings.use(population: 24, elites: 4, iterations: 4)
      (settings.horizon, settings.hold, settings.replanEvery) = (60, 10, 10)
      settings.successBonus = 1
    },
  ]

  private mutating func useHand() {
    if planner == .icem { use(population: 32, elites: 8) }
    horizon = 16
  }

  /// Makes the population no larger than that, and the elites as many; sets the iterations.
  private mutating func use(population: Int, elites: Int, iterations: Int = 3) {
    self.population = min(self.population, population)
    self.elites = min(self.elites, elites)
    self.iterations = iterations
  }
}
