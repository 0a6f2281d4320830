// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaNetworks
import TestSupport
import Testing

@Suite(.slow) struct SACTests {
  static let numbers = Space.box(count: 2, in: -1...1)
  static let choices = Space.discrete(count: 3)

  static func replay(_ layout: ObservationLayout, _ actions: Space = numbers) -> Replay {
    var replay = Replay(layout, actionCount: actions == choices ? 1 : 2, capacity: 300)
    var random = RandomStream("test", seed: 1)
    for index in 0..<200 {
      let action =
        actions == choices ? [Float(index % 3)] : [Float(random.uniform(in: -1...1)), 0.5]
      replay.append(
        state: (0..<layout.stateCount).map { _ in Float(random.normal()) },
        frame: (0..<replay.frameCount).map { _ in UInt8(truncatingIfNeeded: random.bits()) },
        action: index % 20 == 19 ? [] : action,
        reward: Float(random.uniform()), terminated: index % 40 == 18)
    }
    return replay
  }

  static func settings(_ encoder: ImageEncoder) -> SAC.Settings {
    var settings = SAC.Settings()
    settings.sight.encoder = encoder
    settings.hiddenUnits = [16, 16]
    settings.batchSize = 8
    settings.returnSteps = 2
    settings.sight.shift = encoder == .none ? 0 : 2
    settings.actorInterval = 2
    return settings
  }

  static let frame = ImageShape(height: 16, width: 16, channels: 3)

  @Test func `a policy explores with the entropy asked for, then with the final one`() throws {
    var settings = Self.settings(.none)
    (settings.updatesPerStep, settings.exploringSteps, settings.annealingSteps) = (2, 3, 4)
    // which no policy has: the weight of entropy grows below the one, and falls above the other
    (settings.exploringEntropy, settings.targetEntropy) = (100, -100)
    let layout = ObservationLayout(stateCount: 5)
    let replay = Self.replay(layout)
    let learner = try SAC(settings, Problem(layout, Self.numbers), Compute(threads: 1, seed: 4))
    var weights: [Float] = []
    for _ in 0..<20 {
      try learner.update(replay)
      weights.append(learner.entropyWeight)
    }
    #expect(weights[0..<4] == weights[0..<4].sorted()[...] && weights[3] > weights[0])
    #expect(weights[12...] == weights[12...].sorted(by: >)[...] && weights[19] < weights[12])
  }

  @Test(arguments: [ImageEncoder.none, .shared, .separate])
  func `the policy that is used follows the one that learns`(_ encoder: ImageEncoder) throws {
    let layout = ObservationLayout(
      stateCount: encoder == .none ? 5 : 0, frame: encoder == .none ? nil : Self.frame)
    let replay = Self.replay(layout)
    func weights(_ smoothing: Float) throws -> (last: [[Float]], used: [[Float]]) {
      var settings = Self.settings(encoder)
      settings.policySmoothing = smoothing
      let learner = try SAC(settings, Problem(layout, Self.numbers), Compute(threads: 1, seed: 4))
      for _ in 0..<6 { try learner.update(replay) }
      let weights = learner.weights
      return (
        [weights["actor"], weights["actor_encoder"] ?? weights["encoder"]].compactMap(\.self),
        [weights["averaged_actor"], weights["averaged_encoder"]].compactMap(\.self)
      )
    }
    let (last, none) = try weights(0)
    #expect(none.isEmpty)
    let (same, atOnce) = try weights(1)
    #expect(same == last && atOnce == last)
    let (alike, slowly) = try weights(0.1)
    #expect(alike == last && slowly != last && slowly.count == last.count)
  }

  @Test(arguments: [numbers, choices])
  func `both critics are taken for less by the least than by the mean`(_ actions: Space) throws {
    let layout = ObservationLayout(stateCount: 5)
    let replay = Self.replay(layout, actions)
    let values = try ValueEstimate.allCases.map { estimate in
      var settings = Self.settings(.none)
      settings.valueEstimate = estimate
      let learner = try SAC(settings, Problem(layout, actions), Compute(threads: 1, seed: 4))
      for _ in 0..<2 { try learner.update(replay) }  // the second one is the actor's first
      return try #require(learner.measures["value"])
    }
    #expect(values[0] < values[1], "\(ValueEstimate.allCases)")
  }

