// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaRuns
import DioramaTasks
import Foundation

extension StudyCell {
  /// Checks that the environment and the configuration of the run can be made.
  ///
  /// - Throws: The error that the command of the run would print.
  func check() throws {
    let entry = try entry
    if let reward = row.reward, RewardKind(rawValue: reward) == nil {
      throw SettingsError.unknownChoice(
        key: "reward", value: reward, known: RewardKind.allCases.map(\.rawValue))
    }
    if row.learner.isTrained {
      let configuration = try configuration()
      try configuration.check()
      _ = try configuration.makeEnvironment()
    } else if row.learner.plans {
      let options = EnvironmentOptions(horizon: row.horizon)
      _ = try SimulatorPlanning(
        plannerSettings(), simulating: entry, options, for: entry.make(options), threads: 1)
    }
  }

  /// The environment: a shipped one, or that of the user's own task file.
  private var entry: Catalog.Entry {
    get throws {
      guard let taskFile else { return try EnvironmentSuite.catalog.entry(task) }
      return try TaskFile(contentsOf: taskFile).entry.withPlannedExpert
    }
  }

  /// Makes the settings that `diorama rollout` will plan with.
  ///
  /// - Throws: ``RunError`` or ``SettingsError`` when the planner's name or a setting is wrong.
  func plannerSettings() throws -> SimulatorPlannerSettings {
    let name = row.planner ?? PlannerKind.icem.rawValue
    guard let planner = PlannerKind(rawValue: name) else {
      throw SettingsError.unknownChoice(
        key: "planner", value: name, known: PlannerKind.allCases.map(\.rawValue))
    }
    var settings = try SimulatorPlannerSettings(planner, for: task)
    try settings.apply(entry.plannerSettings)
    for assignment in row.assignments { try settings.set(assignment: assignment, option: "set") }
    return settings
  }
}

extension Study {
  /// Checks that the runs that are still to be trained in the folder `path` have their images and data sets.
  func checkFolders(in path: String) throws(StudyError) {
    for cell in cells {
      for case (let key, .string(let folder)) in cell.row.located.flags
      where ["goals", "dataset"].contains(key) && !Disk.isFolder(folder) {
        guard !RunRecord(cell, in: path).isTrained else { continue }
        throw .value(
          in: cell.row.place,
          .badValue(key: key, value: "'\(folder)'", wanted: "a folder that is there"))
      }
    }
  }
}
