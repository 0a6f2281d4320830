// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaFiles
import DioramaNetworks

/// A planner's model that rolls sequences out in a learned ``DynamicsEnsemble``.
///
/// Each sequence has one particle per network; its return is the mean of the particles' returns, by predicted
/// rewards. The end of an episode is not predicted.
public final class EnsembleModel: PlanningModel {
  private let ensemble: DynamicsEnsemble
  private let problem: Problem
  private let propagation: Propagation
  private let pool: ShardPool
  private var state: [Float] = []
  /// The shards made so far, by their number of rows.
  private var shards: [Int: [ImaginationShard]] = [:]

  /// The number of shards that the sequences are split into.
  private static let shardCount = 2

  /// Makes the model.
  ///
  /// - Parameters:
  ///   - ensemble: The learned dynamics; they may be trained further between plans.
  ///   - problem: The observations and actions.
  ///   - propagation: The propagation of particles through the networks.
  ///   - threads: The number of threads that share the sequences; the result does not depend on it.
  public init(
    _ ensemble: DynamicsEnsemble, _ problem: Problem, _ propagation: Propagation, threads: Int = 2
  ) {
    self.ensemble = ensemble
    self.problem = problem
    self.propagation = propagation
    pool = ShardPool(shards: Self.shardCount, threads: threads)
  }

  public func begin(at observation: TaskObservation, of environment: AnyEnvironment) {
    state = problem.layout.state(observation)
  }

  /// Sets the state vector at which plans begin.
  func begin(at state: some Sequence<Float>) { self.state = Array(state) }

  public func returns(of sequences: [[Float]]) -> [Double] {
    let rows = (sequences.count + Self.shardCount - 1) / Self.shardCount
    let shards = shards(rows: rows)
    let scenario = ImaginedScenario(
      ensemble, from: state, in: problem.bounds,
      steps: (sequences.first?.count ?? 0) / max(ensemble.actionCount, 1), propagation)
    pool.run { shard in
      let mine = sequences.dropFirst(shard * rows).prefix(rows)
      shards[shard].run(Array(mine), scenario)
    }
    return sequences.indices.map { shards[$0 / rows].earned($0 % rows) }
  }

  private func shards(rows: Int) -> [ImaginationShard] {
    if let known = shards[rows] { return known }
    let made = (0..<Self.shardCount).map { _ in ImaginationShard(ensemble, rows: rows) }
    shards[rows] = made
    return made
  }
}
