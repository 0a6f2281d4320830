// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaRuns
import DioramaTasks
import Foundation

extension StudyCell {
  /// Checks that its task and its configuration can be made.
  ///
  /// - Throws: What is wrong, as the command that runs it would say it.
  func check() throws {
    let entry = try EnvironmentSuite.catalog.entry(task)
    if let reward = row.reward, RewardKind(rawValue: reward) == nil {
      throw RunError.unknownChoice(
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

  /// How `diorama rollout` will plan.
  ///
  /// - Throws: What is wrong with the planner's name or a setting.
  func plannerSettings() throws -> SimulatorPlannerSettings {
    let name = row.planner ?? PlannerKind.icem.rawValue
    guard let planner = PlannerKind(rawValue: name) else {
      throw RunError.unknownChoice(
        key: "planner", value: name, known: PlannerKind.allCases.map(\.rawValue))
    }
    var settings = try SimulatorPlannerSettings(planner, for: task)
    for assignment in row.assignments { try settings.set(assignment: assignment, option: "set") }
    return settings
  }
}

extension Study {
  /// Checks that what is still to be trained in the folder `path` has its success images and data.
  func checkFolders(in path: String) throws(StudyError) {
    for cell in cells {
      for case (let key, .string(let folder)) in cell.row.located.flags
      where ["goals", "dataset"].contains(key) && !Disk.isFolder(folder) {
        guard !RunRecord(cell, in: path).isTrained else { continue }
        throw .badValue(
          key: key, in: cell.row.place, value: "'\(folder)'", wanted: "a folder that is there")
      }
    }
  }
}
