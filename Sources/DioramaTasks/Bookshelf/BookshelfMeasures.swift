// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// The measures of the bookshelf task.
public struct BookshelfMeasures: TaskMeasures {
  /// Whether the book is deep enough in a slot, and nothing leans.
  public var isSuccess: Bool {
    depth >= limits.depth && tilt <= limits.tilt && neighbourTilt <= limits.neighbourTilt
  }
  /// The fraction of the book's depth that is inside a slot; 0 where the book is too high.
  public var depth: Double { height <= limits.height ? reach : 0 }
  /// The fraction of the book's depth that is between the two books of a slot, at any height.
  public let reach: Double
  /// The tilt of the book [rad].
  public let tilt: Double
  /// The tilt of the neighbour that leans most [rad].
  public let neighbourTilt: Double
  /// The distance of the leading face from the middle of the nearest slot, along y [m].
  public let slotOffset: Double
  /// The distance from the leading face to the mouth, along x; 0 inside [m].
  public let mouthDistance: Double
  /// The height of the book's lowest corner above the board [m].
  public let height: Double
  /// The speed of the book [m/s].
  public let bookSpeed: Double
  /// The depth of the deepest contact in the last time step [m].
  public let deepestContact: Double
  /// The number of the solver's messages since the world was made.
  public let solverMessages: Int
  /// The number of steps since then in which the iterative solver stood in.
  public let solverFallbacks: Int
  let limits: BookshelfStage.Success

  public var metrics: Metrics {
    Metrics([
      ("success", isSuccess ? 1 : 0), ("depth", depth), ("tilt", tilt),
      ("neighbour_tilt", neighbourTilt), ("slot_offset", slotOffset),
      ("mouth_distance", mouthDistance), ("height", height), ("book_speed", bookSpeed),
      ("deepest_contact", deepestContact), ("solver_messages", Double(solverMessages)),
      ("solver_fallbacks", Double(solverFallbacks)),
    ])
  }

  /// What success needs; `depth` counts at any height here, as the height is a criterion by itself.
  public var criteria: [Criterion] {
    [
      Criterion("depth", reach, atLeast: limits.depth),
      Criterion("height", height, atMost: limits.height),
      Criterion("tilt", tilt, atMost: limits.tilt),
      Criterion("neighbour_tilt", neighbourTilt, atMost: limits.neighbourTilt),
    ]
  }
}
