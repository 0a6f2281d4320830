// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPhysics

extension PushingStage {
  /// Returns the expert's move: go behind the mug, push it along the line to the goal, withdraw.
  ///
  /// The line runs from the mug to the goal; behind is the side of the mug away from the goal. A
  /// hand that has slipped to the side goes round the mug again.
  func expertMove(_ world: RigidWorld) -> Vector3 {
    let move = flatMove(world)
    return Vector3(move.x, move.y, 0)
  }

  private func flatMove(_ world: RigidWorld) -> SIMD2<Double> {
    let mug = position(of: mug, in: world)
    let hand = position(of: hand.body, in: world)
    let toGoal = goal + expertOffset - mug
    let distance = length(toGoal)
    guard distance > Self.goodEnough else {
      // leave the view of the mug free
      guard expertLetsGo else { return .zero }
      return standing(behind: mug, hand: hand, direction: SIMD2(1, 0), gap: 0.06)
    }
    let direction = toGoal / distance
    let relative = hand - mug
    let along = (relative * direction).sum()
    let lateral = relative - along * direction
    let isLinedUp =
      length(lateral) < 0.012 && along < -0.5 * Self.contactDistance
      || length(lateral) < 0.02 && along < -Self.contactDistance - 0.01
    guard isLinedUp else {
      return standing(behind: mug, hand: hand, direction: direction, gap: 0.015)
    }
    // push, slower towards the goal, and steer back onto the line
    let gap = max(0, -along - Self.contactDistance)
    let advance = min(0.02, gap + max(0.003, 0.8 * distance))
    return advance * direction - 0.5 * lateral
  }

  /// Returns the move that brings the hand behind the mug, with a `gap` to it, without touching it.
  private func standing(
    behind mug: SIMD2<Double>, hand: SIMD2<Double>, direction: SIMD2<Double>, gap: Double
  ) -> SIMD2<Double> {
    let relative = hand - mug
    let along = (relative * direction).sum()
    let lateral = relative - along * direction
    if along < -0.6 * Self.contactDistance {
      let behind = -(Self.contactDistance + gap)
      return (behind - along) * direction - lateral
    }
    // beside or before the mug: pass it at a distance
    let offLine = length(lateral)
    let side = offLine > 1e-6 ? lateral / offLine : SIMD2(-direction.y, direction.x)
    let clear = Self.contactDistance + 0.03
    return -0.02 * direction + (clear - offLine) * side
  }

  /// The distance from its goal at which the mug is left [m].
  private static let goodEnough = 0.01

  /// The distance between the centres of hand and mug when they touch [m].
  private static let contactDistance = 0.072
}
