// SPDX-License-Identifier: Apache-2.0

internal import DioramaFiles
internal import Foundation
internal import Synchronization

/// Threads that carry out the shards of an update side by side.
///
/// A shard is a fixed part of the rows of a batch. How many shards there are is part of the result
/// (sums are taken in their order); how many threads share them is not.
///
/// A thread that waits looks for work for a tenth of a millisecond, and lets others have its
/// processor meanwhile; then it sleeps. To be woken costs more than most waits within an update.
public final class ShardPool: Sendable {
  /// How many shards an update has.
  public let shards: Int

  /// How many threads share them, the caller's included.
  public let threads: Int

  private let board: Board

  /// Makes a pool; where the operating system has no more threads, of fewer than were asked for.
  ///
  /// - Precondition: There is at least one shard and one thread.
  public init(shards: Int, threads: Int = 1) {
    precondition(shards > 0 && threads > 0, "a pool needs a shard and a thread")
    self.shards = shards
    let board = Board()
    var helpers = 0
    while helpers < min(threads, shards) - 1 {
      let isStarted =
        (try? SystemThread.start { [helpers] in board.work(as: helpers, shards: shards) }) != nil
      guard isStarted else { break }
      helpers += 1
    }
    board.helpers.store(helpers, ordering: .sequentiallyConsistent)
    self.threads = helpers + 1
    self.board = board
  }

  deinit { board.close() }

  /// Carries `body` out for each shard, and returns when all are done.
  public func run(_ body: @escaping @Sendable (_ shard: Int) -> Void) {
    if threads == 1 {
      for shard in 0..<shards { body(shard) }
      return
    }
    board.post(body)
    for shard in stride(from: 0, to: shards, by: threads) { body(shard) }
    board.awaitHelpers()
  }
}

/// Where the work is posted and the helpers report.
private final class Board: Sendable {
  /// How often a waiting thread looks before it lets others run between two looks: some 10 µs.
  private static let patience = 20_000

  /// How often it looks then before it sleeps: some 100 µs, longer than a shard is late.
  private static let courtesy = 200

  /// How many there are; known before the first work is posted.
  let helpers = Atomic<Int>(0)
  private let round = Atomic<Int>(0)
  private let finished = Atomic<Int>(0)
  private let isClosed = Atomic<Bool>(false)
  private let sleepers = Atomic<Int>(0)
  private let body = Mutex<(@Sendable (Int) -> Void)?>(nil)
  private let condition = NSCondition()

  func post(_ work: @escaping @Sendable (Int) -> Void) {
    body.withLock { $0 = work }
    finished.store(0, ordering: .relaxed)
    change { round.add(1, ordering: .sequentiallyConsistent) }
  }

  func awaitHelpers() {
    let helpers = helpers.load(ordering: .sequentiallyConsistent)
    wait { finished.load(ordering: .sequentiallyConsistent) == helpers }
    body.withLock { $0 = nil }
  }

  private var hasClosed: Bool { isClosed.load(ordering: .sequentiallyConsistent) }

  func close() {
    change { isClosed.store(true, ordering: .sequentiallyConsistent) }
  }

  func work(as helper: Int, shards: Int) {
    var seen = 0
    while true {
      wait { round.load(ordering: .sequentiallyConsistent) != seen || hasClosed }
      if hasClosed { return }
      seen += 1
      let work = body.withLock { $0 }
      let threads = helpers.load(ordering: .sequentiallyConsistent) + 1
      for shard in stride(from: helper + 1, to: shards, by: threads) { work?(shard) }
      change { finished.add(1, ordering: .sequentiallyConsistent) }
    }
  }

  /// Makes a change that others may wait for, and wakes those that sleep.
  private func change(_ update: () -> Void) {
    update()
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    condition.lock()
    condition.broadcast()
    condition.unlock()
  }

  private func wait(until holds: () -> Bool) {
    for _ in 0..<Self.patience where holds() { return }
    for _ in 0..<Self.courtesy {
      sched_yield()
      if holds() { return }
    }
    condition.lock()
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while !holds() { condition.wait() }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    condition.unlock()
  }
}
