// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath

extension Recording {
  /// Lives through all episodes again, and checks that every state, reward and ending has the same bits.
  ///
  /// - Parameter watch: Is called after each episode with the number of those done; an error that it throws
  ///   ends the work.
  /// - Returns: The number of steps.
  /// - Throws: ``RecordingError/differs(folder:episode:seed:step:what:)`` at the first step that does not
  ///   agree, or an error of the environment.
  @discardableResult
  public func replay(watch: (Int) throws -> Void = { _ in }) throws -> Int {
    guard !episodes.isEmpty else { throw RecordingError.isEmpty(folder) }
    var options = try manifest.options
    options.observation = .state
    let environment = try manifest.entry(in: folder).make(options)
    var steps = 0
    for (number, episode) in episodes.enumerated() {
      try relive(episode, number, in: environment) { _ in }
      steps += episode.actions.count
      try watch(number + 1)
    }
    return steps
  }

  /// Lives through an episode again.
  ///
  /// - Parameters:
  ///   - episode: The episode.
  ///   - number: Its number.
  ///   - environment: An environment with the recording's options, whatever it observes.
  ///   - watch: Is called after the reset and after each step.
  /// - Throws: ``RecordingError/differs(folder:episode:seed:step:what:)``, or an error of `watch`.
  func relive(
    _ episode: RecordedEpisode, _ number: Int, in environment: AnyEnvironment,
    watch: (EpisodeTake) throws -> Void
  ) throws {
    func different(_ step: Int, _ what: String) -> RecordingError {
      .differs(folder: folder, episode: number, seed: episode.seed, step: step, what: what)
    }
    let take = try EpisodeTake(in: environment, seed: episode.seed)
    guard take.hash == episode.hashes[0] else { throw different(0, "its state is another") }
    try watch(take)
    for (index, action) in episode.actions.enumerated() {
      do throws(SimulationError) { try take.step(action) } catch {
        throw different(index + 1, "\(error)")
      }
      let (reward, recorded) = (take.rewards[index], episode.rewards[index])
      guard reward.bitPattern == recorded.bitPattern else {
        throw different(index + 1, "its reward is \(reward), and was \(recorded)")
      }
      guard take.hash == episode.hashes[index + 1] else {
        throw different(index + 1, "its state or ending is another")
      }
      try watch(take)
    }
    let now = take.episode
    guard now.end == episode.end else {
      throw different(
        episode.actions.count, "it is \(now.end.rawValue), and was \(episode.end.rawValue)")
    }
    guard now.success == episode.success else {
      throw different(
        episode.actions.count,
        "it is \(now.success ? "a" : "no") success, and was \(episode.success ? "one" : "none")")
    }
  }
}
