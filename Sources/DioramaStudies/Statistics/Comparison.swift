// SPDX-License-Identifier: Apache-2.0

/// A comparison of algorithms on the tasks that all of them have runs of.
package struct Comparison: Sendable {
  /// An algorithm of the comparison: its scores, and the estimates over all tasks.
  package struct Member: Sendable {
    package let name: String
    package let scores: Scores
    package let interquartileMean: Estimate
    package let median: Estimate
    package let mean: Estimate
    package let optimalityGap: Estimate
  }

  package let tasks: [String]
  package let members: [Member]
  /// The probabilities that the first is better than the second, `[members][members]`; nil on the diagonal.
  package let improvement: [[Estimate?]]

  /// The thresholds of performance profiles.
  package static let thresholds = (0...100).map { Double($0) / 100 }

  /// Compares algorithms by their scores.
  ///
  /// - Parameters:
  ///   - tasks: The tasks.
  ///   - scores: The scores of each algorithm, with at least one run of every task.
  ///   - bootstrap: The bootstrap for the intervals.
  package init(
    tasks: [String], scores: [(name: String, scores: Scores)], by bootstrap: Bootstrap
  ) {
    self.tasks = tasks
    members = scores.map { name, scores in
      func estimates(_ scores: Scores) -> [Double] {
        [scores.interquartileMean, scores.median, scores.mean, scores.optimalityGap]
      }
      let intervals = bootstrap.intervals(scores, estimates)
      let all = estimates(scores).enumerated().map { index, value in
        Estimate(value: value, interval: intervals?[index])
      }
      return Member(
        name: name, scores: scores, interquartileMean: all[0], median: all[1], mean: all[2],
        optimalityGap: all[3])
    }
    // fewer resamples: there are many pairs, and each resample compares all of their runs
    let rarer = Bootstrap(resamples: max(1, bootstrap.resamples / 5))
    var improvement = [[Estimate?]](
      repeating: Array(repeating: nil, count: scores.count), count: scores.count)
    for x in scores.indices {
      for y in scores.indices where x < y {
        let (first, second) = (scores[x].scores, scores[y].scores)
        let value = first.probabilityOfImprovement(over: second)
        let interval = rarer.interval(ofImprovementOf: first, over: second)
        improvement[x][y] = Estimate(value: value, interval: interval)
        improvement[y][x] = Estimate(
          value: 1 - value, interval: interval.map { 1 - $0.upperBound...1 - $0.lowerBound })
      }
    }
    self.improvement = improvement
  }
}
