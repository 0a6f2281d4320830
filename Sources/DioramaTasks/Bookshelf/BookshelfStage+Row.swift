// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

extension BookshelfStage {
  /// The row in which the books stand at the start, between the side panels, with slots.
  struct Row {
    /// The range of the clearance: how much wider a slot is than the held book [m].
    let clearance: ClosedRange<Double>
    /// The y of the two side panels [m].
    let span: ClosedRange<Double>
    /// The gap between two books without a slot [m].
    let gap: Double
    /// The largest distance of a spine behind the mouth [m].
    let recess: Double
    /// The largest angle by which a book is turned [rad].
    let turn: Double

    private static let numbers = [
      TaskNumber("clearance", count: 2, in: 0...0.1, "m", isInterval: true),
      TaskNumber("shelf_span", count: 2, in: -10...10, "m", isInterval: true),
      TaskNumber("book_gap", in: 0...0.1, "m"), TaskNumber("book_recess", in: 0...0.1, "m"),
      TaskNumber("book_turn", in: 0...5, "degrees"),
    ]

    init(_ scene: Scene) throws {
      let numbers = try TaskNumbers(Self.numbers, in: scene)
      clearance = numbers["clearance"][0]...numbers["clearance"][1]
      span = numbers["shelf_span"][0]...numbers["shelf_span"][1]
      gap = numbers.number("book_gap")
      recess = numbers.number("book_recess")
      turn = numbers.number("book_turn") * .pi / 180
    }

    /// Returns the largest width of the row, `slots` of whose gaps are slots for `held` [m].
    func greatestWidth(of books: [Book], slots: Int, for held: Book) -> Double {
      let turned = Pose(.zero, Quaternion(yaw: turn))
      let width = books.reduce(0) { $0 + 2 * $1.extent(at: turned, along: .unitY) }
      let slot = 2 * held.halfSize.y + clearance.upperBound
      return width + Double(slots) * slot + Double(books.count - 1 - slots) * gap
    }

    /// Stands `books` in a row, their spines at or behind `mouth`, with slots for `held` where they belong.
    func arrange(
      _ books: [Book], slotsAfter starts: [Int], for held: Book, mouth: Double,
      in world: RigidWorld, layout: inout RandomStream
    ) {
      var poses: [Pose] = []
      var width = 0.0
      for (index, book) in books.enumerated() {
        let orientation = Quaternion(yaw: layout.uniform(in: -turn...turn))
        let reach = book.extent(at: Pose(.zero, orientation), along: .unitY)
        let depth = book.extent(at: Pose(.zero, orientation), along: .unitX)
        var center = Vector3(
          mouth + depth + layout.uniform(in: 0...recess), width + reach, 0)
        center.z = world.scene[book.body].pose.transform(book.center).z
        poses.append(Pose(center - orientation.rotate(book.center), orientation))
        width += 2 * reach
        if starts.contains(index) {
          width += 2 * held.halfSize.y + layout.uniform(in: clearance)
        } else if index < books.count - 1 {
          width += gap
        }
      }
      // neither end of the row gets so much of the room that it would be a slot
      let room = span.upperBound - span.lowerBound - width
      let start = span.lowerBound + room * layout.uniform(in: 0.3...0.7)
      for (book, pose) in zip(books, poses) {
        world.place(
          book.body, at: Pose(pose.position + start * .unitY, pose.orientation))
      }
    }
  }
}

extension BookshelfStage.Book {
  /// Returns how far the book reaches from its centre along `axis` when its body is at `pose` [m].
  func extent(at pose: Pose, along axis: Vector3) -> Double {
    let axis = pose.orientation.conjugate.rotate(axis)
    return abs(axis.x) * halfSize.x + abs(axis.y) * halfSize.y + abs(axis.z) * halfSize.z
  }
}
