// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

/// The stage of the door task: the door on its hinge, its lever, and the hand with a finger.
struct DoorStage: Stage {
  let door: BodyID
  let hinge: JointID
  let hand: Hand
  let success: Success
  /// The place behind the lever where the finger pulls, in the door's frame [m].
  let grip: Vector3
  /// The angle to which the expert opens the door [rad].
  var expertAngle = Self.usualAngle
  private let handRange: [Double]

  /// The thresholds of success.
  struct Success {
    /// The least angle by which the door is open [rad].
    let angle: Double
    /// The largest angular speed that counts as rest [rad/s].
    let rate: Double
  }

  private static let numbers = [
    TaskNumber("hand_range", count: 3, in: 0...1, "m"),
    TaskNumber("success_angle", in: 1...180, "degrees"),
    TaskNumber("success_rate", in: 0...10, "rad/s"),
  ]

  init(_ scene: Scene) throws {
    door = try scene.requiredBody("door")
    hinge = try scene.requiredHinge(of: door)
    grip = try scene.requiredSite("behind_lever", on: door)
    hand = try Hand(scene)
    let numbers = try TaskNumbers(Self.numbers, in: scene)
    handRange = numbers["hand_range"]
    success = Success(
      angle: numbers.number("success_angle") * .pi / 180, rate: numbers.number("success_rate"))
  }

  /// Puts the hand where an episode starts, before the shut door.
  mutating func begin(in world: RigidWorld, layout: inout RandomStream) {
    var place = world.scene[hand.body].pose.position
    place += layout.offset(within: handRange)
    hand.place(at: place, in: world)
    expertAngle = Self.usualAngle
  }

  /// Returns the place behind the lever where the finger pulls [m].
  func gripPlace(_ world: RigidWorld) -> Vector3 { world.pose(of: door).transform(grip) }

  /// Returns the state vector of ``DoorTask``.
  func observe(_ world: RigidWorld) -> [Double] {
    let grip = gripPlace(world)
    return hand.position(in: world).numbers + hand.velocity(in: world).numbers
      + hand.targetOffset(in: world).numbers
      + [grip.x, grip.y, world.position(of: hinge), world.velocity(of: hinge)]
  }

  /// Measures success, the quantities that decide it, and the validity of the physics.
  func measure(_ world: RigidWorld) -> DoorMeasures {
    DoorMeasures(
      angle: world.position(of: hinge), rate: world.velocity(of: hinge),
      leverDistance: (hand.position(in: world) - gripPlace(world)).length,
      deepestContact: world.telemetry.deepestContact,
      solverMessages: world.telemetry.messageCount, limits: success)
  }

  /// The part of an episode's state that is not physics: the expert's plan.
  var state: [Double] {
    get { [expertAngle] }
    set { expertAngle = newValue[0] }
  }

  /// The angle to which the expert opens a door in an episode [rad].
  private static let usualAngle = 1.1
}
