// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaNetworks

/// What was learned of an environment as a planner's model: sequences are imagined.
///
/// Each sequence has a particle in each network; what it earns is the mean of the rewards that they
/// expect. The end of an episode is not foreseen.
public final class EnsembleModel: PlanningModel {
  private let ensemble: DynamicsEnsemble
  private let problem: Problem
  private let propagation: Propagation
  private let pool: ShardPool
  private var state: [Float] = []
  /// The parts that were planned so far, by their number of sequences.
  private var shards: [Int: [ImaginationShard]] = [:]

  /// In how many parts sequences are computed.
  private static let shardCount = 2

  /// Makes the model.
  ///
  /// - Parameters:
  ///   - ensemble: What was learned; it may go on learning between plans.
  ///   - problem: What is seen and done.
  ///   - propagation: Which network predicts what.
  ///   - threads: How many threads share the sequences; the result does not depend on it.
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

  /// Goes to where plans begin: the state vector `state`.
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
