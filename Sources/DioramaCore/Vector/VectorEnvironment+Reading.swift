// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath

extension VectorEnvironment {
  /// Returns what environment `index` shows.
  public func observation(_ index: Int) -> TaskObservation { observation(rows.now, index) }

  /// Returns what environment `index` showed at the end of its episode, if it ended in the last step
  /// and ends are kept apart (``Autoreset/sameStep``).
  public func finalObservation(_ index: Int) -> TaskObservation? {
    hasFinal(index) ? observation(rows.end, index) : nil
  }

  /// The reward of environment `index` in the last step; 0 after a reset.
  public func reward(_ index: Int) -> Float { Float(rows.reward[index]) }

  /// Why the episode of environment `index` ended in the last step; nil if it did not.
  public func ending(_ index: Int) -> Ending? {
    rows.terminated[index] != 0 ? .terminated : rows.truncated[index] != 0 ? .truncated : nil
  }

  /// Why environment `index` could not do what it was last asked to; nil if it could.
  public func failure(_ index: Int) -> VectorFailure? {
    rows.status[index] == 0 ? nil : VectorFailure(rawValue: rows.status[index]) ?? .other
  }

  /// The metrics of environment `index`, if they were wanted.
  public func metrics(_ index: Int) -> Metrics { metrics(rows.now, index) }

  /// The metrics at the end of the episode, as ``finalObservation(_:)``.
  public func finalMetrics(_ index: Int) -> Metrics? {
    hasFinal(index) ? metrics(rows.end, index) : nil
  }

  private func hasFinal(_ index: Int) -> Bool { rows.shape.keepsEnds && ending(index) != nil }

  private func metrics(_ rows: VectorRows, _ index: Int) -> Metrics {
    Metrics(names: metricNames, values: row(rows.metrics, index, metricNames.count))
  }

  private func observation(_ rows: VectorRows, _ index: Int) -> TaskObservation {
    let shape = self.rows.shape
    var observation = TaskObservation(
      state: row(rows.state, index, shape.state),
      achievedGoal: row(rows.achievedGoal, index, shape.goal),
      desiredGoal: row(rows.desiredGoal, index, shape.goal))
    if shape.pixels > 0 {
      observation.pixels = Image(
        width: shape.width, height: shape.height, channels: 3,
        samples: row(rows.pixels, index, shape.pixels))
    }
    return observation
  }

  private func row<Element: BitwiseCopyable>(
    _ array: SharedArray<Element>, _ index: Int, _ count: Int
  ) -> [Element] {
    array.elements(index * count..<(index + 1) * count)
  }
}
