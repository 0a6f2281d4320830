// SPDX-License-Identifier: Apache-2.0

import DioramaCore

/// A card of the ledger: a row's gate, what its runs reached, and the verdict.
package struct LedgerCard: Sendable {
  package let row: StudyResults.Row
  package let gate: Gate
  /// The interquartile mean of the runs, with a 95 % interval; nil while there is no run.
  package let ours: Estimate?
  /// Ours minus the published success rate, with Newcombe's interval; nil where one of them is no rate.
  package let difference: Estimate?
  /// The verdict; nil while there is no run.
  package let verdict: Verdict?

  /// Makes the card of `row`; nil if it has no gate.
  ///
  /// The interval of a success rate is the wider one at each end of two: the bootstrap's over the runs, which
  /// knows that seeds differ, and Wilson's over all episodes, which knows that they are finite in number.
  package init?(_ row: StudyResults.Row) {
    guard let gate = row.records[0].cell.row.gate else { return nil }
    (self.row, self.gate) = (row, gate)
    var ours = gate.measure == .success ? row.success : row.episodeReturn
    let episodes = gate.measure == .success ? row.episodes : nil
    if let episodes, let interval = ours?.interval {
      let wilson = episodes.interval
      ours?.interval =
        min(interval.lowerBound, wilson.lowerBound)...max(interval.upperBound, wilson.upperBound)
    }
    self.ours = ours
    difference = episodes.flatMap { episodes in
      gate.published?.proportion.map {
        Estimate(value: episodes.rate - $0.rate, interval: episodes.difference(from: $0))
      }
    }
    verdict = ours.map {
      Verdict(of: $0.value, $0.interval, runs: row.finished.count, least: gate.least)
    }
  }
}

extension StudyResults.Row {
  /// The successes in all episodes of all runs; nil while there are none.
  fileprivate var episodes: Proportion? {
    let evaluations = finished.compactMap(\.evaluation)
    guard !evaluations.isEmpty else { return nil }
    let successes = evaluations.map { ($0.successRate * Double($0.episodes)).rounded() }
    return Proportion(
      Int(successes.reduce(0, +)), of: evaluations.map(\.episodes).reduce(0, +))
  }
}
