// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath

/// A recorded episode of random actions or of the expert.
struct Episode: Hashable, Sendable {
  var observations: [TaskObservation]
  var rewards: [Float] = []
  var endings: [Ending?] = []

  /// Runs an episode of at most `limit` steps from a reset with `seed`.
  ///
  /// The actions are drawn from a stream of their own, which is also seeded with `seed`.
  init(_ environment: AnyEnvironment, seed: UInt64, limit: Int = .max) throws {
    observations = [try environment.reset(seed: seed)]
    var stream = RandomStream("law", seed: seed)
    try continueEpisode(environment, stream: &stream, limit: limit)
  }

  /// Records how `environment` continues with random actions from `stream`, for at most `limit` steps.
  init(
    continuing environment: AnyEnvironment, from observation: TaskObservation,
    stream: inout RandomStream, limit: Int = .max
  ) throws {
    observations = [observation]
    try continueEpisode(environment, stream: &stream, limit: limit)
  }

  /// Runs an episode of the scripted expert from a reset with `seed`; nil if there is none.
  init?(ofExpertFor entry: Catalog.Entry, in environment: AnyEnvironment, seed: UInt64) throws {
    guard entry.isExpertScripted else { return nil }
    observations = [try environment.reset(seed: seed)]
    while endings.last.map({ $0 == nil }) ?? true {
      append(try environment.step(environment.expertAction()))
    }
  }

  private mutating func append(_ step: Step<TaskObservation>) {
    observations.append(step.observation)
    rewards.append(step.reward)
    endings.append(step.ending)
  }

  private mutating func continueEpisode(
    _ environment: AnyEnvironment, stream: inout RandomStream, limit: Int
  ) throws {
    while rewards.count < limit, endings.last.map({ $0 == nil }) ?? true {
      append(try environment.step(environment.actionSpace.sample(from: &stream)))
    }
  }
}
