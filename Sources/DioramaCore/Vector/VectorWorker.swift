// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath

/// A worker: it serves some of a vector's environments, on a thread or in a process of its own.
///
/// It makes its environments, answers, and then carries out the orders in its rows each time it is called.
struct VectorWorker: Sendable {
  let storage: VectorStorage
  let number: Int
  /// The view that ``VectorEnvironment/draw()`` renders.
  let view: View
  /// Makes one environment.
  let make: @Sendable () throws -> AnyEnvironment

  /// The number of times that it looks for the next call before it sleeps: some 10 µs.
  private static let spins = 1000

  /// Serves until the vector is closed, or `isAbandoned`.
  func run(isAbandoned: () -> Bool = { false }) {
    advance()
    let environments = made()
    storage.answers[number].signal()
    guard let environments else { return }
    while storage.calls[number].wait(spins: Self.spins, patience: 1, isHopeless: isAbandoned) {
      if storage.control[VectorStorage.isClosing] != 0 { return }
      serve(environments)
      storage.answers[number].signal()
    }
  }

  /// Makes the worker's environments; returns nil and stores an error message if that fails.
  func made() -> [AnyEnvironment]? {
    let rows = storage.environments(of: number)
    do {
      return try rows.map { _ in
        defer { advance() }
        return try make()
      }
    } catch {
      complain(.other, "\(error)", at: rows.lowerBound)
      return nil
    }
  }

  /// Carries out the orders of the worker's rows.
  func serve(_ environments: [AnyEnvironment]) {
    let wantsMetrics = storage.control[VectorStorage.wantsMetrics] != 0
    let first = storage.environments(of: number).lowerBound
    for (offset, environment) in environments.enumerated() {
      perform(environment, first + offset, wantsMetrics)
      advance()
    }
  }

  /// Counts progress, so that the owner sees that this worker is at work.
  private func advance() {
    let done = storage.progress[number]
    done[0] &+= 1
  }

  private func perform(_ environment: AnyEnvironment, _ index: Int, _ wantsMetrics: Bool) {
    let order = VectorOrder(rawValue: storage.order[index]) ?? .rest
    guard order != .rest else { return }
    storage.status[index] = 0
    do {
      switch order {
      case .rest: break
      case .reset:
        pay(nil, at: index)
        storage.now.write(try environment.reset(seed: storage.seed[index]), at: index)
        if wantsMetrics { write(environment.metrics, to: storage.now, at: index) }
      case .step: try step(environment, index, wantsMetrics)
      case .expert: storage.write(try environment.expertAction(), at: index)
      case .draw:
        let picture = try environment.image(view)
        storage.picture.write(picture.samples, at: index * picture.samples.count)
      }
    } catch {
      if order == .step || order == .reset { pay(nil, at: index) }
      complain(VectorFailure(error), "\(error)", at: index)
    }
  }

  private func step(
    _ environment: AnyEnvironment, _ index: Int, _ wantsMetrics: Bool
  ) throws(SimulationError) {
    let step = try environment.step(storage.action(at: index))
    let hasEnded = step.ending != nil
    let rows = hasEnded && storage.shape.keepsEnds ? storage.end : storage.now
    rows.write(step.observation, at: index)
    if wantsMetrics { write(environment.metrics, to: rows, at: index) }
    if hasEnded, storage.shape.keepsEnds {
      storage.now.write(try environment.reset(seed: storage.seed[index]), at: index)
      if wantsMetrics { write(environment.metrics, to: storage.now, at: index) }
    }
    pay(step, at: index)
  }

  // MARK: rows

  private func write(_ metrics: Metrics, to rows: VectorRows, at index: Int) {
    rows.metrics.write(metrics.values, at: index * metrics.values.count)
  }

  /// Writes the reward and the ending of `step`; for nil, reward 0 and no ending.
  private func pay(_ step: Step<TaskObservation>?, at index: Int) {
    storage.reward[index] = Double(step?.reward ?? 0)
    storage.terminated[index] = step?.ending == .terminated ? 1 : 0
    storage.truncated[index] = step?.ending == .truncated ? 1 : 0
  }

  private func complain(_ failure: VectorFailure, _ reason: String, at index: Int) {
    storage.status[index] = failure.rawValue
    storage.complain(reason, at: index)
  }
}

extension VectorFailure {
  init(_ error: SimulationError) {
    self =
      switch error {
      case .diverged, .clothDiverged: .diverged
      case .notDrawn: .notDrawn
      default: .other
      }
  }
}
