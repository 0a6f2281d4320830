// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// The measures of the reaching task.
public struct ReachingMeasures: TaskMeasures {
  /// Whether the tip is at the ball.
  public var isSuccess: Bool { distance <= successRadius }
  /// The distance of the tip from the ball's centre [m].
  public let distance: Double
  /// The height of the tip above the table [m].
  public let tipHeight: Double
  /// The depth of the deepest contact in the last time step [m].
  public let deepestContact: Double
  /// The number of the solver's messages since the world was made.
  public let solverMessages: Int
  let successRadius: Double

  public var metrics: Metrics {
    Metrics([
      ("success", isSuccess ? 1 : 0), ("distance", distance), ("tip_height", tipHeight),
      ("deepest_contact", deepestContact), ("solver_messages", Double(solverMessages)),
    ])
  }

  public var criteria: [Criterion] { [Criterion("distance", distance, atMost: successRadius)] }
}
