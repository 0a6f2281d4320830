// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners

extension RunConfiguration {
  /// Reads the transitions of the run in `folder`, or of a file, for `training`.
  ///
  /// - Throws: ``RunError`` when there are none, or they are of another task, observation or reward.
  func readDataset(_ folder: String, for training: Training) throws -> Replay {
    func bad(_ reason: String) -> RunError { .badDataset(path: folder, reason: reason) }
    let starts = try entry.practice(values).demonstratedStarts
    guard starts == 0 || demonstrations > 0 else {
      throw bad(
        "it holds no moments to begin in, and demonstrated_starts is \(starts); give a recording or "
          + "--demonstrations, or set it to 0")
    }
    if Disk.exists(folder), !Disk.isFolder(folder) {
      do {
        return try Replay(
          transitionsAt: folder, for: training.problem, horizon: training.environment.horizon)
      } catch let error as TransitionsError {
        throw bad("\(error)")
      }
    }
    guard Disk.exists(folder + "/config.json") else {
      throw bad(
        (Disk.exists(folder)
          ? "it holds neither a run nor a recording" : "there is nothing of this name")
          + "; name a run, a recording or a file of transitions")
    }
    let source = try RunConfiguration(ofRun: folder)
    try checkEnvironment(of: folder, is: source.environment)
    let camera = training.environment.cameras.first ?? "none"
    let seen: [(what: String, found: String, wanted: String)] =
      observation == "state"
      ? []
      : [
        ("camera", source.camera ?? camera, self.camera ?? camera),
        ("width", "\(source.width)", "\(width)"), ("height", "\(source.height)", "\(height)"),
        ("quality", source.quality, quality),
      ]
    for (what, found, wanted) in [
      ("observation", source.observation, observation), ("reward", source.reward, reward),
    ] + seen where found != wanted {
      throw bad(
        "its \(what) is \(found), and this run's is \(wanted); choose \(found), or name a recording, "
          + "which suits any")
    }
    guard CheckpointStore.holdsCheckpoint(folder) else { throw RunError.noCheckpoint(folder) }
    let data: Replay
    do {
      data = try CheckpointStore.transitions(
        in: folder, for: training.problem,
        capacity: source.entry.practice(source.values).replayCapacity)
    } catch CheckpointError.foreign(_, let what, let found, let wanted) {
      throw bad("its \(what) is \(found), and this run's is \(wanted); observe the same")
    }
    guard (0..<data.slotCount).contains(where: data.isTransition) else {
      throw bad("it holds no transition; let it train longer")
    }
    return data
  }

  /// Checks that the data in `folder`, which is of the environment `found`, is of this run's.
  ///
  /// - Throws: ``RunError/badDataset(path:reason:)``.
  func checkEnvironment(of folder: String, is found: String) throws(RunError) {
    guard found != environment else { return }
    let isVersion = EnvironmentID(found)?.name == EnvironmentID(environment)?.name
    throw .badDataset(
      path: folder,
      reason: "its environment is \(found), and this run's is \(environment); "
        + (isVersion
          ? "versions differ in dynamics, observations or rewards: record anew"
          : "train in \(found), or name data of \(environment)"))
  }

  /// What is to be known of `data`, the transitions of a file; nil if nothing is.
  func note(on data: Replay) -> String? {
    let slots = 0..<data.slotCount
    guard let dataset, !Disk.isFolder(dataset), !slots.contains(where: data.isTerminal),
      LearnerCatalog.entry(learner)?.columns.contains(where: {
        ["critic_loss", "value_loss"].contains($0.name)
      }) == true
    else { return nil }
    return
      "no episode of the \(slots.count(where: data.isEnd)) in '\(dataset)' is terminated: each end is taken "
      + "for a clock's, and values go on beyond it"
  }
}
