// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaNetworks

/// The worker of one thread of a ``SimulatorModel``, with an environment of its own.
///
/// A thread of the pool and the thread that waits for the pool use it in turn, never at the same time.
final class SimulatorWorker: @unchecked Sendable {
  /// The outcome of a sequence: its return, and the path of the hand [m].
  struct Future: Sendable {
    var earned = 0.0
    var path: [Vector3] = []
  }

  private(set) var futures: [Future] = []
  /// The error that ended the last run early; nil if it succeeded.
  private(set) var error: SimulationError?
  /// The error in making the environment; nil if it succeeded.
  private(set) var failure: (any Error)?
  private var environment: AnyEnvironment?
  private let successBonus: Double
  private let pictures: PictureReward?
  private let classifier: Pass?

  init(successBonus: Double, pictures: PictureReward?) {
    self.successBonus = successBonus
    self.pictures = pictures
    classifier = pictures.map { Pass($0.classifier, rows: 1) }
  }

  /// Makes its environment, on the thread that will use it.
  func make(_ makeEnvironment: () throws -> AnyEnvironment) {
    do {
      environment = try makeEnvironment()
    } catch {
      failure = error
    }
  }

  /// Rolls each of `sequences` out, from `start` on.
  func run(_ sequences: [[Float]], from start: Snapshot) {
    guard let environment else { return }
    error = nil
    do throws(SimulationError) {
      futures = []
      for sequence in sequences {
        futures.append(try future(of: sequence, from: start, in: environment))
      }
    } catch {
      self.error = error
    }
  }

  private func future(
    of sequence: [Float], from start: Snapshot, in environment: AnyEnvironment
  ) throws(SimulationError) -> Future {
    _ = try environment.restore(start)
    let space = environment.actionSpace
    let numbers = space.count
    var future = Future()
    func look() { if let hand = environment.hand { future.path.append(hand) } }
    look()
    let count = sequence.count / numbers
    for step in 0..<count {
      let action = Array(sequence[step * numbers..<(step + 1) * numbers])
      do throws(SimulationError) {
        let result = try environment.step(space.action(scaling: action))
        let isLast = step == count - 1 || result.ending != nil
        future.earned += try worth(Double(result.reward), step, isLast: isLast, environment)
        if successBonus > 0, environment.metrics.isSuccess { future.earned += successBonus }
        look()
        if result.ending != nil { break }
      } catch {
        guard error.isDivergence else { throw error }
        future.earned = -.infinity
        break
      }
    }
    return future
  }

  /// Returns a step's share of the return: `reward`, or with `pictures` f of the image after the step, if it
  /// is due.
  private func worth(
    _ reward: Double, _ step: Int, isLast: Bool, _ environment: AnyEnvironment
  ) throws(SimulationError) -> Double {
    guard let pictures, let classifier else { return reward }
    guard isLast || (step + 1) % pictures.every == 0 else { return 0 }
    let picture = try environment.image(pictures.view)
    classifier.input.updatePicture(
      row: 0, picture.samples.span,
      ImageShape(height: picture.height, width: picture.width, channels: picture.channels))
    classifier.forward()
    return Double(classifier.output[0])
  }
}
