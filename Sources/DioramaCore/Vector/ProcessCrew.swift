// SPDX-License-Identifier: Apache-2.0

/// The worker processes of a vector, which see its rows in shared memory.
final class ProcessCrew {
  private let storage: VectorStorage
  private let patience: VectorPatience
  private var processes: [WorkerProcess] = []
  /// The workers that ended too early or were given up.
  private(set) var lost: Set<Int> = []
  /// The lost workers that were given up because they made no progress.
  private var mute: Set<Int> = []
  private var isClosed = false

  /// Starts the processes and waits until their environments are made.
  init(
    _ storage: VectorStorage, command: [String], recipe: String, patience: VectorPatience
  ) throws(VectorError) {
    self.storage = storage
    self.patience = patience
    storage.recipe.write(Array(recipe.utf8), at: 0)
    do throws(VectorError) {
      for number in 0..<storage.shape.workers {
        processes.append(
          try WorkerProcess(command, number: number, block: storage.block.descriptor ?? -1))
      }
      // one lost worker is enough: the others are not waited for
      for number in processes.indices where lost.isEmpty { wait(for: CollectionOfOne(number)) }
      if let number = lost.min() { throw VectorError.notMade(reason: complaint(number)) }
    } catch {
      close()
      throw error
    }
  }

  /// Makes every worker with orders carry them out, and waits for all of them.
  func work() {
    let called = processes.indices.filter { number in
      !lost.contains(number)
        && storage.environments(of: number).contains { storage.order[$0] != 0 }
    }
    for number in called { storage.calls[number].signal() }
    wait(for: called)
  }

  private func wait(for numbers: some Collection<Int>) {
    let before = numbers.map { storage.progress[$0][0] }
    // checks are counted, not time: while this process sleeps, its workers may sleep too
    var asked = 0
    for (number, progress) in zip(numbers, before) {
      // while another was waited for, this one may have been idle, too
      var (questions, seen) = (asked, progress)
      let isDone = storage.answers[number].wait(patience: Self.questionPeriod) {
        guard processes[number].isRunning else { return true }
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
    if processes[number].isRunning {
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
    storage.control[VectorStorage.isClosing] = 1
    for call in storage.calls { call.signal() }
    for process in processes { process.join() }
  }

  deinit { close() }
}
