// SPDX-License-Identifier: Apache-2.0

internal import DioramaFiles
internal import Foundation
internal import Synchronization

/// Threads that carry out the shards of an update side by side.
///
/// A shard is a fixed part of the rows of a batch. How many shards there are is part of the result
/// (sums are taken in their order); how many threads share them is not.
///
/// A shard is whoever's comes first: where the machine is busy and a helper is late, the caller does its
/// shards, and an update takes no longer than on one thread.
///
/// A thread that waits looks for work for a tenth of a millisecond, and lets others have its
/// processor meanwhile; then it sleeps. To be woken costs more than most waits within an update.
public final class ShardPool: Sendable {
  /// How many shards an update has.
  public let shards: Int

  /// How many threads share them, the caller's included.
  public let threads: Int

  private let board: Board
  private let isPinned: Bool

  /// Makes a pool; where the operating system has no more threads, of fewer than were asked for.
  ///
  /// - Parameters:
  ///   - shards: How many shards an update has.
  ///   - threads: How many threads share them.
  ///   - isPinned: Whether a shard is always the same thread's.
  /// - Precondition: There is at least one shard and one thread.
  public init(shards: Int, threads: Int = 1, isPinned: Bool = false) {
    precondition(shards > 0 && threads > 0, "a pool needs a shard and a thread")
    self.shards = shards
    self.isPinned = isPinned
    let board = Board()
    var helpers = 0
    while helpers < min(threads, shards) - 1 {
      let isStarted =
        (try? SystemThread.start { [helpers] in
          board.work(as: helpers, shards: shards, isPinned: isPinned)
        }) != nil
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
    let round = board.post(body)
    if isPinned {
      for shard in stride(from: 0, to: shards, by: threads) {
        body(shard)
        board.finish()
      }
    } else {
      while let shard = board.claim(in: round, of: shards) {
        body(shard)
        board.finish()
      }
    }
    board.awaitAll(shards)
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
  /// The round, and in the lower half the next shard that nobody does yet.
  private let ticket = Atomic<UInt64>(0)
  /// How many shards of the round are done.
  private let finished = Atomic<Int>(0)
  private let isClosed = Atomic<Bool>(false)
  private let sleepers = Atomic<Int>(0)
  private let body = Mutex<(round: Int, work: (@Sendable (Int) -> Void)?)>((0, nil))
  private let condition = NSCondition()

  /// Posts the work of a new round, which is returned.
  func post(_ work: @escaping @Sendable (Int) -> Void) -> Int {
    let next = round.load(ordering: .sequentiallyConsistent) + 1
    body.withLock { $0 = (next, work) }
    finished.store(0, ordering: .sequentiallyConsistent)
    ticket.store(UInt64(next) << 32, ordering: .sequentiallyConsistent)
    change { round.store(next, ordering: .sequentiallyConsistent) }
    return next
  }

  /// Takes the next shard of `round`; nil where all are taken, or the round is over.
  func claim(in round: Int, of shards: Int) -> Int? {
    var current = ticket.load(ordering: .sequentiallyConsistent)
    while Int(current >> 32) == round {
      let shard = Int(current & 0xFFFF_FFFF)
      guard shard < shards else { return nil }
      let (isMine, found) = ticket.compareExchange(
        expected: current, desired: current + 1, ordering: .sequentiallyConsistent)
      if isMine { return shard }
      current = found
    }
    return nil
  }

  /// Takes note that a shard is done.
  func finish() { change { finished.add(1, ordering: .sequentiallyConsistent) } }

  func awaitAll(_ shards: Int) {
    wait { finished.load(ordering: .sequentiallyConsistent) == shards }
    body.withLock { $0.work = nil }
  }

  private var hasClosed: Bool { isClosed.load(ordering: .sequentiallyConsistent) }

  func close() {
    change { isClosed.store(true, ordering: .sequentiallyConsistent) }
  }

  func work(as helper: Int, shards: Int, isPinned: Bool) {
    var seen = 0
    while true {
      wait { round.load(ordering: .sequentiallyConsistent) != seen || hasClosed }
      if hasClosed { return }
      let (now, work) = body.withLock { $0 }
      seen = now
      guard let work else { continue }  // the caller was faster
      if isPinned {
        let threads = helpers.load(ordering: .sequentiallyConsistent) + 1
        for shard in stride(from: helper + 1, to: shards, by: threads) {
          work(shard)
          finish()
        }
      } else {
        while let shard = claim(in: now, of: shards) {
          work(shard)
          finish()
        }
      }
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
