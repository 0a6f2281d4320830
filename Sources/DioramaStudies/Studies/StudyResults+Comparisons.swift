// SPDX-License-Identifier: Apache-2.0

extension StudyResults {
  /// The most comparisons that are shown.
  private static let mostComparisons = 4

  /// Returns the fair comparisons: of algorithms on tasks that all of them have finished.
  ///
  /// For each set of tasks that some algorithm has finished, all algorithms that have finished at least
  /// these are compared on them. Sets with fewer than two algorithms are left out, and those with the most
  /// results come first.
  ///
  /// - Parameter bootstrap: The bootstrap for the intervals.
  /// - Returns: The comparisons.
  package func comparisons(by bootstrap: Bootstrap = Bootstrap()) -> [Comparison] {
    let done = names.map { name in
      (name: name, tasks: tasks.filter { row(name, $0)?.finished.isEmpty == false })
    }.filter { !$0.tasks.isEmpty }
    let sets = Self.unique(done.map(\.tasks)).map { set in
      (tasks: set, names: done.filter { Set($0.tasks).isSuperset(of: set) }.map(\.name))
    }.filter { $0.names.count >= 2 }
    let chosen = sets.enumerated().sorted { a, b in
      let sizes = [a, b].map { $0.element.names.count * $0.element.tasks.count }
      return sizes[0] != sizes[1] ? sizes[0] > sizes[1] : a.offset < b.offset
    }.prefix(Self.mostComparisons)
    return chosen.map { _, set in
      Comparison(
        tasks: set.tasks,
        scores: set.names.map { name in
          (name, Scores(set.tasks.map { row(name, $0)?.successes ?? [] }))
        }, by: bootstrap)
    }
  }
}
