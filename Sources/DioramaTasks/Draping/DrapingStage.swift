// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

/// The stage of the draping task: hand, cloth and box, and how they are measured.
struct DrapingStage: Stage {
  let hand: Hand
  let box: BodyID
  let cloth: ClothID
  /// The half edges of the box [m].
  let half: Vector3
  let coverHeight: Double
  let limits: Limits
  private let handRange: [Double]
  private let boxRange: [Double]

  /// The thresholds of success.
  struct Limits: Hashable {
    /// The least fraction of the box's top that cloth lies on.
    let coverage: Double
    /// The largest difference between the heights of front and back hem [m].
    let hemDifference: Double
    /// The largest fraction of the cloth that is folded back on itself.
    let crumpling: Double
    /// The largest root mean square speed of the cloth's particles [m/s].
    let speed: Double
  }

  private static let numbers = [
    TaskNumber("cover_fraction", in: 0...1), TaskNumber("cover_height", in: 0...1, "m"),
    TaskNumber("hem_difference", in: 0...1, "m"), TaskNumber("crumpling_limit", in: 0...1),
    TaskNumber("rest_speed", in: 0...10, "m/s"),
    TaskNumber("hand_range", count: 3, in: 0...1, "m"),
    TaskNumber("box_range", count: 3, in: 0...1, "m or rad"),
  ]

  init(_ scene: Scene) throws {
    hand = try Hand(scene)
    box = try scene.requiredBody("box", .posed)
    guard let cloth = scene.cloth(named: "cloth"), scene[cloth].count.y > 1 else {
      throw TaskError.missingCloth("cloth", scene: scene.name)
    }
    self.cloth = cloth
    let box = box
    guard case .box(let half)? = scene.shapes.first(where: { $0.body == box })?.geometry else {
      throw TaskError.missingShape("box", scene: scene.name)
    }
    self.half = half
    let numbers = try TaskNumbers(Self.numbers, in: scene)
    coverHeight = numbers.number("cover_height")
    limits = Limits(
      coverage: numbers.number("cover_fraction"), hemDifference: numbers.number("hem_difference"),
      crumpling: numbers.number("crumpling_limit"), speed: numbers.number("rest_speed"))
    handRange = numbers["hand_range"]
    boxRange = numbers["box_range"]
  }

  /// Puts hand, cloth and box where an episode starts.
  func begin(in world: RigidWorld, layout: inout RandomStream) {
    let boxOffset = layout.offset(within: boxRange)
    let boxPlace = world.scene[box].pose.position + Vector3(boxOffset.x, boxOffset.y, 0)
    world.place(box, at: Pose(boxPlace, Quaternion(yaw: boxOffset.z)))
    hand.place(
      at: world.scene[hand.body].pose.position + layout.offset(within: handRange), in: world)
    world.hang(cloth)
  }

  /// Returns the state vector of ``DrapingTask``.
  func observe(_ world: RigidWorld) -> [Double] {
    let sheet = world.cloths[cloth.index]
    let count = sheet.sheet.count
    var numbers: [Double] = []
    func add(_ v: Vector3) { numbers += v.numbers }
    add(hand.position(in: world))
    add(hand.velocity(in: world))
    add(hand.targetOffset(in: world))
    for third in 1...3 {
      let row = third * (count.x - 1) / 3
      for column in [0, count.y / 2, count.y - 1] {
        add(sheet.position(of: row * count.y + column))
      }
    }
    let box = world.pose(of: box)
    let heading = box.orientation.rotate(.unitX)
    return numbers + [box.position.x, box.position.y, heading.x, heading.y]
  }

  /// Measures the drape, and whether the physics can be trusted.
  func measure(_ world: RigidWorld) -> DrapingMeasures {
    let sheet = world.cloths[cloth.index]
    let top = top(world)
    let coverage = sheet.coverage(
      of: top, halfSize: SIMD2(half.x, half.y), within: coverHeight)
    let (front, back) = hems(world)
    let count = sheet.sheet.count
    let middle = sheet.position(of: count.x / 2 * count.y + count.y / 2)
    return DrapingMeasures(
      coverage: coverage, hemDifference: abs(front - back), crumpling: sheet.crumpling,
      clothSpeed: sheet.speed, frontHem: front, backHem: back,
      middleDistance: (middle - top.position).length, strain: sheet.edgeStrain.largest,
      deepestContact: world.telemetry.deepestContact,
      solverMessages: world.telemetry.messageCount, limits: limits)
  }

  /// The part of an episode's state that is not physics: empty, as its future depends on the world alone.
  var state: [Double] {
    get { [] }
    set { precondition(newValue.isEmpty, "there is no such state") }
  }

  /// Returns the pose of the middle of the box's top.
  func top(_ world: RigidWorld) -> Pose {
    world.pose(of: box) * Pose(Vector3(0, 0, half.z))
  }

  /// Returns the mean heights of the held edge and of the free edge opposite [m].
  func hems(_ world: RigidWorld) -> (front: Double, back: Double) {
    let sheet = world.cloths[cloth.index]
    return (
      sheet.meanHeight(of: sheet.row(0)),
      sheet.meanHeight(of: sheet.row(sheet.sheet.count.x - 1))
    )
  }

  /// Returns how far the box reaches along x from its middle, turned as it is [m].
  func reach(_ world: RigidWorld) -> Double {
    let heading = world.pose(of: box).orientation.rotate(.unitX)
    return abs(heading.x) * half.x + abs(heading.y) * half.y
  }
}
