// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaNetworks
import Foundation
import Testing

@Suite struct SuccessExampleTests {
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
  private func logit(_ networks: SACNetworks, _ picture: Image, _ action: Float) throws -> Float {
    let encoder = Pass(try #require(networks.encoder), rows: 1)
    encoder.input.updatePicture(row: 0, picture.samples.span, Self.frame)
    encoder.forward()
    let critics = Pass(networks.critics, rows: 1)
    critics.input.updateColumns(encoder.output, at: 0)
    critics.input[encoder.output.count] = action
    critics.forward()
    return critics.output[0]
  }

  /// With the share q of red pictures in the replay the odds are `(1 - γ) / q + γ` where it is red and
  /// `γ` where it is not: their mean is 1, that of the densities' ratio.
  @Test func `odds of success are the ratio of densities`() throws {
    let layout = ObservationLayout(stateCount: 0, frame: Self.frame)
    var settings = SACSettings.preset(.pixels, for: "")
    settings.criticLoss = .examples
    (settings.discount, settings.returnSteps, settings.batchSize) = (0.5, 1, 64)
    (settings.hiddenUnits, settings.shift, settings.targetSmoothing) = ([32], 0, 0.05)
    settings.actorRate = 1e-9  // whose actions are the walk's, so that they tell nothing
    let learner = try SAC(
      settings, layout, actions: .box(count: 1, in: -1...1), goals: [Self.red], threads: 1, seed: 2)
    let replay = replay(layout)
    for _ in 0..<400 { learner.update(replay) }
    for (picture, odds) in [(Self.red, 0.5 / 0.25 + 0.5), (Self.dark, 0.5)] {
      for action: Float in [-0.5, 0.5] {
        let found = exp(Double(try logit(learner.networks, picture, action)))
        #expect(abs(log(found / odds)) < 0.3, "\(found) is not \(odds)")
      }
    }
  }

  @Test func `updates are the same on one thread and on two`() throws {
    let layout = ObservationLayout(stateCount: 0, frame: Self.frame)
    var settings = SACTests.settings(.shared)
    settings.criticLoss = .examples
    let replay = SACTests.replay(layout)
    let learners = try [1, 2].map { threads in
      try SAC(
        settings, layout, actions: SACTests.numbers, goals: [Self.red, Self.dark],
        threads: threads, seed: 4)
    }
    for learner in learners {
      for _ in 0..<6 { learner.update(replay) }
    }
    #expect(learners[0].losses == learners[1].losses)
    for pair in zip(learners[0].networks.named, learners[1].networks.named) {
      #expect(pair.0.network.parameters.values == pair.1.network.parameters.values)
    }
  }

  @Test func `critics cannot learn from pictures that nobody sees`() throws {
    var settings = SACSettings.preset(.state, for: "")
    settings.criticLoss = .examples
    #expect {
      try settings.check(for: ObservationLayout(stateCount: 3))
    } throws: { "\($0)".contains("critics learn from single pictures, and the encoder is none") }
  }
}
