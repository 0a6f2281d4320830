// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaNetworks
import Foundation
import Testing

// what follows is the code of AddingALearner.md
/// Clones the actions of a data set, those with more reward more: `L = -exp(r / T) log π(a|s)`.
final class RewardedCloning: Learner {
  struct Settings: LearnerSettings {
    @Setting("T", "temperature of the rewards", .positive) var temperature: Float = 1
    @Setting("", "transitions of an update", .multiple(of: 2)) var batchSize = 64
    var sight = Sight()
    var practice: Practice { Practice() }
    var isOffline: Bool { true }
  }

  let settings: Settings
  let policy: LearnedPolicy
  private let (problem, compute, sampling): (Problem, Compute, RandomSource)

  init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    let weights = compute.random("weights")
    let encoder = try FeatureEncoder(settings.sight, problem, rate: 1e-3, weights)
    policy = try LearnedPolicy(problem, encoder, hiddenUnits: [64, 64], rate: 1e-3, weights)
    sampling = compute.random("replay")
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
  }

  private lazy var update = BatchUpdate(settings.batchSize, of: problem, compute) {
    [unowned self] graph, batch in
    let weight = (batch.reward / settings.temperature).exp()
    let loss = -(weight * policy(batch.seen).logProbability(of: batch.action))
    graph.minimize(loss, policy)
    graph.report("actor_loss", loss)
  }

  func learn(from replay: Replay, after step: Int) {
    let batch = replay.sample(
      settings.batchSize, discount: 1, steps: 1, shift: 0, from: &sampling.stream)
    update(batch, from: replay)
  }

  func act(_ seen: Seen, exploring: Bool, _ random: RandomSource) -> [Float] {
    policy.act(seen, exploring: exploring, random)
  }

  var updateCount: Int { update.count }
  var measures: Measures { update.measures }

  var parts: Parts {
    Parts(policy.allNetworks).adding(
      ("normalizer", problem.normalizer), ("update", update), ("sampling", sampling))
  }
}

@Suite struct AddingALearnerTests {
  @Test func `the learner of the page is this one`() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let page = try String(
      contentsOf: folder.appendingPathComponent(
        "../../Sources/DioramaLearners/DioramaLearners.docc/AddingALearner.md"), encoding: .utf8)
    let code = try #require(page.components(separatedBy: "```swift\n").last)
      .components(separatedBy: "```")[0]
    #expect(try String(contentsOfFile: #filePath, encoding: .utf8).contains(code))
  }

  @Test func `it prefers what was rewarded`() throws {
    let problem = Problem(ObservationLayout(stateCount: 1), SACTests.choices)
    var replay = Replay(problem.layout, actionCount: 1, capacity: 400)
    for index in 0..<300 {
      replay.append(state: [1])
      replay.complete([Float(index % 3)], reward: index % 3 == 1 ? 3 : 0, terminated: false)
    }
    replay.append(state: [1])
    let learner = try RewardedCloning(
      RewardedCloning.Settings(), problem, Compute(threads: 1, seed: 1))
    for step in 1...200 { learner.learn(from: replay, after: step) }
    let random = RandomSource(RandomStream("test", seed: 1))
    #expect(learner.act(Seen(replay), exploring: false, random) == [1])
    #expect(learner.updateCount == 200)
  }
}
