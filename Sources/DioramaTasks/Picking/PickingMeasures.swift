// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// The measures of the picking task.
public struct PickingMeasures: TaskMeasures {
  /// Whether the block is in the tray and at rest, and the gripper away from it.
  public var isSuccess: Bool {
    isInTray && speed <= limits.speed && handDistance >= limits.distance
  }
  /// Whether the block is in the tray.
  public var isInTray: Bool { trayOffset <= limits.offset && height <= limits.height }
  /// The distance of the block from the tray's centre, along x or y, the larger one [m].
  public let trayOffset: Double
  /// The height of the block's centre above the table [m].
  public let height: Double
  /// The block's speed [m/s].
  public let speed: Double
  /// The distance of the fingertips from the block's centre [m].
  public let handDistance: Double
  /// The depth of the deepest contact in the last time step [m].
  public let deepestContact: Double
  /// The number of the solver's messages since the world was made.
  public let solverMessages: Int
  let limits: PickingStage.Success

  public var metrics: Metrics {
    Metrics([
      ("success", isSuccess ? 1 : 0), ("tray_offset", trayOffset), ("height", height),
      ("block_speed", speed), ("hand_distance", handDistance),
      ("deepest_contact", deepestContact), ("solver_messages", Double(solverMessages)),
    ])
  }

  public var criteria: [Criterion] {
    [
      Criterion("tray_offset", trayOffset, atMost: limits.offset),
      Criterion("height", height, atMost: limits.height),
      Criterion("block_speed", speed, atMost: limits.speed),
      Criterion("hand_distance", handDistance, atLeast: limits.distance),
    ]
  }
}
