// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene
internal import Foundation

extension BookshelfStage {
  /// Arranges an example of `kind`.
  mutating func arrange(
    _ kind: ExampleKind, in world: RigidWorld, stream: inout RandomStream
  ) -> Staging {
    plan.slot = Double(stream.integer(below: slotStarts.count))
    switch kind {
    case .success:
      plan.depth = stream.uniform(in: 0.82...0.88)
      return .expert
    case .nearMiss:
      // from just inside the mouth to a little more than half way
      plan.depth = stream.uniform(in: 0.05...0.65)
      return .expert
    case .mishap:
      if stream.integer(below: 2) == 0 {
        topple(Int(plan.slot), in: world)
        placeHand(in: world, stream: &stream)
      } else {
        placeTilted(in: world, stream: &stream)
      }
      return .rest
    case .elsewhere:
      placeHand(in: world, stream: &stream)
      return .rest
    }
  }

  /// Leans a book over a slot, its top edge almost at the next book, so that it falls against it.
  private func topple(_ slot: Int, in world: RigidWorld) {
    let book = neighbours[slotStarts[slot]]
    let slots = slots(world)
    // the top edge moves by the slot's width: sin a = width / height, and a little less
    let angle = asin(min(0.95 * slots[slot].width / (2 * book.halfSize.z), 1))
    let lean = Quaternion(angle: -angle, axis: .unitX)
    let pose = world.pose(of: book.body)
    // it turns about the lower edge on the slot's side
    let edge = Vector3(0, book.halfSize.y, -book.halfSize.z)
    let pivot = pose.transform(edge)
    world.place(book.body, at: Pose(pivot - lean.rotate(edge), lean))
  }

  /// Holds the book tilted: jammed in a slot, nose up or down, or before it, turned about its depth.
  private func placeTilted(in world: RigidWorld, stream: inout RandomStream) {
    let side: Double = stream.integer(below: 2) == 0 ? -1 : 1
    let angle = side * stream.uniform(in: 1.2...1.8) * success.tilt
    let fitsSlot = stream.integer(below: 2) == 0
    let orientation = Quaternion(angle: angle, axis: fitsSlot ? .unitY : .unitX)
    let turned = Pose(.zero, orientation)
    let depth = 2 * held.halfSize.x
    let advance = depth * (fitsSlot ? stream.uniform(in: 0.1...0.4) : -0.15)
    let center = Vector3(
      mouth + advance - held.extent(at: turned, along: .unitX),
      slots(world)[Int(plan.slot)].center,
      boardHeight + held.extent(at: turned, along: .unitZ) + stream.uniform(in: 0.004...0.012))
    hand.place(at: Pose(center - orientation.rotate(held.center), orientation), in: world)
  }

  /// Puts the hand somewhere in front of the shelf.
  private func placeHand(in world: RigidWorld, stream: inout RandomStream) {
    let orientation = world.pose(of: hand.body).orientation
    var place = Vector3.zero
    for _ in 0..<1000 {  // a scene file may leave no room
      place = hand.randomPosition(&stream)
      if place.x + held.center.x + held.halfSize.x <= mouth - 0.02 { break }
    }
    hand.place(at: Pose(place, orientation), in: world)
  }

  /// Returns whether a scene at rest with these measures is an example of `kind`.
  func isExample(of kind: ExampleKind, _ measures: BookshelfMeasures) -> Bool {
    let depth = measures.depth
    let areUpright =
      measures.tilt <= success.tilt && measures.neighbourTilt <= success.neighbourTilt
    return switch kind {
    case .success: measures.isSuccess
    case .nearMiss: areUpright && depth > 0.02 && depth < success.depth - 0.1
    case .mishap: !areUpright
    case .elsewhere: areUpright && depth == 0 && measures.mouthDistance > 0.01
    }
  }
}