  @Test(arguments: ImageEncoder.allCases, [numbers, choices])
  func `gradients are finite differences`(_ encoder: ImageEncoder, _ actions: Space) throws {
    let layout = ObservationLayout(
      stateCount: encoder == .none || encoder == .asymmetric ? 5 : 0,
      frame: encoder == .none ? nil : Self.frame)
    let learner = try SAC(
      Self.settings(encoder), Problem(layout, actions), Compute(threads: 1, seed: 4))
    let wrong = learner.update.wrongGradients(of: Self.replay(layout, actions))
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
  }

  @Test(arguments: ImageEncoder.allCases, [numbers, choices])
  func `updates are the same on one thread and on two`(
    _ encoder: ImageEncoder, _ actions: Space
  ) throws {
    let layout = ObservationLayout(
      stateCount: encoder == .none || encoder == .asymmetric ? 5 : 0,
      frame: encoder == .none ? nil : Self.frame)
    let replay = Self.replay(layout, actions)
    let learners = try [1, 2].map { threads in
      try SAC(
        Self.settings(encoder), Problem(layout, actions), Compute(threads: threads, seed: 4))
    }
    let before = learners[0].weights
    for learner in learners {
      for _ in 0..<6 { try learner.update(replay) }
    }
    #expect(learners[0].measures == learners[1].measures)
    #expect(learners[0].measures.values.allSatisfy { $0.isFinite })
    #expect(learners[0].weights == learners[1].weights)
    for (name, weights) in learners[0].weights { #expect(weights != before[name], "\(name)") }
  }

  @Test func `a transition over steps adds up rewards and stops where the episode does`() {
    var replay = Replay(ObservationLayout(stateCount: 1), actionCount: 1, capacity: 10)
    for index in 0..<4 {
      replay.append(
        state: [Float(index)], frame: [], action: [0], reward: Float(index + 1),
        terminated: index == 3)
    }
    replay.append(state: [4], frame: [], action: [], reward: 0, terminated: false)
    var random = RandomStream("test", seed: 0)
    var seen: [Int: SampledTransition] = [:]
    for transition in replay.sample(200, discount: 0.5, steps: 3, shift: 0, from: &random) {
      seen[transition.slot] = transition
    }
    #expect(seen.keys.sorted() == [0, 1, 2, 3])
    #expect(seen[0]?.reward == 2.75)
    #expect(seen[0]?.bootstrap == 0.125)
    #expect(seen[0]?.nextSlot == 3)
    #expect(seen[2]?.reward == 5)
    #expect(seen[2]?.bootstrap == 0)
    #expect(seen[3]?.reward == 4)
  }

  @Test func `a time limit does not cut the value`() {
    var replay = Replay(ObservationLayout(stateCount: 1), actionCount: 1, capacity: 10)
    replay.append(state: [0], frame: [], action: [0], reward: 1, terminated: false)
    replay.append(state: [1], frame: [], action: [], reward: 0, terminated: false)
    replay.append(state: [2], frame: [], action: [0], reward: 5, terminated: false)
    var random = RandomStream("test", seed: 0)
    let drawn = replay.sample(50, discount: 0.9, steps: 3, shift: 0, from: &random)
    #expect(drawn.allSatisfy { $0.slot == 0 && $0.nextSlot == 1 && $0.bootstrap == 0.9 })
  }

  @Test func `the oldest is replaced, and never half of a transition`() {
    var replay = Replay(ObservationLayout(stateCount: 1), actionCount: 1, capacity: 7)
    var random = RandomStream("test", seed: 0)
    for index in 0..<100 {
      replay.append(
        state: [Float(index)], frame: [], action: index % 5 == 4 ? [] : [0], reward: Float(index),
        terminated: false)
      guard index > 1 else { continue }
      let kept = Set(
        replay.sample(60, discount: 1, steps: 1, shift: 0, from: &random).map(\.reward))
      #expect(kept.allSatisfy { $0 > Float(index) - 7 && $0 < Float(index) && $0 != 4 })
      #expect(kept.allSatisfy { Int($0) % 5 != 4 })
    }
    #expect(replay.count == 7)
  }
}
