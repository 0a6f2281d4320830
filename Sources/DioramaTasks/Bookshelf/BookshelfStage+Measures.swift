// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene
internal import Foundation

extension BookshelfStage {
  /// A slot: the room between two neighbouring books.
  struct Slot {
    /// The y of its middle [m].
    let center: Double
    /// The width, from one book to the other; less where they lean or are turned [m].
    let width: Double
  }

  /// The placement of the held book: its pose, and how it stands to the slots.
  struct Placement {
    let pose: Pose
    /// The centre of the book [m].
    let center: Vector3
    /// The centre of its leading face [m].
    let front: Vector3
    /// The height of its lowest corner above the board [m].
    let height: Double
    /// The index of the slot that it is in or nearest to.
    let slot: Int
    /// Whether it is between the two books of that slot.
    let isBetween: Bool
    /// The fraction of its depth that is beyond the mouth, in a slot or not.
    let advance: Double
  }

  /// Returns the slots of this moment, in the direction of y.
  func slots(_ world: RigidWorld) -> [Slot] {
    let sides = neighbours.map { book in
      let pose = world.pose(of: book.body)
      let reach = book.extent(at: pose, along: .unitY)
      let y = pose.transform(book.center).y
      return (low: y - reach, high: y + reach)
    }
    return slotStarts.map { index in
      let (low, high) = (sides[index].high, sides[index + 1].low)
      return Slot(center: (low + high) / 2, width: high - low)
    }
  }

  /// Returns the placement of the held book among `slots`.
  func placement(_ world: RigidWorld, among slots: [Slot]) -> Placement {
    let pose = world.pose(of: hand.body)
    let center = pose.transform(held.center)
    let front = pose.transform(held.center + held.halfSize.x * .unitX)
    let slot = nearestSlot(to: front.y, among: slots)
    let low = world.pose(of: neighbours[slotStarts[slot]].body).position.y
    let high = world.pose(of: neighbours[slotStarts[slot] + 1].body).position.y
    let height = center.z - held.extent(at: pose, along: .unitZ) - boardHeight
    return Placement(
      pose: pose, center: center, front: front, height: height, slot: slot,
      isBetween: min(center.y, front.y) > low && max(center.y, front.y) < high,
      advance: (front.x - mouth) / (2 * held.halfSize.x))
  }

  private func nearestSlot(to y: Double, among slots: [Slot]) -> Int {
    var nearest = 0
    for index in slots.indices
    where abs(slots[index].center - y) < abs(slots[nearest].center - y) { nearest = index }
    return nearest
  }

  /// Returns the angle between the upright of a body at `pose` and the vertical [rad].
  func tilt(_ pose: Pose) -> Double {
    let up = pose.orientation.rotate(.unitZ)
    return atan2((up.x * up.x + up.y * up.y).squareRoot(), up.z)
  }

  /// Measures success, the quantities that decide it, and the validity of the physics.
  func measure(_ world: RigidWorld) -> BookshelfMeasures {
    let slots = slots(world)
    let book = placement(world, among: slots)
    return BookshelfMeasures(
      reach: book.isBetween ? min(max(book.advance, 0), 1) : 0, tilt: tilt(book.pose),
      neighbourTilt: neighbours.map { tilt(world.pose(of: $0.body)) }.max() ?? 0,
      slotOffset: abs(book.front.y - slots[book.slot].center),
      mouthDistance: max(mouth - book.front.x, 0), height: book.height,
      bookSpeed: world.linearVelocity(of: hand.body).length,
      deepestContact: world.telemetry.deepestContact,
      solverMessages: world.telemetry.messageCount,
      solverFallbacks: world.telemetry.fallbackCount, limits: success)
  }

  /// Returns the state vector of ``BookshelfTask``.
  func observe(_ world: RigidWorld) -> [Double] {
    let pose = world.pose(of: hand.body)
    let book = pose.transform(held.center)
    let velocity = world.linearVelocity(of: hand.body)
    let offset = hand.targetOffset(in: world)
    let turn = pose.orientation.rotationVector
    let spin = world.angularVelocity(of: hand.body)
    var numbers = [book, velocity, offset, turn, spin].flatMap(\.numbers)
    for slot in slots(world) { numbers += [slot.center, slot.width - 2 * held.halfSize.y] }
    for neighbour in neighbours {
      let pose = world.pose(of: neighbour.body)
      let up = pose.orientation.rotate(.unitZ)
      numbers += [pose.position.x - neighbour.halfSize.x - mouth, up.x, up.y]
    }
    return numbers
  }
}
