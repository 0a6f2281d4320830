// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

extension PickingStage {
  /// What the expert does: how it moves the hand [m], and whether the fingers close.
  struct Move {
    var way = Vector3.zero
    var closes = false
  }

  func expertMove(_ world: RigidWorld) -> Vector3 { expert(world).way }

  /// Returns what the expert does: over the block, down, close; up, over the tray, down, open, away.
  func expert(_ world: RigidWorld) -> Move {
    let hand = hand.position(in: world)
    let block = world.pose(of: block).position
    let goal = tray + expertOffset
    let missing = block - hand
    let aside = Vector3(missing.x, missing.y, 0)
    let isHeld = grip(world) > 0.5
    let left = Vector3(goal.x - block.x, goal.y - block.y, 0)
    if isHeld {
      // lost: again
      guard missing.length < 0.03 else { return Move() }
      // the fingers are still on their way
      guard isGripping(world) else { return Move(closes: true) }
      if left.length > 0.008 {
        let rise = Self.carrying - block.z
        // over the tray's wall there is room
        return Move(way: (rise > 0.03 ? .zero : left) + rise * .unitZ, closes: true)
      }
      let drop = goal.z + Self.onTray - block.z
      guard drop > -0.004 else { return Move(way: left + drop * .unitZ, closes: true) }
      return Move(closes: !expertLetsGo)
    }
    if left.length < 0.03, expertLetsGo {
      // there: up and away
      let rise = Self.away - (hand.z - block.z)
      return Move(way: max(0, rise) * .unitZ)
    }
    guard aside.length < 0.006 else {
      let rise = Self.clearance + missing.z
      return Move(way: (rise > 0.02 ? .zero : aside) + rise * .unitZ)
    }
    guard abs(missing.z) < 0.005 else { return Move(way: missing) }
    return Move(closes: true)
  }

  /// Whether the fingers stand still on something.
  private func isGripping(_ world: RigidWorld) -> Bool {
    gripper.drives[0].allSatisfy { finger in
      let joint = world.scene.actuators[finger.actuator.index].joint
      return abs(world.velocity(of: joint)) < 0.005 && world.position(of: joint) > 0.005
    }
  }

  /// The height of a block that is carried [m].
  private static let carrying = 0.09
  /// The height of the block's centre above the table when it stands in the tray [m].
  private static let onTray = 0.027
  /// The height above the block at which open fingers pass over things [m].
  private static let clearance = 0.06
  /// The height above the block to which the gripper withdraws [m].
  private static let away = 0.11
}
