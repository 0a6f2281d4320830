// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// The measures of the T task.
public struct PushTMeasures: TaskMeasures {
  /// Whether the T covers enough of its mark.
  public var isSuccess: Bool { coverage >= leastCoverage }
  /// The share of the mark that the T covers.
  public let coverage: Double
  /// The distance of the T's middle from the mark's [m].
  public let distance: Double
  /// The angle between the T and the mark, in 0...π [rad].
  public let turn: Double
  /// The root of the mean squared distance of the T's points from their places on the mark [m].
  public let pointDistance: Double
  /// The distance of the hand from the T's middle, on the table [m].
  public let handDistance: Double
  /// The speed of the T [m/s].
  public let teeSpeed: Double
  /// The depth of the deepest contact in the last time step [m].
  public let deepestContact: Double
  /// The number of the solver's messages since the world was made.
  public let solverMessages: Int
  /// The least share of success.
  let leastCoverage: Double

  public var metrics: Metrics {
    Metrics([
      ("success", isSuccess ? 1 : 0), ("coverage", coverage), ("distance", distance),
      ("turn", turn), ("point_distance", pointDistance), ("hand_distance", handDistance),
      ("tee_speed", teeSpeed), ("deepest_contact", deepestContact),
      ("solver_messages", Double(solverMessages)),
    ])
  }

  public var criteria: [Criterion] { [Criterion("coverage", coverage, atLeast: leastCoverage)] }
}
