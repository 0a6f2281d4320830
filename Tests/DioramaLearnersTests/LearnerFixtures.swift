// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaNetworks

extension Replay {
  /// Adds an observation and what was done there; the end of an episode where that is nothing.
  mutating func append(
    state: [Float], frame: [UInt8], action: [Float], reward: Float, terminated: Bool
  ) {
    append(state: state, frame: frame)
    if action.isEmpty {
      endEpisode()
    } else {
      complete(action, reward: reward, terminated: terminated)
    }
  }
}

extension Problem {
  /// A problem without an environment.
  init(_ layout: ObservationLayout, _ actions: Space, images: [Image] = []) {
    self.init("Test-v1", layout, actions: actions, successImages: images)
  }
}

extension Learner {
  /// Learns from `replay`, as if the warm-up were long over.
  func update(_ replay: Replay) throws { try learn(from: replay, after: 1_000_000) }

  /// The parts that are networks, by name.
  var networks: [String: Network] {
    Dictionary(
      uniqueKeysWithValues: parts.compactMap { name, part in (part as? Network).map { (name, $0) } }
    )
  }

  /// Their weights, by name.
  var weights: [String: [Float]] { networks.mapValues(\.parameters.values) }
}
