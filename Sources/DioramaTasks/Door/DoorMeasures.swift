// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// The measures of the door task.
public struct DoorMeasures: TaskMeasures {
  /// Whether the door is open far enough, and at rest.
  public var isSuccess: Bool { angle >= limits.angle && abs(rate) <= limits.rate }
  /// The angle by which the door is open [rad].
  public let angle: Double
  /// The door's angular velocity; positive while it opens [rad/s].
  public let rate: Double
  /// The distance of the finger from the place behind the lever [m].
  public let leverDistance: Double
  /// The depth of the deepest contact in the last time step [m].
  public let deepestContact: Double
  /// The number of the solver's messages since the world was made.
  public let solverMessages: Int
  let limits: DoorStage.Success

  public var metrics: Metrics {
    Metrics([
      ("success", isSuccess ? 1 : 0), ("angle", angle), ("rate", rate),
      ("lever_distance", leverDistance), ("deepest_contact", deepestContact),
      ("solver_messages", Double(solverMessages)),
    ])
  }

  public var criteria: [Criterion] {
    [
      Criterion("angle", angle, atLeast: limits.angle),
      Criterion("rate", abs(rate), atMost: limits.rate),
    ]
  }
}
