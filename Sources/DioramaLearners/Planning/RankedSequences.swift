// SPDX-License-Identifier: Apache-2.0

import DioramaCore

/// Sequences of actions, ranked by their returns, the best first.
struct RankedSequences {
  var sequences: [[Float]]

  /// Their returns; −∞ in place of NaN.
  var returns: [Double]

  /// Scores `candidates` and ranks them.
  ///
  /// A return of NaN must never win, or else diverged simulations would be planned on purpose. If two returns
  /// are equal, the sequence that was drawn first comes first.
  init(_ candidates: [[Float]], _ score: Planner.Score) throws(SimulationError) {
    let scores = try score(candidates).map { $0.isNaN ? -.infinity : $0 }
    precondition(scores.count == candidates.count, "\(scores.count) returns for a batch of plans")
    let order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
    sequences = order.map { candidates[$0] }
    returns = order.map { scores[$0] }
  }

  /// Returns the best `count` sequences, without those whose return is −∞.
  func elites(_ count: Int) -> [[Float]] {
    Array(zip(sequences, returns).prefix(count).prefix { $1 > -.infinity }.map(\.0))
  }

  /// Returns the plan that carries out `actions`.
  func plan(_ actions: [Float], eliteCount: Int) -> Plan {
    Plan(
      actions: actions, candidates: sequences, returns: returns,
      eliteCount: min(eliteCount, sequences.count))
  }
}
