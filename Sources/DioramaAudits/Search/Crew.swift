// SPDX-License-Identifier: Apache-2.0

import DioramaFiles

/// Some workers that share pieces of work, on one thread or several.
///
/// Each always gets the same pieces, however many threads there are, so that what comes of them is the same.
final class Crew<Worker> {
  private let members: [Member]
  private let pool: ShardPool

  /// The number of workers.
  static var size: Int { 4 }

  /// Makes the workers, each on the thread that will use it: an environment draws fastest on one.
  ///
  /// - Throws: An error of `make`, which gets the number of the worker.
  init(threads: Int, make: @escaping @Sendable (Int) throws -> Worker) throws {
    let members = (0..<Self.size).map { _ in Member() }
    self.members = members
    pool = ShardPool(shards: Self.size, threads: threads, isPinned: true)
    pool.run { shard in members[shard].attempt { members[shard].worker = try make(shard) } }
    for member in members { if let error = member.error { throw error } }
  }

  /// Returns what `work` makes of each item, with a worker that it has to itself meanwhile.
  ///
  /// - Throws: The error of `work`, of the first worker that had one.
  func map<Item: Sendable, Outcome: Sendable>(
    _ items: [Item], _ work: @escaping @Sendable (Item, inout Worker) throws -> Outcome
  ) throws -> [Outcome] {
    let (members, count) = (members, Self.size)
    let shares = members.map { _ in Share<Outcome>() }
    pool.run { shard in
      members[shard].attempt {
        for index in stride(from: shard, to: items.count, by: count) {
          // taken out meanwhile, so that what it holds is not copied
          guard var worker = members[shard].worker.take() else { return }
          defer { members[shard].worker = worker }
          shares[shard].outcomes.append(try work(items[index], &worker))
        }
      }
    }
    for member in members { if let error = member.error { throw error } }
    return items.indices.map { shares[$0 % count].outcomes[$0 / count] }
  }

  /// Returns what `work` makes of `item`.
  func run<Item: Sendable, Outcome: Sendable>(
    _ item: Item, _ work: @escaping @Sendable (Item, inout Worker) throws -> Outcome
  ) throws -> Outcome { try map([item], work)[0] }

  /// A worker; one thread of the pool uses it at a time.
  private final class Member: @unchecked Sendable {
    var worker: Worker?
    private(set) var error: (any Error)?

    func attempt(_ work: () throws -> Void) {
      error = nil
      do { try work() } catch { self.error = error }
    }
  }

  /// What a worker made of its pieces, read once the pool is done.
  private final class Share<Outcome>: @unchecked Sendable {
    var outcomes: [Outcome] = []
  }
}
