// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaNetworks
import Foundation
import TestSupport
import Testing

@Suite(.slow) struct SuccessExampleTests {
  static let frame = ImageShape(height: 16, width: 16, channels: 3)
  static let dark = Image(width: 16, height: 16, red: 30, green: 99)
  static let red = Image(width: 16, height: 16, red: 220, green: 99)

  /// A long walk between two pictures, of which one in four is red, whatever is done.
  private func replay(_ layout: ObservationLayout) -> Replay {
    var replay = Replay(layout, actionCount: 1, capacity: 2_000)
    var random = RandomStream("test", seed: 1)
    for _ in 0..<2_000 {
      replay.append(
        state: [], frame: (random.uniform() < 0.25 ? Self.red : Self.dark).samples,
        action: [Float(tanh(random.normal()))], reward: 0, terminated: false)
    }
    return replay
  }

  /// The logit that the first critic gives `picture` and `action`.
  private func logit(_ networks: [String: Network], _ picture: Image, _ action: Float) throws
    -> Float
  {
    let encoder = Pass(try #require(networks["encoder"]), rows: 1)
    encoder.input.updatePicture(row: 0, picture.samples.span, Self.frame)
    encoder.forward()
    let critics = Pass(try #require(networks["critics"]), rows: 1)
    critics.input.updateColumns(encoder.output, at: 0)
    critics.input[encoder.output.count] = action
    critics.forward()
    return critics.output[0]
  }

  /// With the share q of red pictures in the replay the odds are `(1 - γ) / q + γ` where it is red and
  /// `γ` where it is not: their mean is 1, that of the densities' ratio.
  @Test func `odds of success are the ratio of densities`() throws {
    let layout = ObservationLayout(stateCount: 0, frame: Self.frame)
    var settings = SAC.Settings()
    (settings.sight.encoder, settings.normalizesCritics) = (.shared, true)
    (settings.criticRate, settings.entropyRate, settings.initialEntropyWeight) = (1e-3, 1e-3, 0.1)
    (settings.discount, settings.returnSteps, settings.batchSize) = (0.5, 1, 64)
    (settings.hiddenUnits, settings.targetSmoothing) = ([32], 0.05)
    (settings.actorScale, settings.updatesPerStep) = (0.1, 1)
    settings.actorRate = 1e-9  // whose actions are the walk's, so that they tell nothing
    let learner = try RCE(
      settings, Problem(layout, .box(count: 1, in: -1...1), images: [Self.red]),
      Compute(threads: 1, seed: 2))
    let replay = replay(layout)
    for _ in 0..<400 { try learner.update(replay) }
    for (picture, odds) in [(Self.red, 0.5 / 0.25 + 0.5), (Self.dark, 0.5)] {
      for action: Float in [-0.5, 0.5] {
        let found = exp(Double(try logit(learner.networks, picture, action)))
        #expect(abs(log(found / odds)) < 0.3, "\(found) is not \(odds)")
      }
    }
  }

  @Test func `updates are the same on one thread and on two`() throws {
    let layout = ObservationLayout(stateCount: 0, frame: Self.frame)
    let settings = SACTests.settings(.shared)
    let replay = SACTests.replay(layout)
    let learners = try [1, 2].map { threads in
      try RCE(
        settings, Problem(layout, SACTests.numbers, images: [Self.red, Self.dark]),
        Compute(threads: threads, seed: 4))
    }
    for learner in learners {
      for _ in 0..<6 { try learner.update(replay) }
    }
    #expect(learners[0].measures == learners[1].measures)
    #expect(learners[0].weights == learners[1].weights)
  }

  @Test func `critics cannot learn from pictures that nobody sees`() throws {
    #expect {
      try RCE.check(
        SAC.Settings(), for: Problem(ObservationLayout(stateCount: 3), SACTests.numbers))
    } throws: {
      "\($0)".contains("critics learn from single images, and the encoder is none")
    }
  }
}
