// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// The statistics of some episodes of one policy in one environment.
public struct RolloutReport: Hashable, Sendable {
  public var environment: EnvironmentID
  public var policy: String
  public var seed: UInt64
  public var episodes: Int
  /// The number of episodes that were a success at their end.
  public var successes: Int
  /// The successes in the episodes of each task, in an environment of several.
  public var taskSuccesses: [EnvironmentID: Proportion]
  /// The return of each episode: the sum of its rewards.
  public var returns: [Double]
  /// The number of steps of each episode.
  public var lengths: [Int]
  /// The hash of every observation, reward and ending.
  public var trajectoryHash: TrajectoryHash

  package init(
    environment: EnvironmentID, policy: String, seed: UInt64, episodes: Int, successes: Int,
    taskSuccesses: [EnvironmentID: Proportion] = [:], returns: [Double], lengths: [Int],
    trajectoryHash: TrajectoryHash
  ) {
    self.environment = environment
    self.policy = policy
    self.seed = seed
    self.episodes = episodes
    self.successes = successes
    self.taskSuccesses = taskSuccesses
    self.returns = returns
    self.lengths = lengths
    self.trajectoryHash = trajectoryHash
  }

  /// The fraction of successes, in `0...1`.
  public var successRate: Double { Double(successes) / Double(episodes) }

  /// The 95 % confidence interval of the success rate, by Wilson's method.
  public var successInterval: ClosedRange<Double> { Proportion(successes, of: episodes).interval }

  public var returnMean: Double { returns.reduce(0, +) / Double(episodes) }

  /// The sample standard deviation of the returns (n - 1); 0 for one episode.
  public var returnDeviation: Double {
    guard episodes > 1 else { return 0 }
    let mean = returnMean
    let squares = returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(episodes - 1)).squareRoot()
  }

  public var lengthMean: Double { Double(lengths.reduce(0, +)) / Double(episodes) }
}

extension RolloutReport {
  /// Counts an episode that ended with `metrics`, and to which of `tasks` it belongs, if there are several.
  fileprivate mutating func count(_ metrics: Metrics, _ tasks: [EnvironmentID]) {
    let success = metrics.isSuccess ? 1 : 0
    successes += success
    guard let index = metrics["task"].flatMap(Int.init(exactly:)), tasks.indices.contains(index)
    else { return }
    let before = taskSuccesses[tasks[index]] ?? Proportion(0, of: 0)
    taskSuccesses[tasks[index]] = Proportion(before.count + success, of: before.total + 1)
  }
}

extension AnyEnvironment {
  /// Lets `policy` act for some episodes, seeded `seed`, `seed + 1`, ….
  ///
  /// - Parameters:
  ///   - policy: The policy that acts.
  ///   - name: The policy's name in the report.
  ///   - episodes: The number of episodes; at least 1.
  ///   - seed: The seed of the first episode.
  ///   - watch: Is called after each reset and step, with the number of the episode, the
  ///     environment and the observation.
  /// - Returns: Statistics over the episodes.
  /// - Throws: The errors of the environment and of `watch`.
  public func rollout(
    _ policy: inout some Policy, name: String, episodes: Int, seed: UInt64,
    watch: (Int, AnyEnvironment, TaskObservation) throws -> Void = { _, _, _ in }
  ) throws -> RolloutReport {
    precondition(episodes > 0, "there must be an episode; there are \(episodes)")
    var report = RolloutReport(
      environment: id, policy: name, seed: seed, episodes: episodes, successes: 0, returns: [],
      lengths: [], trajectoryHash: TrajectoryHash())
    for episode in 0..<episodes {
      let episodeSeed = seed &+ UInt64(episode)
      policy.begin(seed: episodeSeed)
      var observation = try reset(seed: episodeSeed)
      report.trajectoryHash.combine(observation)
      try watch(episode, self, observation)
      var episodeReturn = 0.0
      var length = 0
      while true {
        let step = try step(policy.action(for: observation, in: self))
        report.trajectoryHash.combine(step)
        episodeReturn += Double(step.reward)
        length += 1
        try watch(episode, self, step.observation)
        if step.ending != nil { break }
        observation = step.observation
      }
      report.returns.append(episodeReturn)
      report.lengths.append(length)
      report.count(metrics, tasks)
    }
    return report
  }
}
