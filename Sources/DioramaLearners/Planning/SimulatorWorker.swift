// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath

/// The environment of one thread of a ``SimulatorModel``.
///
/// The pool's threads use it in turns with the one that waits for them, never together.
final class SimulatorWorker: @unchecked Sendable {
  /// What comes of a sequence.
  struct Future: Sendable {
    var earned = 0.0
    var path: [Vector3] = []
  }

  private(set) var futures: [Future] = []
  /// Why there are none.
  private(set) var error: SimulationError?
  /// Why there is no environment.
  private(set) var failure: (any Error)?
  private var environment: AnyEnvironment?

  /// Makes its environment, on the thread that will use it.
  func make(_ makeEnvironment: () throws -> AnyEnvironment) {
    do {
      environment = try makeEnvironment()
    } catch {
      failure = error
    }
  }

  /// Carries each of `sequences` out, from `start` on.
  func run(_ sequences: [[Float]], from start: Snapshot, successBonus: Double) {
    guard let environment else { return }
    error = nil
    do throws(SimulationError) {
      futures = []
      for sequence in sequences {
        futures.append(
          try Self.future(of: sequence, from: start, in: environment, successBonus: successBonus))
      }
    } catch {
      self.error = error
    }
  }

  private static func future(
    of sequence: [Float], from start: Snapshot, in environment: AnyEnvironment,
    successBonus: Double
  ) throws(SimulationError) -> Future {
    _ = try environment.restore(start)
    let space = environment.actionSpace
    let numbers = space.count
    var future = Future()
    func look() { if let hand = environment.hand { future.path.append(hand) } }
    look()
    for step in 0..<(sequence.count / numbers) {
      let action = Array(sequence[step * numbers..<(step + 1) * numbers])
      do throws(SimulationError) {
        let result = try environment.step(space.action(scaling: action))
        future.earned += Double(result.reward)
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
}

extension SimulationError {
  /// Whether the physics failed, not who asked for it.
  fileprivate var isDivergence: Bool {
    switch self {
    case .diverged, .clothDiverged: true
    default: false
    }
  }
}
