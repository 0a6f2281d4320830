// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
internal import Foundation

/// The measures of the pushing tasks.
public struct PushingMeasures: TaskMeasures {
  /// Whether the mug stands upright within the success radius of the coaster's centre.
  public var isSuccess: Bool { distance <= successRadius && uprightness >= uprightCosine }
  /// The distance of the mug from the coaster's centre, on the table [m].
  public let distance: Double
  /// The cosine of the mug's tilt.
  public let uprightness: Double
  /// The distance of the hand from the mug's centre, on the table [m].
  public let handDistance: Double
  /// The speed of the mug [m/s].
  public let mugSpeed: Double
  /// The depth of the deepest contact in the last time step [m].
  public let deepestContact: Double
  /// The number of the solver's messages since the world was made.
  public let solverMessages: Int
  /// The largest distance of success [m].
  let successRadius: Double
  /// The least uprightness of success.
  let uprightCosine: Double

  public var metrics: Metrics {
    Metrics([
      ("success", isSuccess ? 1 : 0), ("distance", distance), ("upright", uprightness),
      ("hand_distance", handDistance), ("mug_speed", mugSpeed),
      ("deepest_contact", deepestContact), ("solver_messages", Double(solverMessages)),
    ])
  }

  /// The distance, and the mug's tilt as an angle [rad].
  public var criteria: [Criterion] {
    [
      Criterion("distance", distance, atMost: successRadius),
      Criterion("tilt", Self.angle(uprightness), atMost: Self.angle(uprightCosine)),
    ]
  }

  private static func angle(_ cosine: Double) -> Double { acos(min(max(cosine, -1), 1)) }
}
