// SPDX-License-Identifier: Apache-2.0

internal import DioramaFiles
internal import DioramaMath

/// The kind of a vector's workers, threads or processes, and their number.
public enum VectorWorkers: Hashable, Sendable {
  /// Threads of this process: right for states.
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
  private let patience: VectorPatience
  /// The first worker, where they are threads.
  ///
  /// The caller serves instead of waiting: waking it takes longer than stepping an environment. With
  /// one worker there is no other thread.
  private var own: (worker: VectorWorker, environments: [AnyEnvironment])?
  private var threads: [SystemThread] = []
  private var processes: [WorkerProcess] = []
  /// The workers that ended too early or were given up.
  private(set) var lost: Set<Int> = []
  /// The lost workers that were given up because they made no progress.
  private var mute: Set<Int> = []
  private var isClosed = false

  /// Starts the workers and waits until their environments are made.
  init(
    _ workers: VectorWorkers, _ storage: VectorStorage, view: View, patience: VectorPatience,
    make: @escaping @Sendable () throws -> AnyEnvironment
  ) throws(VectorError) {
    self.storage = storage
    self.patience = patience
    storage.control[VectorStorage.owner] = WorkerProcess.current
    do throws(VectorError) {
      for number in 0..<storage.shape.workers {
        switch workers {
        case .threads:
          let worker = VectorWorker(
            storage: storage, number: number, view: view, make: make)
          if number == 0 {
            own = (worker, [])
          } else {
            do {
              threads.append(try SystemThread { worker.run() })
            } catch {
              throw VectorError.system("\(error)", doing: "start a thread")
            }
          }
        case .processes(_, let command, let recipe):
          storage.recipe.write(Array(recipe.utf8), at: 0)
          processes.append(
            try WorkerProcess(command, number: number, block: storage.block.descriptor ?? -1))
        }
      }
      if let worker = own?.worker { own = worker.made().map { (worker, $0) } }
      // one lost worker is enough: the others are not waited for
      for number in storage.shape.workers - threads.count - processes.count..<storage.shape.workers
      where lost.isEmpty {
        wait(for: CollectionOfOne(number))
      }
      if let number = lost.min() {
        throw VectorError.notMade(reason: complaint(number))
      }
      if let failed = (0..<storage.status.count).first(where: { storage.status[$0] != 0 }) {
        throw VectorError.notMade(reason: storage.complaint(at: failed))
      }
    } catch {
      close()
      throw error
    }
  }

  /// Makes every worker with orders carry them out, and waits for all of them.
  func work() {
    let called = (0..<storage.shape.workers).filter { number in
      !lost.contains(number)
        && storage.environments(of: number).contains { storage.order[$0] != 0 }
    }
    let others = own == nil ? called[...] : called.drop { $0 == 0 }
    for number in others { storage.calls[number].signal() }
    if let own { own.worker.serve(own.environments) }
    wait(for: others)
  }

  private func wait(for numbers: some Collection<Int>) {
    let before = numbers.map { storage.progress[$0][0] }
    // checks are counted, not time: while this process sleeps, its workers may sleep too
    var asked = 0
    for (number, progress) in zip(numbers, before) {
      // while another was waited for, this one may have been idle, too
      var (questions, seen) = (asked, progress)
      let isDone = storage.answers[number].wait(patience: Self.questionPeriod) {
        guard !processes.isEmpty else { return false }
        guard number < processes.count, processes[number].isRunning else { return true }
        let done = storage.progress[number][0]
        questions = done == seen ? questions + 1 : 0
        seen = done
        asked += 1
        let bound = done == 0 ? patience.start : patience.work
        return Double(questions) * Self.questionPeriod > bound
      }
      if !isDone { lose(number) }
    }
  }

  /// The time between two checks of a worker that is waited for [s].
  private static let questionPeriod = 0.1

  /// Returns the error message for a worker that was lost before it was ready.
  private func complaint(_ number: Int) -> String {
    guard mute.contains(number) else {
      return "worker \(number) ended before it was ready; run its program by hand to see why"
    }
    return storage.progress[number][0] == 0
      ? "worker \(number) has said nothing for \(patience.start) s; its program must serve, "
        + "with the number that is its last argument"
      : "worker \(number) has made nothing for \(patience.work) s; make fewer or smaller environments"
  }

  private func lose(_ number: Int) {
    lost.insert(number)
    var reason = "its worker process has ended"
    if number < processes.count, processes[number].isRunning {
      // it must not write any more
      mute.insert(number)
      processes[number].kill()
      reason = "its worker process has done nothing for \(patience.work) s, and was ended"
    }
    for index in storage.environments(of: number) {
      storage.status[index] = VectorFailure.workerDied.rawValue
      storage.complain(reason, at: index)
      storage.reward[index] = 0
      storage.terminated[index] = 0
      storage.truncated[index] = 0
    }
  }

  /// The ids of the processes, in the order of the workers.
  var processNumbers: [Int] { processes.map { Int($0.process) } }

  /// Ends the workers; may be called more than once.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    // after a fork, the threads and processes belong to the other process
    guard storage.control[VectorStorage.owner] == WorkerProcess.current else { return }
    storage.control[VectorStorage.isClosing] = 1
    for call in storage.calls { call.signal() }
    for thread in threads { thread.join() }
    for process in processes { process.join() }
  }

  deinit { close() }
}
