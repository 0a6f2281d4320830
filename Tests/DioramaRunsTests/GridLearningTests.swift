// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaGridworlds
import DioramaLearners
import DioramaNetworks
import TestSupport
import Testing

/// A grid whose soft values are known exactly: at a fixed α they are the fixed point of soft actor-critic.
@Suite(.slow) struct GridLearningTests {
  static let map = """
    living reward: -0.1
    hole reward: -1
    actions: N E S W

    map:
    ...G
    .#.H
    S...
    """
  static let (discount, entropyWeight) = (0.9, 0.1)

  /// Every action in every state, once.
  static func replay(_ world: Gridworld) -> Replay {
    let model = world.model
    var replay = Replay(ObservationLayout(stateCount: 2), actionCount: 1, capacity: 200)
    for state in 0..<model.stateCount where !model.isTerminal[state] {
      for action in 0..<model.actionCount {
        for outcome in model[state, action] {
          replay.append(state: world.features[state])
          replay.complete(
            [Float(action)], reward: Float(outcome.reward),
            terminated: model.isTerminal[outcome.state])
          replay.append(state: world.features[outcome.state])
          replay.endEpisode()
        }
      }
    }
    return replay
  }

  #if !DEBUG
  // without optimisation it takes minutes

  @Test func `SAC at a fixed entropy weight finds what soft value iteration finds`() throws {
    let world = try Gridworld(GridMap(text: Self.map, file: "small"))
    let model = world.model
    let exact = try model.softValueIteration(
      discount: Self.discount, temperature: Self.entropyWeight)
    var settings = SAC.Settings()
    settings.discount = Float(Self.discount)
    settings.entropyRate = 0  // α stays
    settings.initialEntropyWeight = Float(Self.entropyWeight)
    settings.hiddenUnits = [64, 64]
    settings.batchSize = 128
    (settings.actorRate, settings.criticRate) = (1e-3, 1e-3)
    settings.targetSmoothing = 0.02
    let problem = Problem(
      "Small", ObservationLayout(stateCount: 2), actions: .discrete(count: model.actionCount))
    let learner = try SAC(settings, problem, Compute(threads: 1, seed: 1))
    let replay = Self.replay(world)
    for _ in 0..<8_000 { learner.learn(from: replay, after: 10_000) }

    let actor = Pass(learner.policy.head.network, rows: 1)
    let critics = Pass(learner.critics.head.network, rows: 1)
    for state in 0..<model.stateCount where !model.isTerminal[state] {
      actor.input.update(world.features[state])
      critics.input.update(world.features[state])
      actor.forward()
      critics.forward()
      let policy = Categorical(logits: actor.output.values)
      let values = (0..<model.actionCount).map {
        min(critics.output[0, $0], critics.output[1, $0])
      }
      let value = policy.softValue(of: values, entropyWeight: Float(Self.entropyWeight))
      #expect(abs(Double(value) - exact.values[state]) < 0.02, "V of \(model.stateNames[state])")
      for action in 0..<model.actionCount {
        let expected = model[state, action].reduce(0) {
          $0 + $1.probability * ($1.reward + Self.discount * exact.values[$1.state])
        }
        let what = "\(model.actionNames[action]) in \(model.stateNames[state])"
        #expect(abs(Double(values[action]) - expected) < 0.03, "Q of \(what)")
        let likelihood = exact.policy[state * model.actionCount + action]
        #expect(abs(Double(policy.probabilities[action]) - likelihood) < 0.05, "π of \(what)")
      }
    }
  }
  #endif
}
