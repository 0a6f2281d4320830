// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

/// The stage of the T task: the T, its mark and the hand, and how they are measured.
struct PushTStage: Stage {
  let tee: BodyID
  let hand: Hand
  let outline: TeeOutline
  /// Where the T belongs.
  let goal: FlatPose
  /// The least share of the mark that the T covers in a success.
  let leastCoverage: Double
  /// The radius of what pushes [m].
  let pusherRadius: Double
  /// Where the expert may touch the T.
  let contacts: [Contact]
  /// How far from the goal the expert brings the T.
  var expertOffset = FlatPose(.zero, turn: 0)
  /// What the expert is about.
  var push = Push()
  private let startRange: Double
  private let handRange: Double

  private static let numbers = [
    TaskNumber("start_range", in: 0...1, "m"), TaskNumber("hand_range", in: 0...1, "m"),
    TaskNumber("success_coverage", in: 0.01...1),
  ]

  init(_ scene: Scene) throws {
    tee = try scene.requiredBody("tee", .free)
    hand = try Hand(scene)
    outline = try TeeOutline(of: tee, boxes: ["bar", "stem"], in: scene)
    goal = FlatPose(scene[try scene.requiredBody("mark", .posed)].pose)
    let body = hand.body
    let pusher = scene.shapes.first { $0.body == body && $0.name == "pusher" }
    guard let pusher, case .cylinder(let radius, _) = pusher.geometry else {
      throw TaskError.missingShape("pusher", scene: scene.name)
    }
    pusherRadius = radius
    contacts = Self.contacts(of: outline, pusherRadius: radius)
    let numbers = try TaskNumbers(Self.numbers, in: scene)
    startRange = numbers.number("start_range")
    handRange = numbers.number("hand_range")
    leastCoverage = numbers.number("success_coverage")
  }

  /// Puts T and hand where an episode starts, apart from each other if one of 100 draws is.
  mutating func begin(in world: RigidWorld, layout: inout RandomStream) {
    let x = goal.place.x + layout.uniform(in: -startRange...startRange)
    let y = goal.place.y + layout.uniform(in: -startRange...startRange)
    let pose = FlatPose(SIMD2(x, y), turn: layout.uniform(in: -Double.pi...Double.pi))
    place(pose, in: world)
    placeHand(awayFrom: pose, in: world, &layout)
    expertOffset = FlatPose(.zero, turn: 0)
    push = Push()
  }

  /// Puts the T on the table, at rest.
  func place(_ pose: FlatPose, in world: RigidWorld) {
    let height = world.scene[tee].pose.position.z
    world.place(
      tee, at: Pose(Vector3(pose.place.x, pose.place.y, height), Quaternion(yaw: pose.turn)))
  }

  /// Puts the hand somewhere around the mark where it does not touch the T.
  func placeHand(awayFrom tee: FlatPose, in world: RigidWorld, _ stream: inout RandomStream) {
    var place = goal.place
    for _ in 0..<100 {  // a scene file may leave no room
      place.x = goal.place.x + stream.uniform(in: -handRange...handRange)
      place.y = goal.place.y + stream.uniform(in: -handRange...handRange)
      if outline.distance(tee.local(place)) > pusherRadius + 0.005 { break }
    }
    let height = world.scene[hand.body].pose.position.z
    hand.place(at: Vector3(place.x, place.y, height), in: world)
  }

  /// Returns where the T is.
  func teePose(_ world: RigidWorld) -> FlatPose { FlatPose(world.pose(of: tee)) }

  /// Returns the state vector of ``PushTTask``.
  func observe(_ world: RigidWorld) -> [Double] {
    let hand = hand.position(in: world)
    let handVelocity = self.hand.velocity(in: world)
    let offset = self.hand.targetOffset(in: world)
    let tee = world.pose(of: self.tee)
    let heading = FlatPose(tee).rotate(SIMD2(1, 0))
    let velocity = world.linearVelocity(of: self.tee)
    return [
      hand.x, hand.y, handVelocity.x, handVelocity.y, offset.x, offset.y, tee.position.x,
      tee.position.y, heading.x, heading.y, velocity.x, velocity.y,
      world.angularVelocity(of: self.tee).z,
    ]
  }

  /// Measures success, the quantities that decide it, and the validity of the physics.
  func measure(_ world: RigidWorld) -> PushTMeasures {
    let pose = teePose(world)
    let hand = hand.position(in: world)
    return PushTMeasures(
      coverage: outline.overlap(pose, goal), distance: length(pose.place - goal.place),
      turn: abs(FlatPose.wrapped(pose.turn - goal.turn)),
      pointDistance: pose.squaredError(to: goal, arm: outline.gyrationRadius).squareRoot(),
      handDistance: length(SIMD2(hand.x, hand.y) - pose.place),
      teeSpeed: world.linearVelocity(of: tee).length,
      deepestContact: world.telemetry.deepestContact,
      solverMessages: world.telemetry.messageCount, leastCoverage: leastCoverage)
  }

  /// The part of an episode's state that is not physics: the expert's goal and what it is about.
  var state: [Double] {
    get { [expertOffset.place.x, expertOffset.place.y, expertOffset.turn] + push.numbers }
    set {
      expertOffset = FlatPose(SIMD2(newValue[0], newValue[1]), turn: newValue[2])
      push = Push(numbers: newValue.dropFirst(3))
    }
  }
}
