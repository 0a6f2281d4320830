// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaScene

/// `Bookshelf-v1`: shelve a book between two others.
///
/// # Task
/// Seven books stand on a shelf, free to be shoved and toppled. Three slots are open, each a little
/// wider than the book in the hand. The hand holds that book by the spine, a little askew, and is
/// driven by a servo of so little force and torque that the book gives way to what it touches. The
/// books behind stop at the back of the shelf, so a book that misses its slot jams.
///
/// # Action
/// Three numbers in `-1...1`: how far the hand's target moves along x (into the shelf), y and z in a
/// control period of 0.1 s; ±1 is 2 cm. An action sets the target no farther than 4 cm from
/// where the hand is, and in the workspace; it keeps the orientation in which the book was grasped.
///
/// # Observation
///
/// | index | meaning | unit | range |
/// | --- | --- | --- | --- |
/// | 0, 1, 2 | centre of the held book | m | -1...1 |
/// | 3, 4, 5 | velocity of the hand with the book | m/s | -2...2 |
/// | 6, 7, 8 | the hand's target, seen from the hand | m | -0.1...0.1 |
/// | 9, 10, 11 | how the book is turned, as a rotation vector: roll, pitch, yaw | rad | -1...1 |
/// | 12, 13, 14 | its turning rate | rad/s | -20...20 |
/// | 15, 17, 19 | y of the middle of each slot, in the direction of y | m | -1...1 |
/// | 16, 18, 20 | how much wider that slot is than the held book is thick | m | -0.1...0.1 |
/// | 21, 24, … 39 | how far the spine of each book stands behind the slots' mouths | m | -1...1 |
/// | 22, 25, … 40 | x of the upright of that book: 0 while it stands | – | -1...1 |
/// | 23, 26, … 41 | y of the same | – | -1...1 |
///
/// Values beyond a range are clipped to it. A slot lies between the nearest faces of its two books as
/// they stand at the moment, so it narrows where they lean or are turned.
///
/// # Reward
/// `sparse`: 1 while the book is shelved, else 0. `dense`: `0.2 align + 0.2 align approach + 0.6
/// insert` while the book is within 10° of upright and its neighbours within 8°, else 0. `align` is 1
/// while the middle of the leading face is within 2 mm of a slot's, sideways, and the book no more than
/// 3 cm above the board, and falls to 0.1 at 5 cm beyond either; `approach` is 1 within 2 mm of the
/// mouth and falls to 0.1 at 15 cm beyond that, both as ``tolerance(_:bounds:margin:)``; `insert` is the
/// fraction of the book's depth that is in a slot, divided by 80 %, at most 1.
///
/// # Start
/// The books stand within 3 mm of the mouth, turned within ±0.6°, and each slot is 4 mm to 10 mm wider
/// than the held book, all uniformly. The hand is at rest before the shelf, uniformly within ±1 cm,
/// ±12 cm and ±1.2 cm along x, y and z; the book is pitched within ±4° and yawed within ±5°.
/// `scenes/bookshelf.xml` holds these numbers.
///
/// # Ending
/// Never terminates; truncated after 60 steps. Success counts at the end: at least 80 % of the book's
/// depth beyond the mouth of a slot and between its two books, the book's lowest corner no more than
/// 3 cm above the board, the book within 10° of upright, each neighbour within 8°.
///
/// # Source
/// The bookshelf task of Singh et al. 2019, [*End-to-End Robotic Reinforcement Learning
/// without Reward Engineering*](https://arxiv.org/abs/1904.07854), Section VI.
public struct BookshelfTask: StagedTask {
  public static let sceneName = "bookshelf"
  public static let horizon = 60
  public static let actionCount = 3

  public static let stateElements: [StateElement] =
    StateElement.axes("book", "m", -1...1, .place)
    + StateElement.axes("velocity", "m/s", -2...2, .hand)
    + StateElement.axes("target offset", "m", -0.1...0.1, .hand)
    + StateElement.axes("turn", "rad", -1...1)
    + StateElement.axes("turning rate", "rad/s", -20...20)
    + (1...3).flatMap { slot in
      [
        StateElement("slot \(slot) y", "m", -1...1, .place),
        StateElement("slot \(slot) clearance", "m", -0.1...0.1),
      ]
    }
    + (1...7).flatMap { book in
      [
        StateElement("book \(book) recess", "m", -1...1),
        StateElement("book \(book) axis x", "", -1...1),
        StateElement("book \(book) axis y", "", -1...1),
      ]
    }

  var stage: BookshelfStage

  public func denseReward(_ measures: BookshelfMeasures) -> Double {
    guard measures.tilt <= stage.success.tilt,
      measures.neighbourTilt <= stage.success.neighbourTilt
    else { return 0 }
    let align =
      tolerance(measures.slotOffset, bounds: 0...0.002, margin: 0.05)
      * tolerance(measures.height, bounds: 0...stage.success.height, margin: 0.05)
    let approach = align * tolerance(measures.mouthDistance, bounds: 0...0.002, margin: 0.15)
    return 0.2 * align + 0.2 * approach + 0.6 * min(measures.depth / stage.success.depth, 1)
  }
}

extension BookshelfTask {
  public init(_ scene: Scene) throws {
    self.init(stage: try BookshelfStage(scene))
    // as many as the state vector describes
    guard stage.neighbours.count == 7 else {
      throw TaskError.missingBody("book_\(stage.neighbours.count + 1)", scene: scene.name)
    }
    guard stage.slotStarts.count == 3 else {
      throw TaskError.parameter(
        "slots", values: stage.slotStarts.map { Double($0 + 1) }, expected: "three numbers")
    }
  }
}
