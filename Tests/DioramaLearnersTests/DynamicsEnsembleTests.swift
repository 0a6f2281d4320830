// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaNetworks
import TestSupport
import Testing

@Suite(.slow) struct DynamicsEnsembleTests {
  /// A linear system with a little noise: `s' = A s + B a + 0.01 ε`, reward `-s₀² - a²`.
  static func follow(_ s: [Double], _ a: Double) -> (state: [Double], reward: Double) {
    ([0.9 * s[0] + 0.1 * s[1], -0.2 * s[0] + 0.95 * s[1] + 0.3 * a], -s[0] * s[0] - a * a)
  }

  static func replay(episodes: Int) -> Replay {
    var replay = Replay(ObservationLayout(stateCount: 2), actionCount: 1, capacity: 10_000)
    var random = RandomStream("test", seed: 8)
    for _ in 0..<episodes {
      var s = [random.uniform(in: -1...1), random.uniform(in: -1...1)]
      for _ in 0..<10 {
        let a = random.uniform(in: -1...1)
        let next = follow(s, a)
        replay.append(
          state: s.map(Float.init), frame: [], action: [Float(a)], reward: Float(next.reward),
          terminated: false)
        s = next.state.map { $0 + 0.01 * random.normal() }
      }
      replay.append(
        state: s.map(Float.init), frame: [], action: [], reward: 0, terminated: false)
    }
    return replay
  }

  static var settings: ModelSettings {
    var settings = ModelSettings()
    settings.hiddenUnits = [32, 32]
    settings.batchSize = 64
    return settings
  }

  static func learner(threads: Int = 1, updates: Int) throws -> EnsembleLearner {
    let learner = try EnsembleLearner(
      settings, stateCount: 2, actionCount: 1, Compute(threads: threads, seed: 2))
    learner.train(on: replay(episodes: 40), updates: updates)
    return learner
  }

  @Test func `learns a linear system, and doubts where it saw nothing`() throws {
    let ensemble = try Self.learner(updates: 1_500).ensemble
    var random = RandomStream("test", seed: 9)
    var (error, rewardError, spread, deviation) = (0.0, 0.0, 0.0, 0.0)
    for _ in 0..<20 {
      let s = [random.uniform(in: -0.8...0.8), random.uniform(in: -0.8...0.8)]
      let a = random.uniform(in: -0.8...0.8)
      let truth = Self.follow(s, a)
      let predictions = ensemble.predictions(s.map(Float.init), [Float(a)])
      #expect(predictions.count == 5)
      for prediction in predictions {
        error += abs(prediction.state[1] - truth.state[1]) / 100
        rewardError += abs(prediction.reward - truth.reward) / 100
        deviation += prediction.deviation[1] / 100
      }
      spread += Self.spread(predictions) / 20
    }
    #expect(error < 0.02 && rewardError < 0.08)
    // the noise of the system is 0.01: it cannot be known, and is told
    #expect(deviation > 0.006 && deviation < 0.02)
    let far = ensemble.predictions([4, -4], [1])
    #expect(Self.spread(far) > 5 * spread)
  }

  /// How much the networks disagree: the deviation of their means.
  static func spread(_ predictions: [DynamicsEnsemble.Prediction]) -> Double {
    let states = predictions.map { $0.state[1] }
    let mean = states.reduce(0, +) / Double(states.count)
    let squares = states.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(states.count)).squareRoot()
  }

  @Test(arguments: Propagation.allCases)
  func `neither learning nor imagining depends on the number of threads`(
    propagation: Propagation
  ) throws {
    let environment = try LinearProblem.make(numbers: 2)
    let observation = TaskObservation(state: [0.3, -0.2])
    let sequences = (0..<11).map { index in (0..<6).map { Float((index + $0) % 5) / 2.5 - 1 } }
    func result(threads: Int) throws -> ([Float], [Double]) {
      let ensemble = try Self.learner(threads: threads, updates: 20).ensemble
      let model = EnsembleModel(ensemble, Problem(environment), propagation, threads: threads)
      model.begin(at: observation, of: environment)
      return (ensemble.network.parameters.values, model.returns(of: sequences))
    }
    let one = try result(threads: 1)
    let two = try result(threads: 2)
    #expect(one.0 == two.0 && one.1 == two.1)
  }

  @Test(arguments: Propagation.allCases)
  func `what is imagined is near what happens`(propagation: Propagation) throws {
    let environment = try LinearProblem.make(numbers: 2)
    let model = EnsembleModel(
      try Self.learner(updates: 1_500).ensemble, Problem(environment), propagation)
    let start: [Float] = [0.5, 0.1]
    model.begin(at: TaskObservation(state: start), of: environment)
    let sequences: [[Float]] = [[0, 0, 0, 0], [0.8, -0.8, 0.8, -0.8], [0.4, 0.4, 0.4, 0.4]]
    let returns = model.returns(of: sequences)
    for (sequence, found) in zip(sequences, returns) {
      var (s, expected) = (start.map(Double.init), 0.0)
      for a in sequence {
        let next = Self.follow(s, Double(a))
        expected += next.reward
        s = next.state
      }
      #expect(abs(found - expected) < 0.2, "\(found) for \(expected)")
    }
  }
}
