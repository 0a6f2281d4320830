// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

extension DrapingStage {
  /// The height above the box's top at which the bar is carried over it [m].
  private static let clearance = 0.06
  /// The distance between the box and the bar while it is lowered [m].
  private static let gap = 0.025

  /// Returns the expert's move: carry the bar over the box in an arc, and lower it behind until
  /// front and back hem are level.
  func expertMove(_ world: RigidWorld) -> Vector3 {
    let bar = world.pose(of: hand.body).position
    let top = top(world).position
    let reach = reach(world)
    let behind = top.x + reach + Self.gap
    var move = Vector3(0, top.y - bar.y, 0)
    if bar.x < behind - 0.02 {
      // up first, where the box is near
      let height = top.z + Self.clearance - bar.z
      let isClear = height < 0.01 || bar.x < top.x - reach - 0.1
      move.z = max(0, height)
      move.x = isClear ? behind + 0.005 - bar.x : 0
    } else {
      let (front, back) = hems(world)
      move.x = behind - bar.x
      // lowering the front by as much raises the back
      move.z = min(max((back - front) / 2, -0.02), 0.01)
    }
    return move
  }
}
