// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath

/// A worker: it makes some of a vector's environments, and carries out the orders in their rows.
struct VectorWorker: Sendable {
  let storage: VectorStorage
  let number: Int
  /// The view that ``VectorEnvironment/draw()`` renders.
  let view: View
  /// Makes one environment.
  let make: @Sendable () throws -> AnyEnvironment

  /// The number of times that it looks for the next call before it sleeps: some 10 µs.
  private static let spins = 1000

  /// Serves, in a process of its own, until the vector is closed, or `isAbandoned`.
  func run(isAbandoned: () -> Bool) {
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
    let done = storage.progress[number]
    var numbers = [Float](repeating: 0, count: storage.shape.action)
    for (offset, environment) in environments.enumerated() {
      perform(environment, first + offset, wantsMetrics, &numbers)
      done[0] &+= 1
    }
  }

  /// Counts progress, so that the owner sees that this worker is at work.
  private func advance() {
    let done = storage.progress[number]
    done[0] &+= 1
  }

  /// Carries out the order of one environment; an action is kept in `numbers`, so that it needs no new memory.
  private func perform(
    _ environment: AnyEnvironment, _ index: Int, _ wantsMetrics: Bool, _ numbers: inout [Float]
  ) {
    let order = VectorOrder(rawValue: storage.order[index]) ?? .rest
    guard order != .rest else { return }
    storage.status[index] = 0
    do {
      switch order {
      case .rest: break
      case .reset: try reset(environment, index, wantsMetrics)
      case .step:
        let step = try environment.step(action(at: index, &numbers))
        if step.ending != nil, storage.shape.keepsEnds {
          write(step.observation, of: environment, wantsMetrics, to: storage.end, at: index)
          try reset(environment, index, wantsMetrics)
        } else {
          write(step.observation, of: environment, wantsMetrics, to: storage.now, at: index)
        }
        pay(step.reward, step.ending, at: index)
      case .expert: storage.write(try environment.expertAction(), at: index)
      case .draw:
        let picture = try environment.image(view)
        storage.picture.write(picture.samples, at: index * picture.samples.count)
      }
    } catch {
      if order == .step || order == .reset { pay(0, nil, at: index) }
      complain(VectorFailure(error), "\(error)", at: index)
    }
  }

  private func reset(
    _ environment: AnyEnvironment, _ index: Int, _ wantsMetrics: Bool
  ) throws(SimulationError) {
    pay(0, nil, at: index)
    let observation = try environment.reset(seed: storage.seed[index])
    write(observation, of: environment, wantsMetrics, to: storage.now, at: index)
  }

  /// Returns the action of environment `index`.
  private func action(at index: Int, _ numbers: inout [Float]) -> TaskAction {
    guard !numbers.isEmpty else { return .index(Int(storage.choice[index])) }
    let first = index * numbers.count
    for offset in numbers.indices { numbers[offset] = storage.action[first + offset] }
    return .vector(numbers)
  }

  // MARK: rows

  /// Writes an observation, and the present metrics if they are wanted.
  private func write(
    _ observation: TaskObservation, of environment: AnyEnvironment, _ wantsMetrics: Bool,
    to rows: VectorRows, at index: Int
  ) {
    rows.write(observation, at: index)
    guard wantsMetrics else { return }
    let metrics = environment.metrics
    rows.metrics.write(metrics.values, at: index * metrics.values.count)
  }

  /// Writes the reward and the ending of a step.
  private func pay(_ reward: Float, _ ending: Ending?, at index: Int) {
    storage.reward[index] = Double(reward)
    storage.terminated[index] = ending == .terminated ? 1 : 0
    storage.truncated[index] = ending == .truncated ? 1 : 0
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
      case _ where error.isDivergence: .diverged
      case .notDrawn: .notDrawn
      default: .other
      }
  }
}
