// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners

extension RunConfiguration {
  /// Reads the transitions of the run in `folder`, or of a file, for `training`.
  ///
  /// - Throws: ``RunError`` when there are none, or they are of another task, observation or reward.
  func readDataset(_ folder: String, for training: Training) throws -> Replay {
    let starts = try entry.practice(values).demonstratedStarts
    guard starts == 0 || demonstrations > 0 else {
      throw RunError.badDataset(
        path: folder,
        reason: "it holds no moments to begin in, and demonstrated_starts is \(starts); give a "
          + "recording or --demonstrations, or set it to 0")
    }
    if Disk.exists(folder), !Disk.isFolder(folder) {
      do {
        return try Replay(transitionsAt: folder, for: training.problem)
      } catch let error as TransitionsError {
        throw RunError.badDataset(path: folder, reason: "\(error)")
      }
    }
    let source = try RunConfiguration(ofRun: folder)
    for (what, found, wanted) in [
      ("environment", source.environment, environment),
      ("observation", source.observation, observation),
      ("reward", source.reward, reward),
    ] where found != wanted {
      throw RunError.badDataset(
        path: folder, reason: "its \(what) is \(found), and this run's is \(wanted)")
    }
    guard CheckpointStore.holdsCheckpoint(folder) else { throw RunError.noCheckpoint(folder) }
    let data = try CheckpointStore.transitions(
      in: folder, for: training.problem,
      capacity: source.entry.practice(source.values).replayCapacity)
    guard (0..<data.slotCount).contains(where: data.isTransition) else {
      throw RunError.badDataset(path: folder, reason: "it holds no transition; let it train longer")
    }
    return data
  }
}
