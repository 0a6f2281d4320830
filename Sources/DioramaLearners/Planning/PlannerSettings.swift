// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// How plans are made; by default as iCEM has it.
///
/// Actions are in ±1 here, whatever the bounds of the environment.
public struct PlannerSettings: Hashable, Sendable, Codable {
  /// What searches.
  public var planner = PlannerKind.icem

  /// How many control steps ahead a plan goes, H.
  public var horizon = 30

  /// How many control steps each action of a plan is held.
  public var hold = 1

  /// How many control steps of a plan are carried out before the next one is made.
  public var replanEvery = 1

  /// How many sequences an iteration draws, N.
  public var population = 40

  /// How many of them the next ones are drawn about, K.
  public var elites = 10

  /// How often sequences are drawn for a plan.
  public var iterations = 3

  /// What is kept of mean and deviation, α.
  public var momentum = 0.1

  /// The first deviation of each number, σ.
  public var initialDeviation = 0.5

  /// By what the population is divided in each iteration of iCEM, γ.
  public var decay = 1.25

  /// The share of the elites that iCEM keeps, ξ.
  public var keep = 0.3

  /// The exponent of iCEM's noise over frequency, β.
  public var noiseExponent = 2.0

  /// What a difference of returns counts in MPPI, λ.
  public var temperature = 0.1

  /// What each step at which the task is solved counts beside the reward, with the simulator as the model.
  public var successBonus = 0.0

  /// How many control steps lie between pictures of the future, where they are planned for.
  public var lookEvery = 4

  /// Makes the settings of iCEM.
  public init() {}

  /// How many actions a plan has.
  public var actionsInPlan: Int { (horizon + hold - 1) / hold }

  /// How many sequences iCEM draws in `iteration`, `max(N γ^-i, min(2 K, N))`.
  func population(in iteration: Int) -> Int {
    var count = Double(population)
    for _ in 0..<iteration { count /= decay }
    return max(Int(count), min(2 * elites, population))
  }

  /// How many sequences iCEM keeps.
  var keptCount: Int { Int((keep * Double(elites)).rounded()) }

  /// Makes a planner of sequences of `shape`, which are drawn from `random`.
  public func makePlanner(_ shape: PlanShape, _ random: RandomStream) -> any Planner {
    switch planner {
    case .icem: ICEM(self, shape, random)
    case .cem: CEM(self, shape, random)
    case .mppi: MPPI(self, shape, random)
    case .random: RandomShooting(self, shape, random)
    }
  }
}
