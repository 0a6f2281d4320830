// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaNetworks
import Testing

/// A problem whose solution is known: `x' = x + a`, reward `-(x² + a²)`, α = 0.1, γ = 0.99.
///
/// The best policy is the Gaussian with mean `-K x`, `K = 0.6152512457`, and variance
/// `α / (2 (1 + γ P)) = 0.0192374377`, `P = 1.6152512457`. Actions go to ±10 here, where the
/// squashing at ±1 is too far away to be felt.
@Suite struct LinearQuadraticTests {
  static let scale = 10.0

  static func replay() -> Replay {
    var replay = Replay(ObservationLayout(stateCount: 1), actionCount: 1, capacity: 20_000)
    var random = RandomStream("test", seed: 3)
    for _ in 0..<9_000 {
      let x = random.uniform(in: -1.5...1.5)
      let a = -0.6 * x + 0.4 * random.normal()
      replay.append(
        state: [Float(x)], frame: [], action: [Float(a / scale)], reward: Float(-x * x - a * a),
        terminated: false)
      replay.append(state: [Float(x + a)], frame: [], action: [], reward: 0, terminated: false)
    }
    return replay
  }

  #if !DEBUG
  // without optimisation it takes minutes

  @Test func `SAC finds the policy of the linear-quadratic problem`() throws {
    var settings = SAC.Settings()
    settings.hiddenUnits = [64, 64]
    settings.batchSize = 256
    settings.actorRate = 3e-4
    settings.criticRate = 3e-4
    settings.entropyRate = 0  // α stays
    settings.initialEntropyWeight = 0.1
    settings.targetSmoothing = 0.02
    let layout = ObservationLayout(stateCount: 1)
    let learner = try SAC(
      settings, Problem(layout, .box(count: 1, in: -1...1)), Compute(threads: 1, seed: 1))
    let replay = Self.replay()
    let pass = Pass(learner.policy.head.network, rows: 5)
    for row in 0..<5 { pass.input[row, 0] = Float(row - 2) / 2 }
    // the policy trembles about its optimum: what is compared is its mean over the last updates
    var means = [Double](repeating: 0, count: 5)
    var variance = 0.0
    for update in 1...20_000 {
      try learner.update(replay)
      guard update > 10_000, update % 100 == 0 else { continue }
      pass.forward()
      for row in 0..<5 {
        means[row] += Double(pass.output[row, 0]) * Self.scale / 100
        let deviation = SquashedGaussian(
          mean: pass.output[row, 0], logDeviation: pass.output[row, 1]
        ).deviation
        variance += Double(deviation * deviation) * Self.scale * Self.scale / 500
      }
    }
    // the gain is the slope of the mean, by least squares over x = -1, -1/2, 0, 1/2, 1
    let gain = (means[0] + means[1] / 2 - means[3] / 2 - means[4]) / 2.5
    #expect(abs(gain / 0.6152512457 - 1) < 0.03)
    #expect(abs(variance / 0.0192374377 - 1) < 0.08)
  }
  #endif
}
