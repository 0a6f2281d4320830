// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaNetworks

extension RunConfiguration {
  /// Whether the data set at `path` is a file of transitions, not the folder of a run or a recording.
  static func isTransitionFile(_ path: String) -> Bool {
    Disk.exists(path) && !Disk.isFolder(path)
  }

  /// Reads the transitions of the file at `path`, which others have gathered, for `training`.
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
  /// - Throws: ``RunError/badDataset(path:reason:)`` when it holds something else than this run observes and does;
  ///   ``SafeTensorsError`` when it is damaged, or an array is missing.
  func readTransitions(_ path: String, for training: Training) throws -> Replay {
    func bad(_ reason: String) -> RunError { .badDataset(path: path, reason: reason) }
    let layout = training.problem.layout
    guard layout.frame == nil else {
      throw bad("it holds states, and this run's observation is \(observation); observe the state")
    }
    guard layout.goalCount == 0 else {
      throw bad("it holds no goals, and \(environment) has some; record episodes there")
    }
    let file = try SafeTensors(contentsOf: path)
    let lengths = try file.words("episode_lengths").map { Int(clamping: $0) }
    let terminated = try file.bytes("terminated", shape: [lengths.count])
    let rewards = try file.floats("rewards")
    guard !lengths.isEmpty, lengths.allSatisfy({ $0 > 0 }) else {
      throw bad("an episode of its \(lengths.count) has no step; leave such ones out")
    }
    let total = lengths.reduce(0) { $0.addingReportingOverflow($1).partialValue }
    guard lengths.allSatisfy({ $0 <= rewards.count }), total == rewards.count else {
      throw bad("its episodes have \(total) steps together, and there are \(rewards.count) rewards")
    }
    let actionCount = training.problem.actionCount
    let observations = try file.floats(
      "observations", shape: [total + lengths.count, layout.stateCount])
    let actions = try file.floats("actions", shape: [total, actionCount])
    guard (observations + rewards).allSatisfy(\.isFinite) else {
      throw bad("a number of its observations or rewards is not finite")
    }
    var data = Replay(layout, actionCount: actionCount, capacity: total + lengths.count + 2)
    var (step, row) = (0, 0)
    func state() -> [Float] {
      defer { row += 1 }
      return Array(observations[row * layout.stateCount..<(row + 1) * layout.stateCount])
    }
    for (episode, length) in lengths.enumerated() {
      data.append(state: state())
      for index in 0..<length {
        let numbers = Array(actions[step * actionCount..<(step + 1) * actionCount])
        guard let action = training.problem.unit(numbers) else {
          throw bad("step \(step) has the action \(numbers), which \(environment) does not have")
        }
        let isLast = index == length - 1
        data.complete(
          action, reward: rewards[step], terminated: isLast && terminated[episode] != 0)
        data.append(state: state())
        step += 1
      }
      data.endEpisode()
    }
    return data
  }
}
