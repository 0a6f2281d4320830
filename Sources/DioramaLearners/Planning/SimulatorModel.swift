// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
import DioramaNetworks

/// The simulator as its own model: futures are stepped in environments like the real one, from exact
/// snapshots of it.
///
/// Each thread has an environment of its own. As a restored environment goes on with the same bits
/// whatever it did before, the returns do not depend on how many threads there are.
public final class SimulatorModel: PlanningModel {
  private let workers: [SimulatorWorker]
  private let pool: ShardPool
  private var start: Snapshot?

  /// Makes the model.
  ///
  /// - Parameters:
  ///   - threads: How many threads share the sequences; the result does not depend on it.
  ///   - successBonus: What each step at which the task is solved counts beside the reward.
  ///   - pictures: What counts instead of the reward; nil for the reward.
  ///   - makeEnvironment: Makes an environment that differs from the real one in what it shows and in
  ///     its reward at most; what it earns is planned for.
  /// - Throws: What `makeEnvironment` throws.
  public init(
    threads: Int, successBonus: Double = 0, pictures: PictureReward? = nil,
    makeEnvironment: @escaping @Sendable () throws -> AnyEnvironment
  ) throws {
    let workers = (0..<threads).map { _ in
      SimulatorWorker(successBonus: successBonus, pictures: pictures)
    }
    self.workers = workers
    pool = ShardPool(shards: threads, threads: threads, isPinned: true)
    // an environment stays on the thread that made it: a shard is always the same thread's
    pool.run { workers[$0].make(makeEnvironment) }
    for worker in workers { if let failure = worker.failure { throw failure } }
  }

  public func begin(at observation: TaskObservation, of environment: AnyEnvironment) {
    start = environment.snapshot
  }

  public func returns(of sequences: [[Float]]) throws(SimulationError) -> [Double] {
    try futures(of: sequences).map(\.earned)
  }

  /// Returns where the hand goes in each sequence, the present included [m]; nothing without a hand.
  public func paths(of sequences: [[Float]]) throws(SimulationError) -> [[Vector3]] {
    try futures(of: sequences).map(\.path)
  }

  private func futures(
    of sequences: [[Float]]
  ) throws(SimulationError) -> [SimulatorWorker.Future] {
    guard let start else { throw .notReset }
    let (workers, count) = (workers, workers.count)
    pool.run { shard in
      let mine = stride(from: shard, to: sequences.count, by: count).map { sequences[$0] }
      workers[shard].run(mine, from: start)
    }
    for worker in workers { if let error = worker.error { throw error } }
    return sequences.indices.map { workers[$0 % count].futures[$0 / count] }
  }
}
