// SPDX-License-Identifier: Apache-2.0

internal import DioramaFiles
internal import DioramaMath

/// The kind of a vector's workers, threads or processes, and their number.
public enum VectorWorkers: Hashable, Sendable {
  /// Threads of this process, the caller's among them: right for states.
  ///
  /// There are fewer if the operating system has no more.
  case threads(Int)
  /// Processes that run `command` with the worker's number as one more argument: right for images,
  /// which several threads draw no faster than one.
  ///
  /// The program must end by calling ``VectorEnvironment/serve(_:make:)``, and gets the `recipe` unchanged.
  case processes(Int, command: [String], recipe: String)

  /// The number of workers.
  public var count: Int {
    switch self {
    case .threads(let count), .processes(let count, _, _): count
    }
  }
}

/// The longest times that worker processes may be idle before they are given up.
///
/// Only time without progress counts, environment by environment: many slow steps do not add up.
public struct VectorPatience: Hashable, Sendable {
  /// The time from the start of a process until it is ready to make its environments [s].
  public var start: Double
  /// The time that a worker may take for one environment: to make, reset, step or draw it [s].
  public var work: Double

  public init(start: Double = 20, work: Double = 120) {
    self.start = start
    self.work = work
  }
}

/// The workers of a vector, called together and waited for.
final class VectorCrew {
  private let storage: VectorStorage
  private let workers: Workers

  private enum Workers {
    case threads(ThreadCrew)
    case processes(ProcessCrew)
  }

  /// Starts the workers and waits until their environments are made.
  ///
  /// - Parameters:
  ///   - workers: The kind and number of workers.
  ///   - storage: The rows of the environments.
  ///   - view: The view that ``VectorEnvironment/draw()`` renders.
  ///   - draws: Whether observations are images.
  ///   - patience: The times after which worker processes are given up.
  ///   - make: Makes one environment.
  /// - Throws: ``VectorError`` if a worker does not start, or cannot make its environments.
  init(
    _ workers: VectorWorkers, _ storage: VectorStorage, view: View, draws: Bool,
    patience: VectorPatience, make: @escaping @Sendable () throws -> AnyEnvironment
  ) throws(VectorError) {
    self.storage = storage
    storage.control[VectorStorage.owner] = WorkerProcess.current
    switch workers {
    case .threads:
      self.workers = .threads(ThreadCrew(storage, view: view, draws: draws, make: make))
    case .processes(_, let command, let recipe):
      self.workers = .processes(
        try ProcessCrew(storage, command: command, recipe: recipe, patience: patience))
    }
    if let failed = (0..<storage.status.count).first(where: { storage.status[$0] != 0 }) {
      close()
      throw VectorError.notMade(reason: storage.complaint(at: failed))
    }
  }

  /// Makes every worker with orders carry them out, and waits for all of them.
  func work() {
    switch workers {
    case .threads(let crew): crew.work()
    case .processes(let crew): crew.work()
    }
  }

  /// The workers that ended too early or were given up.
  var lost: Set<Int> { if case .processes(let crew) = workers { crew.lost } else { [] } }

  /// The ids of the processes, in the order of the workers.
  var processNumbers: [Int] {
    if case .processes(let crew) = workers { crew.processNumbers } else { [] }
  }

  /// Ends the workers; may be called more than once.
  func close() {
    // after a fork, threads and processes belong to the other process
    guard storage.control[VectorStorage.owner] == WorkerProcess.current else { return }
    switch workers {
    case .threads(let crew): crew.close()
    case .processes(let crew): crew.close()
    }
  }

  deinit { close() }
}
