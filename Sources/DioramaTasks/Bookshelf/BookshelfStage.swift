// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

/// The stage of the bookshelf task: the shelf, its books, and the hand with one more book.
struct BookshelfStage: Stage {
  /// The books that stand on the shelf, in the direction of y.
  let neighbours: [Book]
  /// The book in the hand.
  let held: Book
  /// The neighbours that have a slot after them; indices of ``neighbours``.
  let slotStarts: [Int]
  let hand: Hand
  /// The height of the board that the books stand on [m].
  let boardHeight: Double
  let success: Success
  /// The expert's plan; by default it aims at the nearest slot.
  var plan = Plan()
  /// The x of the plane where slots begin, at or behind which the spines stand [m].
  let mouth: Double
  private let handRange: [Double]
  private let graspRange: [Double]
  private let row: Row

  /// A book, as the box with which it collides.
  struct Book {
    let body: BodyID
    /// The centre of the box in the body's frame [m].
    let center: Vector3
    /// The half of depth, thickness and height [m].
    let halfSize: Vector3
  }

  /// The thresholds of success.
  struct Success {
    /// The least fraction of the book's depth that is beyond the mouth.
    let depth: Double
    /// The largest tilt of the book [rad].
    let tilt: Double
    /// The largest tilt of any of its neighbours [rad].
    let neighbourTilt: Double
    /// The largest height of the book's lowest corner above the board [m].
    let height: Double
  }

  /// The expert's plan.
  struct Plan {
    /// The index of the slot; negative for the one nearest to the book.
    var slot = -1.0
    /// The depth to which the book is pushed in, as a fraction of its own depth.
    var depth = 0.85
  }

  private static let numbers = [
    TaskNumber("hand_range", count: 3, in: 0...1, "m"),
    TaskNumber("grasp_range", count: 2, in: 0...90, "degrees"),
    TaskNumber("slot_mouth", in: -10...10, "m"), TaskNumber("success_depth", in: 0.01...1),
    TaskNumber("success_tilt", in: 0...90, "degrees"),
    TaskNumber("success_neighbour_tilt", in: 0...90, "degrees"),
    TaskNumber("success_height", in: 0...1, "m"),
  ]

  init(_ scene: Scene) throws {
    var neighbours: [Book] = []
    while scene.body(named: "book_\(neighbours.count + 1)") != nil {
      let body = try scene.requiredBody("book_\(neighbours.count + 1)", .free)
      neighbours.append(try Book(body, shape: "book_\(neighbours.count + 1)", in: scene))
    }
    guard neighbours.count >= 2 else {
      throw TaskError.missingBody("book_\(neighbours.count + 1)", scene: scene.name)
    }
    self.neighbours = neighbours
    hand = try Hand(scene)
    held = try Book(hand.body, shape: "held", in: scene)
    let numbers = try TaskNumbers(Self.numbers, in: scene)
    handRange = numbers["hand_range"]
    graspRange = numbers["grasp_range"]
    mouth = numbers.number("slot_mouth")
    let first = neighbours[0]
    boardHeight = scene[first.body].pose.position.z + first.center.z - first.halfSize.z
    success = Success(
      depth: numbers.number("success_depth"),
      tilt: numbers.number("success_tilt") * .pi / 180,
      neighbourTilt: numbers.number("success_neighbour_tilt") * .pi / 180,
      height: numbers.number("success_height"))
    slotStarts = try Self.slotStarts(scene, among: neighbours)
    row = try Row(scene)
    let needed = row.greatestWidth(of: neighbours, slots: slotStarts.count, for: held)
    guard row.span.upperBound - row.span.lowerBound >= needed else {
      throw TaskError.parameter(
        "shelf_span", values: [row.span.lowerBound, row.span.upperBound],
        expected: "\(needed) m apart or more, to hold books and slots")
    }
  }

  /// Puts books and hand where an episode starts.
  mutating func begin(in world: RigidWorld, layout: inout RandomStream) {
    row.arrange(
      neighbours, slotsAfter: slotStarts, for: held, mouth: mouth, in: world, layout: &layout)
    let start = world.scene[hand.body].pose
    let offset = layout.offset(within: handRange)
    let pitch = layout.uniform(in: -graspRange[0]...graspRange[0]) * .pi / 180
    let yaw = layout.uniform(in: -graspRange[1]...graspRange[1]) * .pi / 180
    let turn = Quaternion(yaw: yaw) * Quaternion(angle: pitch, axis: .unitY)
    hand.place(at: Pose(start.position + offset, turn * start.orientation), in: world)
    plan = Plan()
  }

  /// The part of an episode's state that is not physics: the expert's plan.
  var state: [Double] {
    get { [plan.slot, plan.depth] }
    set { plan = Plan(slot: newValue[0], depth: newValue[1]) }
  }
}

extension BookshelfStage {
  /// Reads which books have a slot after them.
  private static func slotStarts(_ scene: Scene, among books: [Book]) throws -> [Int] {
    let numbers = scene.parameters["slots"] ?? []
    let isSound =
      !numbers.isEmpty
      && numbers.allSatisfy { $0 == $0.rounded() && $0 >= 1 && $0 < Double(books.count) }
      && zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
    guard isSound else {
      throw TaskError.parameter(
        "slots", values: numbers,
        expected: "rising whole numbers from 1 to \(books.count - 1), one at least")
    }
    return numbers.map { Int($0) - 1 }
  }
}

extension BookshelfStage.Book {
  /// Finds the box called `shape` of `body`.
  fileprivate init(_ body: BodyID, shape: String, in scene: Scene) throws(TaskError) {
    for candidate in scene.shapes where candidate.body == body && candidate.name == shape {
      guard case .box(let halfSize) = candidate.geometry else { continue }
      self.init(body: body, center: candidate.pose.position, halfSize: halfSize)
      return
    }
    throw .missingShape(shape, scene: scene.name)
  }
}
