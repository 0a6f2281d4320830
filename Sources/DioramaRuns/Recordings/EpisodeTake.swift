// SPDX-License-Identifier: Apache-2.0

package import DioramaCore
import DioramaMath

/// An episode that is being recorded, step by step.
package final class EpisodeTake {
  /// The seed that the environment was reset with.
  package let seed: UInt64
  /// The last observation.
  package private(set) var observation: TaskObservation
  /// The actions so far.
  package private(set) var actions: [TaskAction] = []
  /// The reward of each step so far.
  package private(set) var rewards: [Float] = []
  /// Whether each step was a success.
  private var isSuccess: [Bool] = []
  /// The reason why there can be no further step; nil while there can.
  package private(set) var ending: Ending?

  private let environment: AnyEnvironment
  /// The hash after the reset and after each step.
  private var hashes: [TrajectoryHash]
  /// The moment before each of the last steps, where steps can be undone; nil where they cannot.
  private var moments: [Snapshot]?

  /// The number of steps that can be undone.
  package static let undoLimit = 2_000

  /// Starts an episode in `environment`, which nobody else steps meanwhile.
  ///
  /// - Parameters:
  ///   - environment: The environment.
  ///   - seed: The seed of the episode.
  ///   - canUndo: Whether steps can be undone.
  /// - Throws: An error of the environment.
  package init(
    in environment: AnyEnvironment, seed: UInt64, canUndo: Bool = false
  ) throws(SimulationError) {
    self.environment = environment
    self.seed = seed
    moments = canUndo ? [] : nil
    observation = try environment.reset(seed: seed)
    var hash = TrajectoryHash()
    hash.combine(observation.withoutPixels)
    hashes = [hash]
  }

  /// Makes a step.
  ///
  /// - Throws: An error of the environment; a refused action leaves the episode as it was.
  package func step(_ action: TaskAction) throws(SimulationError) {
    let action = action.withoutNegativeZero
    let moment = moments == nil ? nil : environment.snapshot
    var step: Step<TaskObservation>
    do { step = try environment.step(action) } catch {
      // what blew up is not part of the episode
      if let moment { observation = try environment.restore(moment) }
      throw error
    }
    observation = step.observation
    step.observation = step.observation.withoutPixels
    var hash = hashes[hashes.count - 1]
    hash.combine(step)
    hashes.append(hash)
    actions.append(action)
    rewards.append(step.reward)
    isSuccess.append(environment.metrics.isSuccess)
    ending = step.ending
    guard let moment else { return }
    moments?.append(moment)
    if let count = moments?.count, count > Self.undoLimit { moments?.removeFirst() }
  }

  /// Whether there is a step that can be undone.
  package var canUndo: Bool { moments?.isEmpty == false }

  /// Takes the last step back, as if it had never been made; does nothing where there is none.
  package func undo() throws(SimulationError) {
    guard let moment = moments?.last else { return }
    observation = try environment.restore(moment)
    moments?.removeLast()
    actions.removeLast()
    rewards.removeLast()
    isSuccess.removeLast()
    hashes.removeLast()
    ending = nil
  }

  /// The hash so far, as 16 hexadecimal digits.
  package var hash: String { hashes[hashes.count - 1].description }

  /// The episode so far.
  package var episode: RecordedEpisode {
    RecordedEpisode(
      seed: seed, actions: actions, rewards: rewards,
      end: ending.map { $0 == .terminated ? .terminated : .truncated } ?? .stopped,
      success: isSuccess.last ?? environment.metrics.isSuccess, hashes: hashes.map(\.description))
  }
}

extension TaskObservation {
  /// The observation without its image, whose bits may differ from machine to machine.
  fileprivate var withoutPixels: TaskObservation {
    var other = self
    other.pixels = nil
    return other
  }
}

extension TaskAction {
  /// The action with 0 for -0, which some readers of JSON take for a whole number.
  fileprivate var withoutNegativeZero: TaskAction {
    guard case .vector(let numbers) = self else { return self }
    return .vector(numbers.map { $0 == 0 ? 0 : $0 })
  }
}
