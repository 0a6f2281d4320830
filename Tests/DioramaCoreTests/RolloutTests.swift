// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import Testing

struct RolloutTests {
  private static func report(
    successes: Int, of episodes: Int, returns: [Double] = []
  ) -> RolloutReport {
    RolloutReport(
      environment: EnvironmentID("A", version: 1), policy: "p", seed: 0, episodes: episodes,
      successes: successes, returns: returns, lengths: returns.indices.map { $0 + 1 },
      trajectoryHash: TrajectoryHash())
  }

  static func environment(horizon: Int = 5) -> AnyEnvironment {
    AnyEnvironment(
      Miniature(horizon: horizon), id: EnvironmentID("Miniature", version: 1), horizon: horizon)
  }

  @Test(arguments: [
    // by hand, 0 of 5 ends at z² / (5 + z²) and 5 of 5 mirrors it; the others by another program
    (0, 5, 0.0, 0.43448246), (5, 5, 0.56551754, 1.0), (8, 10, 0.49016247, 0.94331784),
    (1, 1, 0.20654931, 1.0), (50, 100, 0.40383153, 0.59616847),
  ])
  func `the interval is Wilson's`(successes: Int, episodes: Int, low: Double, high: Double) {
    let interval = Self.report(successes: successes, of: episodes).successInterval
    #expect(abs(interval.lowerBound - low) <= 1e-7)
    #expect(abs(interval.upperBound - high) <= 1e-7)
  }

  @Test func `mean and deviation are those of a sample`() {
    let report = Self.report(successes: 1, of: 4, returns: [1, 2, 3, 6])
    #expect(report.successRate == 0.25)
    #expect(report.returnMean == 3)
    // (4 + 1 + 0 + 9) / 3
    #expect(abs(report.returnDeviation - (14.0 / 3).squareRoot()) <= 1e-15)
    #expect(report.lengthMean == 2.5)
    #expect(Self.report(successes: 0, of: 1, returns: [5]).returnDeviation == 0)
  }

  @Test func `episodes are seeded one after the other, and watched`() throws {
    var policy = ExpertPolicy()
    var seen: [[Double]] = []
    let report = try Self.environment(horizon: 2).rollout(
      &policy, name: "expert", episodes: 3, seed: 10
    ) { episode, environment, _ in
      seen.append([Double(episode), environment.metrics["count"] ?? -1])
    }
    #expect(
      seen == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2], [2, 0], [2, 1], [2, 2]])
    // the expert is paid 1 a step; even seeds succeed
    #expect(report.returns == [2, 2, 2])
    #expect(report.lengths == [2, 2, 2])
    #expect(report.successes == 2)
    #expect(report.policy == "expert" && report.seed == 10 && report.episodes == 3)
    #expect(report.environment.description == "Miniature-v1")
  }

  @Test func `the hash covers every observation, reward and ending`() throws {
    func hash(_ seed: UInt64, horizon: Int) throws -> TrajectoryHash {
      var policy = RandomPolicy()
      return try Self.environment(horizon: horizon).rollout(
        &policy, name: "random", episodes: 1, seed: seed
      ).trajectoryHash
    }
    #expect(try hash(1, horizon: 3) == hash(1, horizon: 3))
    #expect(try hash(1, horizon: 3) != hash(2, horizon: 3))
    #expect(try hash(1, horizon: 3) != hash(1, horizon: 4))

    let plain = Step(observation: TaskObservation(state: [1]), reward: 0)
    var variants = [plain, plain, plain, plain, plain]
    variants[1].reward = 1
    variants[2].ending = .terminated
    variants[3].ending = .truncated
    variants[4].observation.pixels = Image(width: 1, height: 1)
    let hashes = variants.map {
      var hash = TrajectoryHash()
      hash.combine($0)
      return hash
    }
    #expect(Set(hashes).count == 5)
  }

  @Test func `no episode at all is a mistake of the program`() async {
    await #expect(processExitsWith: .failure) {
      var policy = ZeroPolicy()
      _ = try RolloutTests.environment().rollout(&policy, name: "zero", episodes: 0, seed: 0)
    }
  }
}
