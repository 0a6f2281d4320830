// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaNetworks

/// A lane of a training: one of its environments, and the episode in it.
final class Lane {
  let environment: AnyEnvironment
  let agent: any Agent
  /// The present observation.
  var observation: TaskObservation
  var episode = EpisodeSummary()
  /// The action that is being repeated, and the reward for it so far.
  var action: [Float] = []
  var earned: Float = 0
  /// The random action that is repeated in the warm-up.
  var held: [Float] = []

  /// Begins an episode with seeds from `seeds`.
  init(_ environment: AnyEnvironment, _ agent: any Agent, _ seeds: RandomSource) throws {
    (self.environment, self.agent) = (environment, agent)
    observation = try Self.begin(environment, agent, seeds)
  }

  /// Begins the next episode.
  func reset(_ seeds: RandomSource) throws {
    episode = EpisodeSummary()
    observation = try Self.begin(environment, agent, seeds)
  }

  private static func begin(
    _ environment: AnyEnvironment, _ agent: any Agent, _ seeds: RandomSource
  ) throws -> TaskObservation {
    let observation = try environment.reset(seed: seeds.stream.bits())
    agent.begin(seed: seeds.stream.bits())
    return observation
  }

  /// Saves all that its future depends on, with names that begin with `name`.
  func save(to file: inout SafeTensors, as name: String) {
    let counts = [episode.length, episode.isSuccess ? 1 : 0]
    file.add("\(name).counts", counts.map { UInt64($0) })
    file.add("\(name).return", [episode.episodeReturn.bitPattern])
    file.add("\(name).action", action)
    file.add("\(name).held", held)
    file.add("\(name).earned", [earned])
    file.add("\(name).environment", environment.snapshot.words)
  }

  func load(from file: SafeTensors, as name: String, of problem: Problem) throws {
    let counts = try file.counts("\(name).counts", count: 2)
    let sum = Double(bitPattern: try file.words("\(name).return", count: 1)[0])
    guard sum.isFinite else {
      throw SafeTensorsError.badEntry("\(name).return", reason: "holds \(sum)")
    }
    episode = EpisodeSummary(episodeReturn: sum, length: counts[0], isSuccess: counts[1] == 1)
    action = try file.action("\(name).action", of: problem)
    held = try file.action("\(name).held", of: problem)
    earned = try file.floats("\(name).earned", count: 1)[0]
    observation = try environment.restore(
      Snapshot(
        environment: environment.id.description, words: try file.words("\(name).environment")))
  }
}

extension SafeTensors {
  /// Returns the saved action of `problem`; empty if there was no action yet.
  fileprivate func action(_ name: String, of problem: Problem) throws -> [Float] {
    let action = try floats(name)
    guard [0, problem.actionCount].contains(action.count), problem.allows(action) else {
      throw SafeTensorsError.badEntry(name, reason: "holds the action \(action)")
    }
    return action
  }
}
