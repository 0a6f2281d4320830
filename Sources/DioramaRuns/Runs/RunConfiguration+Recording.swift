// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners

extension RunConfiguration {
  /// Lives through the episodes of the recording in `folder` again, as this run sees them, for `training`.
  ///
  /// A recording holds no observation, so that any run can learn from it: from states or images, seen by any
  /// camera, for any reward. What it holds is the dynamics: horizon, masses and friction are its own.
  ///
  /// - Throws: ``RunError/badDataset(path:reason:)`` when it is of another task, or an episode's success comes out
  ///   otherwise, as hashes are of the recording's own observations; ``RecordingError``.
  func readRecording(_ folder: String, for training: Training) throws {
    let recording = try Recording(folder)
    func bad(_ reason: String) -> RunError { .badDataset(path: folder, reason: reason) }
    let found = recording.manifest
    try checkEnvironment(of: folder, is: found.environment)
    guard found.taskChecksum == taskChecksum else {
      throw bad("its task or scene is not as this run's; record anew")
    }
    guard !recording.episodes.isEmpty else { throw RecordingError.isEmpty(folder) }
    let every = try entry.practice(values).actionRepeat
    guard every == 1 else {
      throw bad("its actions last one step, and action_repeat is \(every); set it to 1")
    }
    let task = try environmentEntry
    var options = try options
    let recorded = try found.options
    options.horizon = recorded.horizon ?? task.horizon
    let horizon = horizon ?? task.horizon
    let starts = try entry.practice(values).demonstratedStarts
    guard starts == 0 || options.horizon == horizon else {
      throw bad(
        "its episodes last \(options.horizon ?? 0) steps and this run's \(horizon), which cannot begin "
          + "in them; set demonstrated_starts=0, not \(starts)")
    }
    let dynamics: Set<RandomizedProperty> = [.masses, .friction]
    options.randomized = options.randomized.subtracting(dynamics)
      .union(recorded.randomized.intersection(dynamics))
    let environment = try task.make(options)
    for (number, episode) in recording.episodes.enumerated() {
      try training.addEpisode(seed: episode.seed, of: episode.actions, in: environment)
      guard environment.metrics.isSuccess == episode.success else {
        throw bad("episode \(number) comes out otherwise; see 'diorama record --replay \(folder)'")
      }
    }
  }
}
