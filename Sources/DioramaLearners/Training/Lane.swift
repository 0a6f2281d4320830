// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaNetworks

/// A lane of a training: one of its environments, the episode in it, and the random numbers of both.
final class Lane {
  /// An observation, with whether the task looks solved there.
  struct Moment {
    var observation: TaskObservation
    var looksSolved: Bool
  }

  /// A transition from the present moment: the action, its reward, and what was observed after it.
  struct Transition {
    var action: [Float]
    var reward: Float
    var moment: Moment
    var ending: Ending?
    /// The episode that ended, and the first moment of the next one; nil while the episode lasts.
    var ended: (episode: EpisodeSummary, next: Moment)?
  }

  let environment: AnyEnvironment
  let agent: any Agent
  /// The seeds of episodes, and the random numbers of exploration.
  let (seeds, exploration): (RandomSource, RandomSource)
  private let starts: DemonstratedStarts
  /// The present moment, or the one at which the action that is being repeated was chosen.
  private(set) var moment: Moment
  private(set) var episode = EpisodeSummary()
  /// The action that is being repeated, and the reward for it so far.
  var action: [Float] = []
  private var earned: Float = 0
  /// The random action that is repeated in the warm-up.
  var held: [Float] = []

  /// Begins an episode in lane `index` of a training.
  init(
    _ environment: AnyEnvironment, _ agent: any Agent, index: Int, seed: UInt64,
    _ starts: DemonstratedStarts
  ) throws {
    let suffix = index == 0 ? "" : " \(index)"
    (self.environment, self.agent, self.starts) = (environment, agent, starts)
    seeds = RandomSource(RandomStream("episodes" + suffix, seed: seed))
    exploration = RandomSource(RandomStream("exploration" + suffix, seed: seed))
    moment = try Self.begin(environment, agent, seeds, starts)
  }

  private static func begin(
    _ environment: AnyEnvironment, _ agent: any Agent, _ seeds: RandomSource,
    _ starts: DemonstratedStarts
  ) throws -> Moment {
    let observation =
      try starts.draw(from: &seeds.stream).map(environment.restore)
      ?? environment.reset(seed: seeds.stream.bits())
    agent.begin(seed: seeds.stream.bits())
    return Moment(observation, of: environment)
  }

  /// Makes one step with ``action``, and begins the next episode if one ended.
  ///
  /// - Parameter actionRepeat: The number of steps that each action lasts.
  /// - Returns: The transition; nil while the action is being repeated.
  /// - Throws: An error of the environment.
  func step(actionRepeat: Int) throws -> Transition? {
    let result = try environment.step(environment.actionSpace.action(scaling: action))
    earned += result.reward
    episode.episodeReturn += Double(result.reward)
    episode.length += 1
    guard result.ending != nil || episode.length % actionRepeat == 0 else { return nil }
    moment = Moment(result.observation, of: environment)
    var transition = Transition(
      action: action, reward: earned, moment: moment, ending: result.ending)
    earned = 0
    if result.ending != nil {
      episode.isSuccess = environment.metrics.isSuccess
      let ended = episode
      episode = EpisodeSummary()
      moment = try Self.begin(environment, agent, seeds, starts)
      transition.ended = (ended, moment)
    }
    return transition
  }

  /// Saves all that its future depends on, with names that begin with `name`.
  func save(to file: inout SafeTensors, as name: String) {
    seeds.save(to: &file, as: "\(name).seeds")
    exploration.save(to: &file, as: "\(name).exploration")
    file.add("\(name).counts", [UInt64(episode.length), moment.looksSolved ? 1 : 0])
    file.add("\(name).return", [episode.episodeReturn.bitPattern])
    file.add("\(name).action", action)
    file.add("\(name).held", held)
    file.add("\(name).earned", [earned])
    file.add("\(name).environment", environment.snapshot.words)
  }

  func load(from file: SafeTensors, as name: String, of problem: Problem) throws {
    try seeds.load(from: file, as: "\(name).seeds")
    try exploration.load(from: file, as: "\(name).exploration")
    let counts = try file.counts("\(name).counts", count: 2)
    episode = EpisodeSummary(episodeReturn: try file.sum("\(name).return"), length: counts[0])
    action = try file.action("\(name).action", of: problem)
    held = try file.action("\(name).held", of: problem)
    earned = try file.floats("\(name).earned", count: 1)[0]
    let observation = try environment.restore(
      Snapshot(
        environment: environment.id.description, words: try file.words("\(name).environment")))
    moment = Moment(observation: observation, looksSolved: counts[1] == 1)
  }
}

extension Lane.Moment {
  /// The present moment of `environment`.
  init(_ observation: TaskObservation, of environment: AnyEnvironment) {
    self.init(observation: observation, looksSolved: environment.metrics.looksSolved)
  }
}

extension SafeTensors {
  /// Returns the saved sum of rewards.
  func sum(_ name: String) throws -> Double {
    let sum = Double(bitPattern: try words(name, count: 1)[0])
    guard sum.isFinite else { throw SafeTensorsError.badEntry(name, reason: "holds \(sum)") }
    return sum
  }

  /// Returns the saved action of `problem`; empty if there was no action yet.
  fileprivate func action(_ name: String, of problem: Problem) throws -> [Float] {
    let action = try floats(name)
    guard [0, problem.actionCount].contains(action.count), problem.allows(action) else {
      throw SafeTensorsError.badEntry(name, reason: "holds the action \(action)")
    }
    return action
  }
}
