// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks

/// An image to be scored, and what the simulator measured there.
struct Sample: Sendable {
  let origin: Origin
  let seed: UInt64
  let measured: Measurement
  let picture: Image
  let snapshot: Snapshot

  /// Takes the present moment of `environment`.
  init(
    _ origin: Origin, seed: UInt64, of environment: AnyEnvironment, _ view: View
  ) throws(SimulationError) {
    let criteria = environment.criteria
    let (observation, metrics, snapshot) = try environment.observed()
    (self.origin, self.seed, self.snapshot) = (origin, seed, snapshot)
    picture = try environment.image(view)
    measured = Measurement(state: observation.state, criteria: criteria, metrics)
  }

  /// Takes an example at rest.
  init(_ example: SuccessSet.Example) {
    (origin, seed) = (Origin(example.kind), example.seed)
    (picture, snapshot) = (example.picture, example.snapshot)
    measured = Measurement(
      state: example.observation, criteria: example.criteria, example.metrics)
  }

  /// Returns it with the score of its picture.
  func scored(_ logit: Double) -> ScoredMoment {
    ScoredMoment(origin, seed: seed, measured, logit: logit, snapshot: snapshot)
  }

  /// Returns images along an episode of `policy`, every `interval` steps.
  static func episode(
    _ origin: Origin, of policy: some Policy, seed: UInt64, every interval: Int,
    in environment: AnyEnvironment, _ view: View
  ) throws -> [Sample] {
    var policy = policy
    var samples: [Sample] = []
    policy.begin(seed: seed)
    var observation = try environment.reset(seed: seed)
    for step in 1...environment.horizon {
      let result = try environment.step(policy.action(for: observation, in: environment))
      observation = result.observation
      if step % interval == 0 || result.ending != nil {
        samples.append(try Sample(origin, seed: seed, of: environment, view))
      }
      if result.ending != nil { break }
    }
    return samples
  }
}
