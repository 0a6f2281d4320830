// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// The measures of the draping task.
public struct DrapingMeasures: TaskMeasures {
  /// Whether the cloth covers the box evenly, uncrumpled and at rest.
  public var isSuccess: Bool { looksSolved && clothSpeed <= limits.speed }
  /// Whether the cloth covers the box evenly and uncrumpled, at rest or not.
  public var looksSolved: Bool {
    coverage >= limits.coverage && hemDifference <= limits.hemDifference
      && crumpling <= limits.crumpling
  }
  /// The fraction of the box's top that cloth lies on.
  public let coverage: Double
  /// The difference between the heights of front and back hem [m].
  public let hemDifference: Double
  /// The fraction of the cloth that is folded back on itself.
  public let crumpling: Double
  /// The root mean square speed of the cloth's particles [m/s].
  public let clothSpeed: Double
  /// The mean height of the front hem [m].
  public let frontHem: Double
  /// The mean height of the back hem [m].
  public let backHem: Double
  /// The distance of the cloth's middle from the middle of the box's top [m].
  public let middleDistance: Double
  /// The strain of the most stretched edge.
  public let strain: Double
  /// The depth of the deepest contact in the last time step [m].
  public let deepestContact: Double
  /// The number of the solver's messages since the world was made.
  public let solverMessages: Int
  let limits: DrapingStage.Limits

  public var metrics: Metrics {
    Metrics([
      ("success", isSuccess ? 1 : 0), ("looks_solved", looksSolved ? 1 : 0),
      ("coverage", coverage), ("hem_difference", hemDifference), ("crumpling", crumpling),
      ("cloth_speed", clothSpeed), ("front_hem", frontHem), ("back_hem", backHem),
      ("middle_distance", middleDistance), ("strain", strain),
      ("deepest_contact", deepestContact), ("solver_messages", Double(solverMessages)),
    ])
  }

  public var criteria: [Criterion] {
    [
      Criterion("coverage", coverage, atLeast: limits.coverage),
      Criterion("hem_difference", hemDifference, atMost: limits.hemDifference),
      Criterion("crumpling", crumpling, atMost: limits.crumpling),
      Criterion("cloth_speed", clothSpeed, atMost: limits.speed, isUnseen: true),
    ]
  }
}
