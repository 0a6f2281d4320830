// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPhysics

extension PushingStage {
  /// Returns the expert's action: go behind the mug, push it along the line to the goal, stop.
  ///
  /// The line is that from the mug to the goal; behind is where the goal is not. A hand that has
  /// slipped to the side goes round again.
  func expertAction(_ world: RigidWorld) -> [Float] {
    let mug = position(of: mug, in: world)
    let hand = position(of: hand.body, in: world)
    let toGoal = goal + expertOffset - mug
    let distance = length(toGoal)
    guard distance > 0.006 else { return [0, 0] }  // good enough: let go
    let direction = toGoal / distance
    let relative = hand - mug
    let along = (relative * direction).sum()
    let lateral = relative - along * direction
    let offLine = length(lateral)
    let side = offLine > 1e-6 ? lateral / offLine : SIMD2(-direction.y, direction.x)

    let displacement: SIMD2<Double>
    if along < -0.5 * Self.contactDistance,
      offLine < 0.012 || along < -Self.contactDistance - 0.01 && offLine < 0.02
    {
      // behind the mug: push, and steer back onto the line
      let gap = max(0, -along - Self.contactDistance)
      let advance = min(0.02, gap + max(0.003, 0.8 * distance))
      displacement = advance * direction - 0.5 * lateral
    } else if along < -0.6 * Self.contactDistance {
      // behind, but off the line: fall back a little and line up
      let behind = -(Self.contactDistance + 0.015)
      displacement = (behind - along) * direction - lateral
    } else {
      // beside or before the mug: pass it at a distance
      let clear = Self.contactDistance + 0.03
      displacement = -0.02 * direction + (clear - offLine) * side
    }
    let action = self.hand.action(
      for: Vector3(displacement.x, displacement.y, 0), in: world)
    return [Float(action.x), Float(action.y)]
  }

  /// Between the centres of hand and mug when they touch [m].
  private static var contactDistance: Double { 0.072 }
}
