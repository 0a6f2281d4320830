// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
public import DioramaPhysics
public import DioramaScene

/// `Reaching-v1`: bring the tip of a jointed arm to a ball.
///
/// # Task
/// An arm of seven hinges stands on a table; a red ball hangs in the air. The hinges are driven to angles with
/// limited torques, and the arm's weight is carried. Its links collide with the table and with each other.
///
/// # Action
/// Seven numbers in `-1...1`: how far the angle that each hinge is driven to moves in a control period of 0.1 s;
/// ±1 is 0.1 rad. It stays within the hinge's range and within 0.2 rad of the hinge's angle.
///
/// # Observation
///
/// | index | meaning | unit | range |
/// | --- | --- | --- | --- |
/// | 0 to 6 | angles of the hinges, from the base on | rad | -3...3 |
/// | 7 to 13 | their velocities | rad/s | -5...5 |
/// | 14 to 20 | how far each is driven beyond its angle | rad | -1...1 |
/// | 21, 22, 23 | the tip | m | -1...1 |
/// | 24, 25, 26 | the ball's centre | m | -1...1 |
///
/// Values beyond a range are clipped to it.
///
/// # Reward
/// `sparse`: 1 while the tip is within 2 cm of the ball's centre, else 0. `dense`: `0.5 far + 0.5 near`, both 1 where
/// the tip is in the ball's centre; `far` falls to 0.1 at 30 cm from it, `near` at 4 cm, as
/// ``tolerance(_:bounds:margin:)``.
///
/// # Start
/// The ball is uniformly within x = -0.15 to 0.1 m, y = ±0.25 m, z = 0.05 to 0.35 m; the arm is at rest, each hinge within
/// ±0.1 rad of its usual angle. `scenes/reaching.xml` holds these numbers.
///
/// # Ending
/// Never terminates; truncated after 50 steps. Success counts at the end.
///
/// # Source
/// The reaching task of most suites of robot arms, such as Plappert et al. 2018, [*Multi-Goal Reinforcement
/// Learning*](https://arxiv.org/abs/1802.09464); the arm and the numbers are ours.
public struct ReachingTask: ShippedTask {
  public static let sceneName = "reaching"
  public static let horizon = 50
  public static let actionCount = 7

  public static let stateElements =
    ArmControl.stateElements(7)
    + StateElement.axes("tip", "m", -1...1, .hand)
    + StateElement.axes("ball", "m", -1...1, .place)

  let target: BodyID
  let control: ArmControl
  let successRadius: Double
  /// The lowest and the highest corner of where the ball starts [m].
  private let targetRange: (lower: Vector3, upper: Vector3)
  private let armRange: Double
  /// The place to which the expert brings the tip, relative to the ball [m].
  var expertOffset = Vector3.zero

  private static let numbers = [
    TaskNumber("target_range", count: 6, in: -10...10, "m", isInterval: true),
    TaskNumber("arm_range", in: 0...1, "rad"),
    TaskNumber("success_radius", in: 0.001...1, "m"),
    TaskNumber("action_scale", in: 1e-4...1, "rad"),
  ]

  public init(_ scene: Scene) throws {
    target = try scene.requiredBody("target", .posed)
    let flange = try scene.requiredBody("link_7")
    let arm = try ArmKinematics(
      scene, carrier: flange, place: Pose(try scene.requiredSite("tool", on: flange)))
    guard arm.links.count == Self.actionCount else {
      throw TaskError.hinges(arm.links.count, expected: Self.actionCount, body: "link_7")
    }
    let numbers = try TaskNumbers(Self.numbers, in: scene)
    control = ArmControl(arm, .joints, scale: numbers.number("action_scale"))
    let range = numbers["target_range"]
    targetRange = (Vector3(range[0], range[2], range[4]), Vector3(range[1], range[3], range[5]))
    armRange = numbers.number("arm_range")
    successRadius = numbers.number("success_radius")
  }

  /// Puts arm and ball where an episode starts.
  public mutating func begin(in world: RigidWorld, layout: inout RandomStream) {
    world.place(target, at: Pose(randomPlace(&layout)))
    let angles = control.arm.angles(in: world).map { $0 + layout.uniform(in: -armRange...armRange) }
    control.arm.place(at: angles, in: world)
    control.prepare(in: world)
    expertOffset = .zero
  }

  /// Returns a place drawn uniformly from where the ball may be [m].
  func randomPlace(_ stream: inout RandomStream) -> Vector3 {
    stream.point(from: targetRange.lower, to: targetRange.upper)
  }

  public func act(_ action: [Float], in world: RigidWorld, period: Double) {
    control.act(action[...], in: world, period: period)
  }

  public func observe(_ world: RigidWorld) -> [Double] {
    control.state(world) + tip(world).numbers + ball(world).numbers
  }

  public func measure(_ world: RigidWorld) -> ReachingMeasures {
    let tip = tip(world)
    return ReachingMeasures(
      distance: (tip - ball(world)).length, tipHeight: tip.z,
      deepestContact: world.telemetry.deepestContact,
      solverMessages: world.telemetry.messageCount, successRadius: successRadius)
  }

  public func denseReward(_ measures: ReachingMeasures) -> Double {
    0.5 * tolerance(measures.distance, bounds: 0...0, margin: 0.3)
      + 0.5 * tolerance(measures.distance, bounds: 0...0, margin: 0.04)
  }

  public func hand(_ world: RigidWorld) -> Vector3? { tip(world) }

  /// Returns the position of the tip [m].
  func tip(_ world: RigidWorld) -> Vector3 {
    world.pose(of: control.arm.carrier).transform(control.arm.place.position)
  }

  /// Returns the centre of the ball [m].
  func ball(_ world: RigidWorld) -> Vector3 { world.pose(of: target).position }

  /// Returns the turns towards the angles at which the tip is in the ball, which inverse kinematics finds.
  public func expertAction(_ world: RigidWorld) -> [Float]? {
    let aims = control.aims(in: world)
    let wanted = control.arm.angles(
      reaching: ball(world) + expertOffset, from: aims, world.jointPositions)
    return zip(wanted, aims).map { Float(($0 - $1) / control.scale) }
  }

  /// The part of an episode's state that is not physics: the expert's plan.
  public var state: [Double] {
    get { expertOffset.numbers }
    set { expertOffset = Vector3(newValue[0], newValue[1], newValue[2]) }
  }
}
