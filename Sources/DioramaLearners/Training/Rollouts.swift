// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
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

  /// The number of steps of each environment after which an interruption is noticed.
  private static let slice = 16

  init(_ lanes: [Lane], steps: Int, threads: Int) {
    self.steps = steps
    all = lanes.map(Rollout.init)
    // a scene is drawn fastest by the thread that drew it last
    pool = ShardPool(shards: lanes.count, threads: threads, isPinned: true)
  }

  /// The number of steps of all rollouts together.
  private var size: Int { all.count * steps }

  /// Whether all steps of the present rollouts are counted.
  var areOver: Bool { counted == 0 }

  /// Lets each environment make its steps.
  ///
  /// - Parameters:
  ///   - explorer: The choice of actions, which learns nothing meanwhile.
  ///   - step: The number of steps so far.
  ///   - isInterrupted: Asked now and then; if true, the environments go back to where they were.
  /// - Returns: For each environment the moment it was at, and its transitions from there; nil if interrupted.
  /// - Throws: An error of an environment.
  func run(
    _ explorer: Explorer, after step: Int, isInterrupted: () -> Bool
  ) throws -> [(start: Lane.Moment, transitions: [Lane.Transition])]? {
    let (all, steps) = (all, steps)
    var before = SafeTensors()
    for (index, rollout) in all.enumerated() { rollout.begin(explorer, &before, index) }
    for first in stride(from: 0, to: steps, by: Self.slice) {
      pool.run { index in
        all[index].run(
          explorer, first..<min(first + Self.slice, steps), after: step + index * steps)
      }
      for rollout in all { if let error = rollout.error { throw error } }
      guard !isInterrupted() else {
        for (index, rollout) in all.enumerated() {
          try rollout.restore(before, index, explorer.problem)
        }
        return nil
      }
    }
    let runs = all.map { $0.take() }
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
    defer { counted = (counted + 1) % size }
    return ends[counted]
  }

  func save(to file: inout SafeTensors) {
    let ends = ends.sorted { $0.key < $1.key }
    file.add("rollouts.counted", [UInt64(counted)])
    file.add("rollouts.ends", ends.map { UInt64($0.key) })
    file.add("rollouts.lengths", ends.map { UInt64($0.value.length) })
    file.add("rollouts.successes", ends.map { UInt64($0.value.isSuccess ? 1 : 0) })
    file.add("rollouts.returns", ends.map(\.value.episodeReturn.bitPattern))
  }

  func load(from file: SafeTensors) throws {
    counted = try file.counts("rollouts.counted", count: 1)[0]
    let count = try file.words("rollouts.ends").count
    let steps = try file.counts("rollouts.ends", count: count)
    guard counted < size, steps.allSatisfy({ $0 < size }) else {
      throw SafeTensorsError.badEntry("rollouts.ends", reason: "has a step beyond the rollouts")
    }
    let lengths = try file.counts("rollouts.lengths", count: count)
    let successes = try file.counts("rollouts.successes", count: count)
    let returns = try file.words("rollouts.returns", count: count).map(
      Double.init(bitPattern:))
    guard returns.allSatisfy(\.isFinite) else {
      throw SafeTensorsError.badEntry("rollouts.returns", reason: "has a return that is not finite")
    }
    ends = [:]
    for (index, step) in steps.enumerated() {
      ends[step] = EpisodeSummary(
        episodeReturn: returns[index], length: lengths[index], isSuccess: successes[index] == 1)
    }
  }
}

/// The rollout of one environment.
///
/// A thread of the pool and the thread that waits for the pool use it in turn, never at the same time.
private final class Rollout: @unchecked Sendable {
  private let lane: Lane
  private var start: Lane.Moment
  private var transitions: [Lane.Transition] = []
  /// The last few observations, for stacked frames.
  private var recent: Replay?
  /// The error that ended the rollout; nil if there was none.
  private(set) var error: (any Error)?

  init(_ lane: Lane) {
    self.lane = lane
    start = lane.moment
  }

  /// Begins at the present moment, which is saved in `file`.
  func begin(_ explorer: Explorer, _ file: inout SafeTensors, _ index: Int) {
    lane.save(to: &file, as: "lane.\(index)")
    (start, transitions, error) = (lane.moment, [], nil)
    var recent = explorer.problem.recent
    recent.append(start.observation)
    self.recent = recent
  }

  /// Goes back to the moment that was saved.
  func restore(_ file: SafeTensors, _ index: Int, _ problem: Problem) throws {
    try lane.load(from: file, as: "lane.\(index)", of: problem)
    transitions = []
  }

  /// Returns the moment of the beginning and the transitions since, which are not kept.
  func take() -> (start: Lane.Moment, transitions: [Lane.Transition]) {
    defer { transitions = [] }
    return (start, transitions)
  }

  /// Makes the steps of these numbers; `step` were made before the rollout.
  func run(_ explorer: Explorer, _ numbers: Range<Int>, after step: Int) {
    guard error == nil, var recent else { return }
    self.recent = nil
    do {
      for number in numbers {
        lane.action = try explorer.action(for: Seen(recent), in: lane, after: step + number)
        guard let transition = try lane.step(actionRepeat: 1) else {
          preconditionFailure("each action lasts one step")
        }
        recent.complete(transition.action, reward: 0, terminated: false)
        recent.append(transition.moment.observation)
        if let next = transition.ended?.next {
          recent.endEpisode()
          recent.append(next.observation)
        }
        transitions.append(transition)
      }
    } catch {
      self.error = error
    }
    self.recent = recent
  }
}
