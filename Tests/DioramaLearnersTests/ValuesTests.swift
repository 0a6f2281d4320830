// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaNetworks
import TestSupport
import Testing

/// Learners of action values, on problems whose values are known.
///
/// Those on grids are in `GridValuesTests`.
@Suite struct ValuesTests {
  @Test(arguments: ["soft-q", "ddpg", "naf"])
  func `gradients are finite differences`(_ name: String) throws {
    let entry = try #require(LearnerCatalog.entry(name))
    let (made, replay) = try LearnerCatalogTests.make(entry)
    let update = try #require(
      made.learner.parts.first { $0.name == "update" }?.part as? BatchUpdate)
    let wrong = update.wrongGradients(of: replay)
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
  }

  // MARK: example 6.7 of Sutton and Barto

  /// The share of runs whose first action is left, for each episode.
  ///
  /// From A, right ends at once, and left leads to B, from where ten actions end with a reward of mean -0.1:
  /// right is better, but of ten noisy estimates the largest looks better than nothing.
  static func sharesOfLeft(
    _ backup: TabularQ.Backup, runs: Int, episodes: Int
  ) throws -> [Double] {
    var settings = TabularQ.Settings()
    (settings.discount, settings.backup) = (1, backup)  // ε = α = 0.1 are the defaults
    let layout = ObservationLayout(stateCount: 1)
    let problem = Problem(layout, .discrete(count: 10))
    var lefts = [Int](repeating: 0, count: episodes)
    for run in 0..<runs {
      let learner = try TabularQ(settings, problem, Compute(threads: 1, seed: UInt64(run)))
      let random = RandomSource(RandomStream("test", seed: UInt64(run)))
      var replay = Replay(layout, actionCount: 1, capacity: 3 * episodes)
      replay.append(state: [0])
      for episode in 0..<episodes {
        let goesLeft = isFirstChosen(learner, random)
        if goesLeft {
          lefts[episode] += 1
          replay.complete([0], reward: 0, terminated: false)
          replay.append(state: [1])
          learner.learn(from: replay, after: 1)
          let choice = learner.act(Seen(replay), exploring: true, random)
          replay.complete(
            choice, reward: Float(random.stream.normal()) - 0.1, terminated: true)
        } else {
          replay.complete([1], reward: 0, terminated: true)
        }
        replay.append(state: [2])
        replay.endEpisode()
        replay.append(state: [0])
        learner.learn(from: replay, after: 1)
      }
    }
    return lefts.map { Double($0) / Double(runs) }
  }

  /// Chooses left or right in A, where only the first two of the ten actions are possible.
  private static func isFirstChosen(_ learner: TabularQ, _ random: RandomSource) -> Bool {
    let values = (0..<2).map { action in learner.tables.reduce(0) { $0 + $1([0])[action] } }
    let isRandom = random.stream.uniform() < 0.1 || values[0] == values[1]
    return isRandom ? random.stream.integer(below: 2) == 0 : values[0] > values[1]
  }

  /// The shares that 3,000 runs of another program gave.
  @Test(
    arguments: [
      (.best, [20: 0.939, 50: 0.819, 100: 0.458, 200: 0.150]),
      (.double, [20: 0.270, 50: 0.129, 100: 0.090, 200: 0.076]),
    ] as [(TabularQ.Backup, [Int: Double])])
  func `Q-learning goes after noise, and double Q-learning does not`(
    backup: TabularQ.Backup, expected: [Int: Double]
  ) throws {
    let shares = try Self.sharesOfLeft(backup, runs: 400, episodes: 202)
    for (episode, share) in expected {
      // of three episodes, and four standard errors as if they were one
      let found = shares[(episode - 2)...episode].reduce(0, +) / 3
      #expect(abs(found - share) < 4 * (share * (1 - share) / 400).squareRoot(), "\(episode)")
    }
  }
}

