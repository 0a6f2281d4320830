// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaFiles
public import DioramaMath

/// The simulator as a planner's model: sequences are rolled out in environments like the real one, from exact
/// snapshots of it.
///
/// Each thread has an environment of its own. A restored environment continues with the same bits whatever it
/// did before, so that the returns do not depend on the number of threads.
public final class SimulatorModel: PlanningModel {
  private let workers: [SimulatorWorker]
  private let pool: ShardPool
  private var start: Snapshot?

  /// Makes the model.
  ///
  /// - Parameters:
  ///   - threads: The number of threads that share the sequences; the result does not depend on it.
  ///   - successBonus: The bonus, added to the reward of each step at which the task is solved.
  ///   - pictures: The reward from images that replaces the environment's; nil for the environment's.
  ///   - makeEnvironment: Makes an environment like the real one, which may differ in its observations and
  ///     its reward; its reward is the one that is planned for.
  /// - Throws: An error of `makeEnvironment`.
  public init(
    threads: Int, successBonus: Double = 0, pictures: PictureReward? = nil,
    makeEnvironment: @escaping @Sendable () throws -> AnyEnvironment
  ) throws {
    let workers = (0..<threads).map { _ in
      SimulatorWorker(successBonus: successBonus, pictures: pictures)
    }
    self.workers = workers
    pool = ShardPool(shards: threads, threads: threads, isPinned: true)
    // an environment stays on its thread: each shard always runs on the same one
    pool.run { workers[$0].make(makeEnvironment) }
    for worker in workers { if let failure = worker.failure { throw failure } }
  }

  public func begin(at observation: TaskObservation, of environment: AnyEnvironment) {
    start = environment.snapshot
  }

  public func returns(of sequences: [[Float]]) throws(SimulationError) -> [Double] {
    try futures(of: sequences).map(\.earned)
  }

  /// Returns the hand's path in each sequence, from its present position on [m]; empty without a hand.
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
