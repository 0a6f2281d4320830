// SPDX-License-Identifier: Apache-2.0

extension PlannerSettings: NamedSettings {
  package static let choices = ["planner": PlannerKind.allCases.map(\.rawValue)]

  /// What each setting means, in their order; the paper is that of iCEM.
  public static let hyperparameters = [
    Hyperparameter("planner", "", "icem", "what searches: icem, cem, mppi or random"),
    Hyperparameter("horizon", "H", "30", "control steps that a plan goes ahead"),
    Hyperparameter("hold", "", "1", "control steps each action of a plan is held"),
    Hyperparameter("replan_every", "", "1", "control steps carried out before the next plan"),
    Hyperparameter("population", "N", "40", "sequences drawn in the first iteration"),
    Hyperparameter("elites", "K", "10", "sequences that the next ones are drawn about"),
    Hyperparameter("iterations", "", "3", "how often sequences are drawn for a plan"),
    Hyperparameter("momentum", "α", "0.1", "what is kept of mean and deviation"),
    Hyperparameter("initial_deviation", "σ", "0.5", "first deviation of each number, of bounds ±1"),
    Hyperparameter("decay", "γ", "1.25", "what divides iCEM's population in each iteration"),
    Hyperparameter("keep", "ξ", "0.3", "share of the elites that iCEM keeps"),
    Hyperparameter("noise_exponent", "β", "0.25 to 3.5", "how iCEM's noise falls with frequency"),
    Hyperparameter("temperature", "λ", "", "what a difference of returns counts in MPPI"),
    Hyperparameter("success_bonus", "", "0", "what a step of success counts beside the reward"),
    Hyperparameter("look_every", "", "", "steps between pictures, where they are planned for"),
  ]

  /// Checks that the settings make sense together.
  ///
  /// - Throws: ``SettingsError``.
  public func check() throws(SettingsError) {
    for (key, count, least) in [
      ("horizon", horizon, 1), ("hold", hold, 1), ("replan_every", replanEvery, 1),
      ("population", population, 2), ("elites", elites, 1), ("iterations", iterations, 1),
      ("look_every", lookEvery, 1),
    ] {
      try require(key, count, in: least...100_000)
    }
    try require("momentum", momentum, momentum >= 0 && momentum < 1, "in 0..<1")
    try require("keep", keep, (0...1).contains(keep), "in 0...1")
    try require("decay", decay, decay >= 1 && decay.isFinite, "at least 1")
    try require(
      "noise_exponent", noiseExponent, noiseExponent >= 0 && noiseExponent <= 10, "in 0...10")
    try require(
      "success_bonus", successBonus, successBonus >= 0 && successBonus.isFinite,
      "0, or above and finite")
    for (key, number) in [("initial_deviation", initialDeviation), ("temperature", temperature)] {
      try require(key, number, number > 0 && number.isFinite, "above 0 and finite")
    }
    guard elites <= population else {
      throw .conflict(
        "\(elites) elites are more than a population of \(population)",
        remedy: "raise population or lower elites")
    }
    guard replanEvery % hold == 0 else {
      throw .conflict(
        "plans are made every \(replanEvery) steps and actions are held for \(hold)",
        remedy: "make replan_every a multiple of hold")
    }
    guard replanEvery <= horizon else {
      throw .conflict(
        "plans are made every \(replanEvery) steps and go \(horizon) ahead",
        remedy: "raise horizon or lower replan_every")
    }
  }
}

extension PlannerSettings: CustomStringConvertible {
  /// One line of JSON.
  public var description: String { JSONValue(self).description }
}
