// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import Foundation
import Testing

@Suite struct CategoricalTests {
  // a bandit with the rewards 1, 0, -1 at α = 0.5: V = α log Σ exp(r / α), in double precision elsewhere
  static let rewards: [Float] = [1, 0, -1]
  static let policy: [Float] = [0.8668133322, 0.1173104278, 0.0158762400]
  static let value: Float = 1.0714658142

  @Test func `the best policy of a bandit is worth the logarithm of the sum of exponentials`() {
    let best = Categorical(logits: Self.rewards.map { $0 / 0.5 + 3 })
    for (found, expected) in zip(best.probabilities, Self.policy) {
      #expect(abs(found - expected) < 1e-6)
    }
    #expect(abs(best.softValue(of: Self.rewards, entropyWeight: 0.5) - Self.value) < 1e-6)
    #expect(best.mostLikely == 0)
    for slope in best.gradient(values: Self.rewards, entropyWeight: 0.5) {
      #expect(abs(slope) < 1e-6)
    }
    // another policy is worth less
    let other = Categorical(logits: [2, 0, -1])
    #expect(other.softValue(of: Self.rewards, entropyWeight: 0.5) < Self.value - 0.005)
  }

  @Test(arguments: [[0.3, -0.7, 0.8], [-2, 3, 0, 0.5], [8, 0, -8]] as [[Float]])
  func `gradients are finite differences of the distance from the best policy`(
    _ logits: [Float]
  ) {
    let values = logits.indices.map { Float($0 * $0) / 2 - 1 }
    let (weight, step) = (Float(0.7), Float(1e-2))
    let best = Categorical(logits: values.map { $0 / weight })
    let slopes = Categorical(logits: logits).gradient(values: values, entropyWeight: weight)
    for index in logits.indices {
      func loss(_ change: Float) -> Float {
        var moved = logits
        moved[index] += change
        return -weight * best.mean(of: Categorical(logits: moved).logProbabilities)
      }
      #expect(abs(slopes[index] - (loss(step) - loss(-step)) / (2 * step)) < 1e-3)
    }
  }

  @Test func `near the best policy gradients are those of the actor's loss`() {
    let weight: Float = 0.5
    let logits = zip(Self.rewards, [0.03, -0.05, 0.04] as [Float]).map { $0 / weight + $1 }
    let slopes = Categorical(logits: logits).gradient(values: Self.rewards, entropyWeight: weight)
    let largest = slopes.map(abs).max() ?? 0
    #expect(largest > 1e-3)
    for index in logits.indices {
      func loss(_ change: Float) -> Float {
        var moved = logits
        moved[index] += change
        return -Categorical(logits: moved).softValue(of: Self.rewards, entropyWeight: weight)
      }
      #expect(abs(slopes[index] - (loss(0.01) - loss(-0.01)) / 0.02) < 0.05 * largest)
    }
  }

  @Test func `a choice once given up is taken up again where it is the best`() {
    let certain = Categorical(logits: [1e30, 0, -1e30])
    #expect(certain.probabilities == [1, 0, 0])
    #expect(certain.softValue(of: [2, 5, 7], entropyWeight: 0.5) == 2)
    let slopes = certain.gradient(values: [2, 5, 7], entropyWeight: 0.5)
    #expect(slopes[0] > 0.49 && slopes[2] < -0.49)
  }

  @Test func `choices are drawn as often as they are likely`() {
    let policy = Categorical(logits: Self.rewards.map { $0 / 0.5 })
    var counts = [0, 0, 0]
    for index in 0..<10_000 { counts[policy.sample(draw: (Float(index) + 0.5) / 10_000)] += 1 }
    for (count, expected) in zip(counts, Self.policy) {
      #expect(abs(Float(count) / 10_000 - expected) < 2e-4)
    }
    #expect(policy.sample(draw: 1) == 0)  // what rounding leaves over
  }

  @Test func `SAC finds the policy of the bandit`() throws {
    var settings = SAC.Settings()
    settings.hiddenUnits = [16]
    settings.batchSize = 12
    (settings.actorRate, settings.criticRate) = (1e-2, 1e-2)
    settings.entropyRate = 0  // α stays
    settings.initialEntropyWeight = 0.5
    let layout = ObservationLayout(stateCount: 1)
    let learner = try SAC(
      settings, Problem(layout, .discrete(count: 3)), Compute(threads: 1, seed: 1))
    var replay = Replay(layout, actionCount: 1, capacity: 10)
    for (choice, reward) in Self.rewards.enumerated() {
      replay.append(
        state: [1], frame: [], action: [Float(choice)], reward: reward, terminated: true)
    }
    replay.append(state: [1], frame: [], action: [], reward: 0, terminated: false)
    for _ in 0..<1_000 { try learner.update(replay) }
    #expect(learner.entropyWeight == 0.5)
    // V = E[Q] - α E[log π], as it is reported
    let logProbability = try #require(learner.measures["log_probability"])
    let value = try #require(learner.measures["value"]) - 0.5 * logProbability
    #expect(abs(value - Self.value) < 2e-3)
    #expect(abs(exp(logProbability) - exp(Self.negativeEntropy)) < 5e-3)
  }

  private static var negativeEntropy: Float { policy.reduce(0) { $0 + $1 * log($1) } }
}
