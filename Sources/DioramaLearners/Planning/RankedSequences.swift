// SPDX-License-Identifier: Apache-2.0

import DioramaCore

/// Sequences of actions, the best first.
struct RankedSequences {
  var sequences: [[Float]]

  /// What each of them earns; −∞ where that is no number.
  var returns: [Double]

  /// Has `candidates` scored.
  ///
  /// A return that is no number must never win: a simulation that diverged would be planned on purpose.
  /// Where two earn the same, the one that was drawn first goes first.
  init(_ candidates: [[Float]], _ score: Planner.Score) throws(SimulationError) {
    let scores = try score(candidates).map { $0.isNaN ? -.infinity : $0 }
    precondition(scores.count == candidates.count, "\(scores.count) returns for a batch of plans")
    let order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
    sequences = order.map { candidates[$0] }
    returns = order.map { scores[$0] }
  }

  /// The best `count` of them, without those that earn −∞.
  func elites(_ count: Int) -> [[Float]] {
    Array(zip(sequences, returns).prefix(count).prefix { $1 > -.infinity }.map(\.0))
  }

  /// The plan to carry out `actions`.
  func plan(_ actions: [Float], eliteCount: Int) -> Plan {
    Plan(
      actions: actions, candidates: sequences, returns: returns,
      eliteCount: min(eliteCount, sequences.count))
  }
}
