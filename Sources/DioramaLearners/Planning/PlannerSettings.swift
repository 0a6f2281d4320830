// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// The hyperparameters of planning; the defaults are for iCEM, and the paper is that of iCEM.
///
/// Actions are in ±1 here, whatever the bounds of the environment.
public struct PlannerSettings: NamedSettings {
  @Setting("", "planner: icem, cem, mppi or random") public var planner = PlannerKind.icem
  @Setting("H", "control steps that a plan goes ahead", .in(1...100_000)) public var horizon = 30
  @Setting("", "control steps each action of a plan is held", .in(1...100_000)) public var hold = 1
  @Setting("", "control steps carried out before the next plan", .in(1...100_000))
  public var replanEvery = 1
  @Setting("N", "sequences drawn in the first iteration", .in(2...100_000))
  public var population = 40
  @Setting("K", "sequences that the next ones are drawn about", .in(1...100_000)) public
    var elites = 10
  @Setting("", "iterations of a plan", .in(1...100_000))
  public var iterations = 3
  @Setting("α", "share that is kept of the distribution", Bounds("in 0..<1") { $0 >= 0 && $0 < 1 })
  public var momentum = 0.1
  @Setting("σ", "first standard deviation of each number, of bounds ±1", .positive)
  public var initialDeviation = 0.5
  @Setting(
    "γ", "divisor of iCEM's population in each iteration",
    Bounds("at least 1") { $0 >= 1 && $0.isFinite })
  public var decay = 1.25
  @Setting("ξ", "share of the elites that iCEM keeps", Bounds("in 0...1") { (0...1).contains($0) })
  public var keep = 0.3
  @Setting(
    "β", "exponent of iCEM's noise over frequency", Bounds("in 0...10") { (0...10).contains($0) },
    paper: "0.25 to 3.5")
  public var noiseExponent = 2.0
  @Setting("λ", "temperature of MPPI's weights", .positive)
  public var temperature = 0.1

  /// Makes the settings of iCEM.
  public init() {}

  /// The number of actions in a plan.
  public var actionsInPlan: Int { (horizon + hold - 1) / hold }

  /// Returns the number of sequences that iCEM draws in `iteration`, `max(N γ^-i, min(2 K, N))`.
  func population(in iteration: Int) -> Int {
    var count = Double(population)
    for _ in 0..<iteration { count /= decay }
    return max(Int(count), min(2 * elites, population))
  }

  /// The number of sequences that iCEM keeps.
  var keptCount: Int { Int((keep * Double(elites)).rounded()) }

  /// Checks that the settings are in their bounds and consistent with each other.
  ///
  /// - Throws: ``SettingsError``.
  public func check() throws(SettingsError) {
    try checkBounds()
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
