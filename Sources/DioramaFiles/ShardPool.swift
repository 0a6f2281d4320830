// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Synchronization

/// A pool of threads that run the shards of a piece of work side by side.
///
/// A shard is a fixed part of the work, such as some rows of a batch or some of a vector's environments. What
/// comes out depends on the number of shards (sums are taken in their order), but not on the number of
/// threads that share them.
///
/// Unless the pool is pinned, the first free thread takes the next shard: if the machine is busy and a helper
/// is late, the caller runs its shards, and the work takes no longer than on one thread.
///
/// A waiting thread looks for work for about a tenth of a millisecond, and lets others have its processor
/// meanwhile; then it sleeps. To be woken costs more than most waits.
public final class ShardPool: Sendable {
  /// The number of shards of a piece of work.
  public let shards: Int

  /// The number of threads that share them, the caller's included.
  public let threads: Int

  private let board: Board
  private let isPinned: Bool

  /// Makes a pool, with fewer threads than asked for if the operating system has no more.
  ///
  /// - Parameters:
  ///   - shards: The number of shards of a piece of work.
  ///   - threads: The number of threads that share them.
  ///   - isPinned: Whether a shard always runs on the same thread.
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
          board.running.subtract(1, ordering: .sequentiallyConsistent)
        }) != nil
      guard isStarted else { break }
      helpers += 1
      board.running.add(1, ordering: .sequentiallyConsistent)
    }
    board.helpers.store(helpers, ordering: .sequentiallyConsistent)
    self.threads = helpers + 1
    self.board = board
  }

  deinit { board.close() }

  /// Ends the helpers, and returns when they have let go of all work; nothing may be run afterwards.
  public func close() {
    board.close()
    while board.running.load(ordering: .sequentiallyConsistent) > 0 { sched_yield() }
  }

  /// Runs `body` for each shard, and returns when all are done.
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

/// The shared state of a pool: the work that is posted, and the shards that are done.
private final class Board: Sendable {
  /// The number of looks that a waiting thread takes before it lets others run in between: some 10 µs.
  private static let patience = 20_000

  /// The number of looks that it takes after that before it sleeps: some 100 µs, longer than a shard is late.
  private static let courtesy = 200

  /// The number of helpers, known before the first work is posted.
  let helpers = Atomic<Int>(0)
  /// The number of helpers that have not ended.
  let running = Atomic<Int>(0)
  private let round = Atomic<Int>(0)
  /// The round in the upper half, and in the lower half the next shard that no thread has taken.
  private let ticket = Atomic<UInt64>(0)
  /// The number of shards of the round that are done.
  private let finished = Atomic<Int>(0)
  private let isClosed = Atomic<Bool>(false)
  private let sleepers = Atomic<Int>(0)
  private let body = Mutex<(round: Int, work: (@Sendable (Int) -> Void)?)>((0, nil))
  private let condition = NSCondition()

  /// Posts the work of a new round, and returns the round's number.
  func post(_ work: @escaping @Sendable (Int) -> Void) -> Int {
    let next = round.load(ordering: .sequentiallyConsistent) + 1
    body.withLock { $0 = (next, work) }
    finished.store(0, ordering: .sequentiallyConsistent)
    ticket.store(Self.half(next) << 32, ordering: .sequentiallyConsistent)
    change { round.store(next, ordering: .sequentiallyConsistent) }
    return next
  }

  /// Returns the part of a round's number that a ticket has; rounds so far apart never meet.
  private static func half(_ round: Int) -> UInt64 { UInt64(UInt32(truncatingIfNeeded: round)) }

  /// Takes the next shard of `round`; nil if all are taken, or the round is over.
  func claim(in round: Int, of shards: Int) -> Int? {
    var current = ticket.load(ordering: .sequentiallyConsistent)
    while current >> 32 == Self.half(round) {
      let shard = Int(current & 0xFFFF_FFFF)
      guard shard < shards else { return nil }
      let (isMine, found) = ticket.compareExchange(
        expected: current, desired: current + 1, ordering: .sequentiallyConsistent)
      if isMine { return shard }
      current = found
    }
    return nil
  }

  /// Notes that a shard is done.
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
