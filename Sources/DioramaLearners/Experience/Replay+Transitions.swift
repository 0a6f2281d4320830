// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

/// An error of a file of transitions: what it holds does not fit.
public struct TransitionsError: Error, Hashable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public let description: String
}

extension Replay {
  /// Reads the transitions of the file at `path`, which others have gathered, for `problem`.
  ///
  /// It is a safetensors file of T steps in E episodes:
  ///
  /// | array | shape | holds |
  /// | --- | --- | --- |
  /// | `observations` | `[T + E, numbers]`, F32 | the states of each episode, the last one too |
  /// | `actions` | `[T, numbers]`, F32 | in the environment's units, or the index of a discrete action |
  /// | `rewards` | `[T]`, F32 | |
  /// | `episode_lengths` | `[E]`, U64 | the steps of each episode |
  /// | `terminated` | `[E]`, U8 | 1 where the task ended it, 0 where a clock did |
  ///
  /// - Parameters:
  ///   - path: The path of the file.
  ///   - problem: The observations and actions.
  ///   - horizon: The number of steps after which a clock ends an episode there.
  /// - Throws: ``TransitionsError`` when it holds something else than is observed and done there, is damaged, or
  ///   lacks an array.
  public init(transitionsAt path: String, for problem: Problem, horizon: Int) throws {
    do {
      try self.init(SafeTensors(contentsOf: path), for: problem, horizon: horizon)
    } catch let error as SafeTensorsError {
      throw TransitionsError(description: "\(error)")
    }
  }

  private init(_ file: SafeTensors, for problem: Problem, horizon: Int) throws {
    func bad(_ reason: String) -> TransitionsError { TransitionsError(description: reason) }
    let layout = problem.layout
    guard layout.frame == nil else {
      throw bad("it holds states, and this run observes pixels; observe the state")
    }
    guard layout.goalCount == 0 else {
      throw bad("it holds no goals, and \(problem.environment) has some; record episodes there")
    }
    let lengths = try file.words("episode_lengths").map { Int(clamping: $0) }
    let terminated = try file.bytes("terminated", shape: [lengths.count])
    let rewards = try file.floats("rewards")
    guard !lengths.isEmpty, lengths.allSatisfy({ $0 > 0 }) else {
      throw bad("an episode of its \(lengths.count) has no step; leave such ones out")
    }
    guard let longest = lengths.max(), longest <= rewards.count,
      lengths.reduce(0, +) == rewards.count
    else {
      throw bad("the lengths of its episodes do not add up to its \(rewards.count) rewards")
    }
    guard longest <= horizon else {
      throw bad(
        "an episode has \(longest) steps, and \(problem.environment) ends one after \(horizon) at most; give "
          + "the length of each in episode_lengths, or set a longer horizon")
    }
    let observations = try file.floats(
      "observations", shape: [rewards.count + lengths.count, layout.stateCount])
    let actions = try file.floats("actions", shape: [rewards.count, problem.actionCount])
    guard (observations + rewards).allSatisfy(\.isFinite) else {
      throw bad("a number of its observations or rewards is not finite")
    }
    self.init(
      layout, actionCount: problem.actionCount, capacity: rewards.count + lengths.count + 2)
    func row(_ numbers: [Float], _ index: Int, of width: Int) -> [Float] {
      Array(numbers[index * width..<(index + 1) * width])
    }
    var step = 0
    for (episode, length) in lengths.enumerated() {
      for index in 0..<length {
        // each episode before has one observation more than steps
        append(state: row(observations, step + episode, of: layout.stateCount))
        let numbers = row(actions, step, of: problem.actionCount)
        guard let action = problem.unit(numbers) else {
          throw bad(
            "step \(step) has the action \(numbers), which \(problem.environment) does not have")
        }
        complete(
          action, reward: rewards[step],
          terminated: index == length - 1 && terminated[episode] != 0)
        step += 1
      }
      append(state: row(observations, step + episode, of: layout.stateCount))
      endEpisode()
    }
  }
}
