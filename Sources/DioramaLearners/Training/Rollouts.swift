// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaNetworks

/// The rollouts of several environments: between two updates all make their steps side by side.
///
/// In the replay they follow each other, as if the environments had acted in turn; so are their steps counted,
/// and so do their episodes end.
final class Rollouts {
  private let all: [Rollout]
  private let pool: ShardPool
  /// The number of steps of each environment in a rollout.
  private let steps: Int
  /// The number of steps of the present rollouts that are counted.
  private var counted = 0
  /// The episodes that end in the present rollouts, by the number of steps counted before.
  private var ends: [Int: EpisodeSummary] = [:]

  init(_ lanes: [Lane], steps: Int, threads: Int) {
    self.steps = steps
    all = lanes.map(Rollout.init)
    // a scene is drawn fastest by the thread that drew it last
    pool = ShardPool(shards: lanes.count, threads: threads, isPinned: true)
  }

  /// Whether all steps of the present rollouts are counted.
  var areOver: Bool { counted == 0 }

  /// Lets each environment make its steps.
  ///
  /// - Parameters:
  ///   - explorer: The choice of actions, which learns nothing meanwhile.
  ///   - step: The number of steps so far.
  /// - Returns: For each environment the moment it was at, and its transitions from there.
  /// - Throws: An error of an environment.
  func run(
    _ explorer: Explorer, after step: Int
  ) throws -> [(start: Lane.Moment, transitions: [Lane.Transition])] {
    let (all, steps) = (all, steps)
    pool.run { all[$0].run(explorer, steps: steps, after: step) }
    let runs = try all.map { try $0.take() }
    ends = [:]
    for (lane, run) in runs.enumerated() {
      for (index, transition) in run.transitions.enumerated() {
        ends[lane * steps + index] = transition.ended?.episode
      }
    }
    return runs
  }

  /// Counts the next step, and returns the episode that ended with it, if one did.
  func count() -> EpisodeSummary? {
    defer { counted = (counted + 1) % (all.count * steps) }
    return ends[counted]
  }

  func save(to file: inout SafeTensors) {
    file.add("rollouts.counted", [UInt64(counted)])
    file.add(
      "rollouts.ends",
      ends.sorted { $0.key < $1.key }.flatMap { step, episode in
        [
          UInt64(step), episode.episodeReturn.bitPattern, UInt64(episode.length),
          episode.isSuccess ? 1 : 0,
        ]
      })
  }

  func load(from file: SafeTensors) throws {
    counted = try file.counts("rollouts.counted", count: 1)[0]
    let words = try file.words("rollouts.ends")
    guard counted < all.count * steps, words.count % 4 == 0 else {
      throw SafeTensorsError.badEntry("rollouts.counted", reason: "holds \(counted)")
    }
    ends = [:]
    for start in stride(from: 0, to: words.count, by: 4) {
      let earned = Double(bitPattern: words[start + 1])
      guard let step = Int(exactly: words[start]), let length = Int(exactly: words[start + 2]),
        earned.isFinite
      else { throw SafeTensorsError.badEntry("rollouts.ends", reason: "holds \(words)") }
      ends[step] = EpisodeSummary(
        episodeReturn: earned, length: length, isSuccess: words[start + 3] == 1)
    }
  }
}

/// The rollout of one environment.
///
/// A thread of the pool and the thread that waits for the pool use it in turn, never at the same time.
private final class Rollout: @unchecked Sendable {
  private let lane: Lane
  private var result: Result<(start: Lane.Moment, transitions: [Lane.Transition]), any Error>?

  init(_ lane: Lane) { self.lane = lane }

  func run(_ explorer: Explorer, steps: Int, after step: Int) {
    result = Result { try transitions(explorer, steps, after: step) }
  }

  /// Returns what the last run made, which is not kept.
  func take() throws -> (start: Lane.Moment, transitions: [Lane.Transition]) {
    defer { result = nil }
    guard let result else { preconditionFailure("the pool has run") }
    return try result.get()
  }

  private func transitions(
    _ explorer: Explorer, _ steps: Int, after step: Int
  ) throws -> (start: Lane.Moment, transitions: [Lane.Transition]) {
    let start = lane.moment
    // the last few observations, for stacked frames
    var recent = explorer.problem.recent
    recent.append(start.observation)
    let transitions = try (0..<steps).map { index in
      lane.action = try explorer.action(for: Seen(recent), in: lane, after: step + index)
      guard let transition = try lane.step(actionRepeat: 1) else {
        preconditionFailure("each action lasts one step")
      }
      recent.complete(transition.action, reward: 0, terminated: false)
      recent.append(transition.moment.observation)
      if let next = transition.ended?.next {
        recent.endEpisode()
        recent.append(next.observation)
      }
      return transition
    }
    return (start, transitions)
  }
}
