// SPDX-License-Identifier: Apache-2.0

/// The scores of an algorithm: one for each run, task by task.
///
/// The number of runs may differ from task to task. With equal numbers all estimates are those of the
/// `rliable` library.
///
/// > Source: Agarwal et al. 2021, [*Deep Reinforcement Learning at the Edge of the Statistical
/// > Precipice*](https://arxiv.org/abs/2108.13264).
package struct Scores: Hashable, Sendable {
  /// The scores of the runs of each task, `[tasks][runs]`.
  package var runs: [[Double]]

  /// Makes the scores of `runs`; tasks without any are left out.
  package init(_ runs: [[Double]]) { self.runs = runs.filter { !$0.isEmpty } }

  /// The smallest number of runs that a task has.
  package var least: Int { runs.map(\.count).min() ?? 0 }

  /// The mean of the middle half of all runs of all tasks together.
  ///
  /// Of `n` scores the `floor(n / 4)` lowest and as many of the highest are left out: robust to
  /// outliers as the median is, with less variance.
  package var interquartileMean: Double {
    let all = runs.joined().sorted()
    let cut = all.count / 4
    return Self.mean(all[cut..<all.count - cut])
  }

  /// The median over the tasks of the mean over the runs.
  package var median: Double {
    let means = runs.map { Self.mean($0) }.sorted()
    let middle = means.count / 2
    return means.count % 2 == 1 ? means[middle] : (means[middle - 1] + means[middle]) / 2
  }

  /// The mean over the tasks of the mean over the runs.
  package var mean: Double { Self.mean(runs.map { Self.mean($0) }) }

  /// The optimality gap, by which the runs fall short of 1: 1 minus the mean of min(score, 1).
  package var optimalityGap: Double { 1 - Self.mean(runs.joined().map { min($0, 1) }) }

  /// Returns the fraction of all runs whose score is above `threshold`.
  ///
  /// Over all thresholds it is the performance profile: the score distribution of runs, Eq. 3.
  package func fraction(above threshold: Double) -> Double {
    let all = runs.joined()
    return Double(all.count { $0 > threshold }) / Double(all.count)
  }

  /// Returns the probability that a run of these is better than one of `others`, averaged over the tasks.
  ///
  /// On each task it is the Mann-Whitney statistic U/(n m): the fraction of pairs where the first is better,
  /// with ties counted half.
  ///
  /// - Precondition: Both are of the same tasks.
  package func probabilityOfImprovement(over others: Scores) -> Double {
    precondition(runs.count == others.runs.count, "both must have the same tasks")
    return Self.mean(
      zip(runs, others.runs).map { mine, theirs in
        var better = 0.0
        for x in mine {
          for y in theirs { better += x > y ? 1 : x == y ? 0.5 : 0 }
        }
        return better / Double(mine.count * theirs.count)
      })
  }

  private static func mean(_ numbers: some Collection<Double>) -> Double {
    numbers.reduce(0, +) / Double(numbers.count)
  }
}
