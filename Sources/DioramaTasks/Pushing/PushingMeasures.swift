// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// What is measured of a mug that is pushed.
public struct PushingMeasures: TaskMeasures {
  /// Whether the mug stands upright within the success radius of the coaster's centre.
  public let isSuccess: Bool
  /// Of the mug from the coaster's centre, on the table [m].
  public let distance: Double
  /// The cosine of the mug's tilt.
  public let uprightness: Double
  /// Of the hand from the mug's centre, on the table [m].
  public let handDistance: Double
  /// [m/s].
  public let mugSpeed: Double
  /// In the last time step [m].
  public let deepestContact: Double
  /// Complaints of the solver since the world was made.
  public let solverMessages: Int

  public var metrics: Metrics {
    Metrics([
      ("success", isSuccess ? 1 : 0), ("distance", distance), ("upright", uprightness),
      ("hand_distance", handDistance), ("mug_speed", mugSpeed),
      ("deepest_contact", deepestContact), ("solver_messages", Double(solverMessages)),
    ])
  }
}
