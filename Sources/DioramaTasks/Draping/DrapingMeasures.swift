// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// What is measured of a cloth that is draped.
public struct DrapingMeasures: TaskMeasures {
  /// Whether the cloth covers the box evenly, uncrumpled and at rest.
  public let isSuccess: Bool
  /// The same, at rest or not.
  public let looksSolved: Bool
  /// The part of the box's top that cloth lies on.
  public let coverage: Double
  /// Between the heights of front and back hem [m].
  public let hemDifference: Double
  /// The part of the cloth that is folded back on itself.
  public let crumpling: Double
  /// Root of the mean square speed [m/s].
  public let clothSpeed: Double
  /// Mean height [m].
  public let frontHem: Double
  /// Mean height [m].
  public let backHem: Double
  /// Of the cloth's middle from the middle of the box's top [m].
  public let middleDistance: Double
  /// Of the most stretched edge.
  public let strain: Double
  /// In the last time step [m].
  public let deepestContact: Double
  /// Complaints of the solver since the world was made.
  public let solverMessages: Int

  public var metrics: Metrics {
    Metrics([
      ("success", isSuccess ? 1 : 0), ("looks_solved", looksSolved ? 1 : 0),
      ("coverage", coverage), ("hem_difference", hemDifference), ("crumpling", crumpling),
      ("cloth_speed", clothSpeed), ("front_hem", frontHem), ("back_hem", backHem),
      ("middle_distance", middleDistance), ("strain", strain),
      ("deepest_contact", deepestContact), ("solver_messages", Double(solverMessages)),
    ])
  }
}
