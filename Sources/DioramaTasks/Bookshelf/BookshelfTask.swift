// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
public import DioramaPhysics
public import DioramaScene

/// `Bookshelf-v1`: shelve a book.
public struct BookshelfTask: ControlTask {
  public static let sceneName = "bookshelf"
  public static let horizon = 60
  public static let actionCount = 3
  public static let goalSpace: Space? = nil

  public static let stateElements: [StateElement] =
    axes("book", "m", -1...1) + axes("velocity", "m/s", -2...2)
    + axes("target offset", "m", -0.1...0.1) + axes("turn", "rad", -1...1)
    + axes("turning rate", "rad/s", -20...20)
    + (1...3).flatMap { slot in
      [
        StateElement("slot \(slot) y", "m", -1...1),
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

  /// Returns the three elements of a vector.
  private static func axes(
    _ name: String, _ unit: String, _ range: ClosedRange<Float>
  ) -> [StateElement] {
    ["x", "y", "z"].map { StateElement("\(name) \($0)", unit, range) }
  }

  var stage: BookshelfStage

  public init(_ scene: Scene) throws {
    stage = try BookshelfStage(scene)
    guard stage.neighbours.count == 7 else {
      throw TaskError.missingBody("book_\(stage.neighbours.count + 1)", scene: scene.name)
    }
    guard stage.slotStarts.count == 3 else {
      throw TaskError.parameter(
        "slots", values: stage.slotStarts.map { Double($0 + 1) }, expected: "three numbers")
    }
  }

  public mutating func begin(in world: RigidWorld, layout: inout RandomStream) {
    stage.begin(in: world, layout: &layout)
  }

  public func act(_ action: [Float], in world: RigidWorld, period: Double) {
    stage.act(action, in: world, period: period)
  }

  public func dress(_ world: RigidWorld) { stage.hand.dress(world) }
  public func observe(_ world: RigidWorld) -> [Double] { stage.observe(world) }
  public func measure(_ world: RigidWorld) -> Metrics { stage.measure(world) }

  public func denseReward(_ metrics: Metrics) -> Double {
    guard let tilt = metrics["tilt"], let neighbourTilt = metrics["neighbour_tilt"],
      tilt <= stage.success.tilt, neighbourTilt <= stage.success.neighbourTilt,
      let offset = metrics["slot_offset"], let height = metrics["height"],
      let distance = metrics["mouth_distance"], let depth = metrics["depth"]
    else { return 0 }
    let align =
      tolerance(offset, bounds: 0...0.002, margin: 0.05)
      * tolerance(height, bounds: 0...stage.success.height, margin: 0.05)
    let approach = align * tolerance(distance, bounds: 0...0.002, margin: 0.15)
    return 0.2 * align + 0.2 * approach + 0.6 * min(depth / stage.success.depth, 1)
  }

  public func goals(_ world: RigidWorld) -> (achieved: [Float], desired: [Float]) { ([], []) }
  public func goalReward(_ kind: RewardKind) -> GoalReward? { nil }

  public func expertAction(_ world: RigidWorld) -> [Float] { stage.expertAction(world) }

  public mutating func arrange(
    _ kind: ExampleKind, in world: RigidWorld, stream: inout RandomStream
  ) -> Staging {
    stage.arrange(kind, in: world, stream: &stream)
  }

  public func isExample(of kind: ExampleKind, _ metrics: Metrics) -> Bool {
    stage.isExample(of: kind, metrics)
  }

  public var state: [Double] {
    get { stage.state }
    set { stage.state = newValue }
  }
}
