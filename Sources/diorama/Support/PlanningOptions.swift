// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaRuns
import Foundation

/// The options for planning by `--policy mpc`.
struct PlanningOptions: ParsableArguments {
  @Option(help: "The planner. (default: icem)")
  var planner: PlannerKind?

  @Option(
    help: ArgumentHelp(
      """
      Changes a setting of the planner, such as horizon=20 or population=80; an unknown key lists \
      them all.
      """, valueName: "key=value"))
  var planSet: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      A run whose learned reward to plan for, on images of simulated states; the dense reward by \
      default.
      """, valueName: "run"))
  var planReward: String?

  @Option(
    help:
      """
      The number of threads that share a plan; the result does not depend on it. \
      (default: as many as there are free processors)
      """)
  var threads: Int?

  func validate() throws {
    guard let threads else { return }
    try requireAtLeast(1, threads, "--threads")
    guard threads <= 1_024 else {
      throw ValidationError("--threads must be at most 1024; it is \(threads)")
    }
  }

  /// The error if these options are given for another policy.
  static let unused = ValidationError(
    "--planner, --plan-set, --plan-reward and --threads go with --policy mpc; drop them")

  var isGiven: Bool {
    planner != nil || !planSet.isEmpty || planReward != nil || threads != nil
  }

  /// Makes the policy.
  func policy(
    simulating entry: Catalog.Entry, _ options: EnvironmentOptions, for environment: AnyEnvironment
  ) throws -> SimulatorPlanning {
    var settings = try SimulatorPlannerSettings(planner ?? .icem, for: entry.id.description)
    try settings.apply(entry.plannerSettings)
    for assignment in planSet {
      try settings.set(assignment: assignment, option: "--plan-set")
    }
    return try SimulatorPlanning(
      settings, simulating: entry, options, for: environment,
      rewardOf: planReward.map(SavedPolicy.init(run:)),
      threads: threads ?? Processors.free(atMost: Processors.count))
  }
}

extension PlannerKind: ExpressibleByArgument {}
