// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath

extension VectorEnvironment {
  /// Returns the observation of environment `index`.
  public func observation(_ index: Int) -> TaskObservation { observation(rows.now, index) }

  /// Returns the final observation of environment `index`, if its episode ended in the last step
  /// and the mode is ``Autoreset/sameStep``; else nil.
  public func finalObservation(_ index: Int) -> TaskObservation? {
    hasFinal(index) ? observation(rows.end, index) : nil
  }

  /// Returns the reward of environment `index` in the last step; 0 after a reset.
  public func reward(_ index: Int) -> Float { Float(rows.reward[index]) }

  /// Returns the reason why the episode of environment `index` ended in the last step; nil if it did not end.
  public func ending(_ index: Int) -> Ending? { rows.ending(index) }

  /// Returns the reason why environment `index` failed to do what it was last asked to; nil if it did it.
  public func failure(_ index: Int) -> VectorFailure? { rows.failure(index) }

  /// Returns the metrics of environment `index`, if they were wanted.
  public func metrics(_ index: Int) -> Metrics { metrics(rows.now, index) }

  /// Returns the metrics at the end of the episode, where ``finalObservation(_:)`` returns the observation.
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
