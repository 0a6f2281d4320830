// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath

extension VectorWorkers {
  /// Returns how many workers step `count` environments of `entry` fastest: `most`, or 1 where steps are
  /// cheaper than handing them over.
  ///
  /// Some random steps are timed, for milliseconds. The trajectories depend on neither the timing
  /// nor the number.
  public static func countThatPays(
    _ entry: Catalog.Entry, count: Int, options: EnvironmentOptions = EnvironmentOptions(),
    atMost most: Int
  ) throws -> Int {
    let workers = min(count, most)
    guard workers > 1 else { return 1 }
    let environment = try entry.make(options)
    // an environment that fails reports that when it is used
    guard let step = try? stepTime(of: environment) else { return 1 }
    // the caller waits for the worker with the most environments
    let spared = count - (count + workers - 1) / workers
    return step * spared > handover ? workers : 1
  }

  /// Twice the time that it takes to wake other workers and wait for them: some 50 µs were measured.
  ///
  /// To call a thread that is still awake takes 2 µs, but between two steps of a learner it falls asleep.
  private static let handover = Duration.microseconds(100)

  /// Returns the median time of a step, from the steps that fit into a few milliseconds.
  private static func stepTime(of environment: AnyEnvironment) throws -> Duration {
    let clock = ContinuousClock()
    var stream = RandomStream("workers", seed: 0)
    _ = try environment.reset(seed: 0)
    let start = clock.now
    var times: [Duration] = []
    repeat {
      let action = environment.actionSpace.sample(from: &stream)
      let begun = clock.now
      let step = try environment.step(action)
      times.append(clock.now - begun)
      if step.ending != nil { _ = try environment.reset(seed: UInt64(times.count)) }
    } while times.count < 3 || times.count < 1000 && clock.now - start < .milliseconds(3)
    return times.sorted()[times.count / 2]
  }
}
