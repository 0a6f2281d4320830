// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

/// The stage of both pushing tasks: mug, coaster and hand, and how they are measured.
struct PushingStage: Stage {
  let mug: BodyID
  let coaster: BodyID
  let hand: Hand
  /// The coaster's centre [m].
  var goal: SIMD2<Double>
  /// The place to which the expert brings the mug, relative to the goal [m].
  var expertOffset = SIMD2<Double>.zero
  /// Whether the expert withdraws from a mug that has arrived.
  var expertLetsGo = true
  /// The largest distance from the goal that counts as success [m].
  let successRadius: Double
  /// The least cosine of the mug's tilt that counts as upright.
  let uprightCosine: Double
  private let startRange: [Double]
  private let handRange: [Double]
  /// Where the hand starts; nil for where it stands in the scene [m].
  private let handStart: Vector3?
  private let home: SIMD2<Double>
  private let goalRange: [Double]

  private static let numbers = [
    TaskNumber("start_range", count: 2, in: 0...1, "m"),
    TaskNumber("hand_range", count: 2, in: 0...1, "m"),
    TaskNumber("hand_start", count: 3, in: -10...10, "m", isOptional: true),
    TaskNumber("goal", count: 2, in: -1...1, "m"),
    TaskNumber("goal_range", count: 2, in: 0...1, "m"),
    TaskNumber("success_radius", in: 0.001...1, "m"),
    TaskNumber("upright_cosine", in: -1...1),
  ]

  init(_ scene: Scene) throws {
    mug = try scene.requiredBody("mug", .free)
    coaster = try scene.requiredBody("coaster", .posed)
    hand = try Hand(scene)
    let numbers = try TaskNumbers(Self.numbers, in: scene)
    startRange = numbers["start_range"]
    handRange = numbers["hand_range"]
    let start = numbers["hand_start"]
    handStart = start.isEmpty ? nil : Vector3(start[0], start[1], start[2])
    goalRange = numbers["goal_range"]
    successRadius = numbers.number("success_radius")
    uprightCosine = numbers.number("upright_cosine")
    let goal = numbers["goal"]
    home = SIMD2(goal[0], goal[1])
    self.goal = home
  }

  /// Puts mug, hand and coaster where an episode starts.
  mutating func begin(in world: RigidWorld, layout: inout RandomStream) {
    let scene = world.scene
    let rest = scene[mug].pose.position
    let x = layout.uniform(in: -startRange[0]...startRange[0])
    let y = layout.uniform(in: -startRange[1]...startRange[1])
    let yaw = layout.uniform(in: -Double.pi...Double.pi)
    world.place(mug, at: Pose(rest + Vector3(x, y, 0), Quaternion(yaw: yaw)))
    let handStart = handStart ?? scene[hand.body].pose.position
    let handX = layout.uniform(in: -handRange[0]...handRange[0])
    let handY = layout.uniform(in: -handRange[1]...handRange[1])
    hand.place(at: handStart + Vector3(handX, handY, 0), in: world)
    setGoal(home, in: world)
    expertOffset = .zero
    expertLetsGo = true
  }

  /// Moves the coaster to a random place, at least 10 cm from the mug if one of 100 draws is.
  mutating func moveGoal(in world: RigidWorld, layout: inout RandomStream) {
    let mug = position(of: mug, in: world)
    var place = home
    for _ in 0..<100 {  // a scene file may leave no room
      place.x = home.x + layout.uniform(in: -goalRange[0]...goalRange[0])
      place.y = home.y + layout.uniform(in: -goalRange[1]...goalRange[1])
      if length(place - mug) >= 0.1 { break }
    }
    setGoal(place, in: world)
  }

  private mutating func setGoal(_ place: SIMD2<Double>, in world: RigidWorld) {
    goal = place
    world.place(coaster, at: Pose(Vector3(place.x, place.y, 0)))
  }

  /// Returns the state vector of ``PushingTask``.
  func observe(_ world: RigidWorld) -> [Double] {
    let hand = hand.position(in: world)
    let handVelocity = self.hand.velocity(in: world)
    let offset = self.hand.targetOffset(in: world)
    let mug = world.pose(of: mug)
    let heading = mug.orientation.rotate(.unitX)
    let axis = mug.orientation.rotate(.unitZ)
    let velocity = world.linearVelocity(of: self.mug)
    let flat = Vector3(heading.x, heading.y, 0).normalized
    return [
      hand.x, hand.y, handVelocity.x, handVelocity.y, offset.x, offset.y,
      mug.position.x, mug.position.y, mug.position.z, flat.x, flat.y, axis.x, axis.y,
      velocity.x, velocity.y, world.angularVelocity(of: self.mug).z,
    ]
  }

  /// Returns the cosine of the angle between the mug's axis and the vertical.
  func tiltCosine(_ mug: Pose) -> Double { mug.orientation.rotate(.unitZ).z }

  /// Measures success, distances and the validity of the physics.
  func measure(_ world: RigidWorld) -> PushingMeasures {
    let pose = world.pose(of: mug)
    return PushingMeasures(
      distance: length(position(of: mug, in: world) - goal), uprightness: tiltCosine(pose),
      handDistance: length(position(of: hand.body, in: world) - position(of: mug, in: world)),
      mugSpeed: world.linearVelocity(of: mug).length,
      deepestContact: world.telemetry.deepestContact,
      solverMessages: world.telemetry.messageCount, successRadius: successRadius,
      uprightCosine: uprightCosine)
  }

  /// Returns the dense reward of ``PushingTask``.
  func denseReward(_ measures: PushingMeasures) -> Double {
    guard measures.uprightness >= uprightCosine else { return 0 }
    let (reach, place) = (measures.handDistance, measures.distance)
    return 0.2 * tolerance(reach, bounds: 0...0.08, margin: 0.2)
      + 0.4 * tolerance(place, bounds: 0...successRadius, margin: 0.25)
      + 0.4 * tolerance(place, bounds: 0...0, margin: 2 * successRadius)
  }

  func position(of body: BodyID, in world: RigidWorld) -> SIMD2<Double> {
    let position = world.pose(of: body).position
    return SIMD2(position.x, position.y)
  }

  /// The part of an episode's state that is not physics: the goal and the expert's plan.
  var state: [Double] {
    get { [goal.x, goal.y, expertOffset.x, expertOffset.y, expertLetsGo ? 1 : 0] }
    set {
      goal = SIMD2(newValue[0], newValue[1])
      expertOffset = SIMD2(newValue[2], newValue[3])
      expertLetsGo = newValue[4] != 0
    }
  }
}

/// Returns the Euclidean length of `v`.
func length(_ v: SIMD2<Double>) -> Double { (v.x * v.x + v.y * v.y).squareRoot() }
