// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaRuns
import Foundation

extension Benchmark {
  /// The benchmarks of learners: updates at several sizes, a short training, and planning.
  public static let learners: [Benchmark] =
    [
      Benchmark(update: "sac-256") {
        (try SAC(SAC.Settings(), body, Compute(threads: threads, seed: 0)), body)
      },
      Benchmark(update: "td3-256") {
        (try TD3(TD3.Settings(), body, Compute(threads: threads, seed: 0)), body)
      },
      Benchmark(update: "iql-256") {
        (try IQL(IQL.Settings(), body, Compute(threads: threads, seed: 0)), body)
      },
      Benchmark(update: "dqn-128") {
        var settings = DQN.Settings()
        settings.updateInterval = 1
        let problem = Problem("", ObservationLayout(stateCount: 4), actions: .discrete(count: 2))
        return (try DQN(settings, problem, Compute(threads: threads, seed: 0)), problem)
      },
      rollout,
      Benchmark(update: "sac-pixels", .pixels),
      Benchmark(update: "sac-pixels-paper", .paperPixels),
      pendulum,
    ] + plans

  /// A problem of the size that benchmarks of other suites have: 17 observations, 6 actions.
  private static let body = Problem(
    "", ObservationLayout(stateCount: 17), actions: .box(count: 6, in: -1...1))

  /// The number of threads that share an update by default, at most that of the processors.
  static let threads = min(2, ProcessInfo.processInfo.activeProcessorCount)

  /// The benchmark of an epoch of PPO, one pass over a rollout of 2,048 steps in batches of 64.
  ///
  /// The networks have two layers of 64 units, 17 inputs and 6 actions.
  private static let rollout = Benchmark(name: "ppo-epoch", unit: "ms/epoch") { duration in
    let settings = PPO.Settings()
    let learner = try PPO(settings, body, Compute(threads: threads, seed: 0))
    let replay = Replay(random: body)
    var random = RandomStream("bench", seed: 1)
    let steps = replay.sample(
      settings.rollouts.rolloutSteps, discount: 0.99, steps: 1, shift: 0, from: &random)
    let numbers = steps.map { _ in Float(random.normal()) }
    func epoch() {
      let order = random.shuffled(Array(steps.indices))
      for start in stride(from: 0, to: order.count, by: settings.batchSize) {
        let rows = order[start..<start + settings.batchSize]
        let column = rows.map { numbers[$0] }
        learner.update(rows.map { steps[$0] }, from: replay, columns: [column, column])
      }
    }
    for _ in 0..<3 { epoch() }
    return median(over: duration, of: epoch) * 1_000
  }

  /// Makes a benchmark of an update of SAC on images of 48×48, with the settings of `preset`.
  private init(update name: String, _ preset: Preset) {
    self.init(update: name) {
      let configuration = try Self.configuration("sac", in: "Pushing-v1", preset: preset)
      let problem = try configuration.problem(of: configuration.makeEnvironment())
      return (try configuration.makeLearner(problem, threads: Self.threads).learner, problem)
    }
  }

  /// Makes a benchmark of an update of a learner, sampling from the replay buffer included.
  ///
  /// An update of SAC is one of the critics, the actor, the temperature and the target networks. The replay
  /// buffer holds random numbers. Ten updates and a tenth of the time warm up. `scale` is how many of the unit
  /// are a second.
  init(
    update name: String, unit: String = "ms/update", perSecond scale: Double = 1e3,
    _ make: @escaping @Sendable () throws -> (learner: any Learner, problem: Problem)
  ) {
    self.init(name: name, unit: unit) { duration in
      let (learner, problem) = try make()
      let replay = Replay(random: problem)
      func update() throws { try learner.learn(from: replay, after: 1_000_000) }
      // the caches and the processor's clock settle first
      for _ in 0..<10 { try update() }
      _ = try Self.median(over: duration / 10) { try update() }
      let before = learner.updateCount
      try update()
      let updates = Double(learner.updateCount - before)
      return try Self.median(over: duration * 0.9) { try update() } * scale / updates
    }
  }
}

extension Replay {
  /// Makes a replay buffer of random numbers in episodes of 50 steps.
  fileprivate init(random problem: Problem) {
    let count = 4_000  // with pictures more than a processor's caches hold
    self.init(problem.layout, actionCount: problem.actionCount, capacity: count)
    var random = RandomStream("bench", seed: 0)
    for index in 0..<count {
      append(
        state: (0..<layout.stateCount).map { _ in Float(random.normal()) },
        frame: (0..<frameCount).map { _ in UInt8(truncatingIfNeeded: random.bits()) })
      if index % 51 == 50 {
        endEpisode()
      } else {
        let action =
          problem.choiceCount.map { [Float(random.integer(below: $0))] }
          ?? (0..<actionCount).map { _ in Float(random.uniform(in: -1...1)) }
        complete(action, reward: Float(random.uniform()), terminated: false)
      }
    }
  }
}
