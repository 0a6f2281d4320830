// SPDX-License-Identifier: Apache-2.0

internal import DioramaFiles
internal import DioramaMath

/// Where a vector's environments live.
public enum VectorWorkers: Hashable, Sendable {
  /// Threads of this process: right for states.
  case threads(Int)
  /// Processes that run `command` with their number as one more argument, which must end in
  /// ``VectorEnvironment/serve(_:make:)``: right for pixels, which threads draw no faster than one.
  ///
  /// The `recipe` reaches them as it is.
  case processes(Int, command: [String], recipe: String)

  /// How many there are.
  public var count: Int {
    switch self {
    case .threads(let count), .processes(let count, _, _): count
    }
  }
}

/// How long worker processes may show no sign of life before they are given up.
///
/// Only the time in which they do nothing counts, environment by environment: a slow step does not trip it.
public struct VectorPatience: Hashable, Sendable {
  /// From their start until they look for their orders [s].
  public var start: Double
  /// Between an environment that is made, reset or stepped and the next [s].
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
  /// The workers that have ended before their time.
  private(set) var lost: Set<Int> = []
  /// Those of them that did not end, but fell silent.
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
      // one that is lost is enough: the rest are not waited for
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

  /// Lets every worker that has something to do carry out its orders, and waits for all of them.
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
    // questions are counted, not hours: while this process sleeps, its workers may, too
    var asked = 0
    for (number, progress) in zip(numbers, before) {
      // while another was waited for, this one may have been silent, too
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

  /// How often a worker that is waited for is looked at [s].
  private static let questionPeriod = 0.1

  /// What has become of a worker that is lost before it was ready.
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
      // what it would still write belongs to no one
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

  /// The processes, by number.
  var processNumbers: [Int] { processes.map { Int($0.process) } }

  /// Ends the workers; more than once is fine.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    // the threads and processes of another process are none of ours
    guard storage.control[VectorStorage.owner] == WorkerProcess.current else { return }
    storage.control[VectorStorage.isClosing] = 1
    for call in storage.calls { call.signal() }
    for thread in threads { thread.join() }
    for process in processes { process.join() }
  }

  deinit { close() }
}