/// The linear-quadratic problem `x' = x + a`, reward `-(x² + a²)`, from 2,000 transitions at γ = 0.9: the best
/// action is `-K x`, `K = 0.5884033490`, and the value `-P x²`, `P = 1.5884033490`.
@Suite(.slow) struct LinearQuadraticValuesTests {
  static let (gain, cost) = (0.5884033490, 1.5884033490)
  static let scale = 2.5

  static func replay() -> Replay {
    var replay = Replay(ObservationLayout(stateCount: 1), actionCount: 1, capacity: 5_000)
    var random = RandomStream("test", seed: 3)
    for _ in 0..<2_000 {
      let x = random.uniform(in: -2...2)
      let a = -0.6 * x + random.uniform(in: -1.2...1.2)  // which leads into ±2 again
      replay.append(
        state: [Float(x)], frame: [], action: [Float(a / scale)], reward: Float(-x * x - a * a),
        terminated: false)
      replay.append(state: [Float(x + a)], frame: [], action: [], reward: 0, terminated: false)
    }
    return replay
  }

  static let problem = Problem(ObservationLayout(stateCount: 1), .box(count: 1, in: -1...1))
  /// The states at which gains and values are compared.
  static let places = (-10...10).map { Double($0) / 10 }

  /// Learns, with a step size that falls in the end, and returns the gain: the slope of the actions by least
  /// squares, as a mean over the last updates.
  private func learnedGain(
    _ learner: some Learner, _ update: BatchUpdate, updates: Int
  ) throws -> Double {
    let replay = Self.replay()
    var gains: [Double] = []
    let random = RandomSource(RandomStream("test", seed: 1))
    for count in 1...updates {
      update.rateScale = min(1, 2 - 2 * Float(count) / Float(updates) + 0.01)
      try learner.update(replay)
      guard count > updates * 9 / 10, count % 20 == 0 else { continue }
      let products = try Self.places.map { x in
        var seen = Replay(replay.layout, actionCount: 1, capacity: 3)
        seen.append(state: [Float(x)])
        return try x * Double(learner.act(Seen(seen), exploring: false, random)[0]) * Self.scale
      }
      gains.append(-products.reduce(0, +) / Self.places.reduce(0) { $0 + $1 * $1 })
    }
    return gains.reduce(0, +) / Double(gains.count)
  }

  #if !DEBUG
  // without optimisation it takes a minute

  @Test func `DDPG finds the gain`() throws {
    var settings = TD3.Settings()
    (settings.criticCount, settings.targetNoise, settings.actorInterval) = (1, 0, 1)
    // the policy follows the slope of a critic with kinks, of which there must be many: 64 units are not enough
    (settings.hiddenUnits, settings.batchSize) = ([256, 256], 128)
    (settings.discount, settings.targetSmoothing) = (0.9, 0.02)
    let learner = try TD3(settings, Self.problem, Compute(threads: 1, seed: 1))
    let found = try learnedGain(learner, learner.update, updates: 6_000)
    #expect(abs(found / Self.gain - 1) < 0.02, "\(found)")
  }
  #endif

  @Test func `NAF finds the gain and the value`() throws {
    var settings = NAF.Settings()
    (settings.hiddenUnits, settings.batchSize) = ([32, 32], 64)
    (settings.discount, settings.targetSmoothing) = (0.9, 0.02)
    let learner = try NAF(settings, Self.problem, Compute(threads: 1, seed: 1))
    var states = Replay(Self.problem.layout, actionCount: 1, capacity: 50)
    for x in Self.places {
      states.append(state: [Float(x)])
      states.endEpisode()
    }
    let found = try learnedGain(learner, learner.update, updates: 4_000)
    #expect(abs(found / Self.gain - 1) < 0.02, "\(found)")
    // P by least squares: V(x) = -P x²
    let values = learner.critics.values(at: Array(Self.places.indices), of: states)
    let products = zip(Self.places, values).reduce(0) { $0 - $1.0 * $1.0 * Double($1.1[0]) }
    let cost = products / Self.places.reduce(0) { $0 + $1 * $1 * $1 * $1 }
    #expect(abs(cost / Self.cost - 1) < 0.02, "\(cost)")
  }
}
