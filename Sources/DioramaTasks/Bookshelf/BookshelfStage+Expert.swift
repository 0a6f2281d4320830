// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPhysics

extension BookshelfStage {
  /// Returns the expert's move: stand before a slot, line up with it, push in.
  func expertMove(_ world: RigidWorld) -> Vector3 {
    let slots = slots(world)
    let book = placement(world, among: slots)
    let slot = plan.slot < 0 ? book.slot : min(Int(plan.slot), slots.count - 1)
    let depth = 2 * held.halfSize.x
    let isInside = book.slot == slot && book.isBetween && book.advance > 0
    // the leading face goes in first; later the whole book counts
    let inside = isInside ? min(book.advance, 1) : 0
    let lateral =
      slots[slot].center - ((1 - inside) * book.front.y + inside * book.center.y)
    let rise = Self.lift - book.height
    var ahead = mouth + plan.depth * depth - book.front.x
    if !isInside {
      let isLinedUp = abs(lateral) < 0.001 && abs(rise) < 0.003
      if !isLinedUp { ahead = min(ahead, mouth - Self.standOff - book.front.x) }
    }
    return Vector3(min(ahead, 0.03), lateral, rise)
  }

  /// The height above the board at which the book's lowest corner is carried [m].
  private static var lift: Double { 0.004 }

  /// The distance before the mouth at which the book waits until it is lined up [m].
  private static var standOff: Double { 0.012 }
}
