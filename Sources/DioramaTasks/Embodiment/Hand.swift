// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
public import DioramaPhysics
public import DioramaScene

/// The hand and what moves it: a servo that follows a target, with an arm drawn behind it, or a simulated arm.
///
/// Actions move the target. It stays in the workspace and never leads the hand by more than
/// `lead`, so that a blocked hand pushes no harder the longer it is blocked.
public struct Hand: Sendable {
  /// The body that acts.
  public let body: BodyID
  private let drive: Drive
  /// The distance that an action of ±1 moves the target [m].
  public let actionScale: Double
  private let lower: Vector3
  private let upper: Vector3
  /// The largest distance of the target from the hand along an axis [m].
  private let lead: Double

  /// What moves a hand.
  private enum Drive: Sendable {
    /// A servo towards a body that the program poses.
    case servo(Servo)
    /// The hinges that it hangs on.
    case arm(ArmControl)
  }

  private struct Servo: Sendable {
    let target: BodyID
    /// Whether bodies hang on the hand, such as fingers.
    let hasParts: Bool
    let arm: DrawnArm
  }

  private static let numbers = [
    TaskNumber("action_scale", in: 1e-4...1, "m"),
    TaskNumber("workspace", count: 6, in: -10...10, "m", isInterval: true),
  ]

  /// Finds the hand in `scene`: the body `hand`, and the numerics `action_scale` [m] and `workspace` [m].
  ///
  /// It hangs on the driven hinges of an arm, or it is free and follows the mocap body `hand_target`.
  ///
  /// - Throws: ``TaskError`` where one is missing or out of its bounds.
  public init(_ scene: Scene) throws {
    body = try scene.requiredBody("hand")
    let numbers = try TaskNumbers(Self.numbers, in: scene)
    actionScale = numbers.number("action_scale")
    let workspace = numbers["workspace"]
    lower = Vector3(workspace[0], workspace[2], workspace[4])
    upper = Vector3(workspace[1], workspace[3], workspace[5])
    lead = 0.04
    if scene.hangsOnHinge(body) {
      let arm = try ArmKinematics(scene, carrier: body)
      drive = .arm(
        ArmControl(
          arm, .tool(axes: [0, 1, 2]), scale: actionScale, workspace: (lower, upper)))
    } else {
      _ = try scene.requiredBody("hand", .free)
      let target = try scene.requiredBody("hand_target", .posed)
      drive = .servo(
        Servo(target: target, hasParts: scene.hasParts(body), arm: try DrawnArm(scene)))
    }
  }

  /// Makes a hand of a body that a servo drives to `target`.
  ///
  /// - Parameters:
  ///   - body: The body.
  ///   - target: The program-posed body that it follows.
  ///   - scale: The distance that an action of ±1 moves the target [m].
  ///   - workspace: The lowest and the highest corner of where the target stays [m].
  ///   - scene: The scene, which may draw an arm.
  /// - Throws: ``TaskError`` where the scene's arm is not complete.
  public init(
    _ body: BodyID, following target: BodyID, scale: Double,
    workspace: (lower: Vector3, upper: Vector3), in scene: Scene
  ) throws {
    self.body = body
    actionScale = scale
    (lower, upper) = workspace
    lead = 2 * scale
    drive = .servo(
      Servo(target: target, hasParts: scene.hasParts(body), arm: try DrawnArm(scene)))
  }

  /// The arm of hinges that the hand hangs on; nil where a servo moves it.
  var arm: ArmControl? {
    if case .arm(let arm) = drive { arm } else { nil }
  }

  /// Returns the position of the hand [m].
  func position(in world: RigidWorld) -> Vector3 { world.pose(of: body).position }

  /// Returns the velocity of the hand [m/s].
  func velocity(in world: RigidWorld) -> Vector3 {
    arm?.arm.toolVelocity(in: world) ?? world.linearVelocity(of: body)
  }

  /// Puts hand and target at `position`, at rest; an arm as near to it as it reaches.
  public func place(at position: Vector3, in world: RigidWorld) {
    switch drive {
    case .servo: place(at: Pose(position, world.scene[body].pose.orientation), in: world)
    case .arm(let control):
      let start = control.arm.angles(in: world)
      let angles = control.arm.angles(reaching: position, from: start, world.jointPositions)
      control.arm.place(at: angles, in: world)
      control.prepare(in: world)
    }
  }

  /// Puts hand and target at `pose`, at rest; the hand is held in that orientation from now on.
  ///
  /// An arm keeps the orientation that it has.
  public func place(at pose: Pose, in world: RigidWorld) {
    guard case .servo(let servo) = drive else { return place(at: pose.position, in: world) }
    if servo.hasParts {
      world.placeWithParts(body, at: pose)
    } else {
      world.place(body, at: pose)
    }
    world.place(servo.target, at: pose)
  }

  /// Moves the target by `action`, in `-1...1` along each axis, so that it arrives after `period` [s].
  public func move(by action: Vector3, in world: RigidWorld, period: Double) {
    switch drive {
    case .servo(let servo):
      let position = position(in: world)
      let start = world.pose(of: servo.target).position
      let goal = (start + actionScale * action)
        .clamped(lowerBound: position - lead, upperBound: position + lead)
        .clamped(lowerBound: lower, upperBound: upper)
      world.setVelocity(of: servo.target, linear: (goal - start) / period)
    case .arm(let control):
      let numbers = [Float(action.x), Float(action.y), Float(action.z)]
      control.act(numbers[...], in: world, period: period)
    }
  }

  /// Returns the position of the target relative to the hand [m].
  public func targetOffset(in world: RigidWorld) -> Vector3 {
    switch drive {
    case .servo(let servo): world.pose(of: servo.target).position - position(in: world)
    case .arm(let control): control.target(in: world) - position(in: world)
    }
  }

  /// Returns whether a place on the table is in the workspace, 1 cm from its ends.
  func reaches(_ place: SIMD2<Double>) -> Bool {
    (0..<2).allSatisfy { place[$0] > lower[$0] + 0.01 && place[$0] < upper[$0] - 0.01 }
  }

  /// Returns a position drawn uniformly from the workspace.
  public func randomPosition(_ stream: inout RandomStream) -> Vector3 {
    stream.point(from: lower, to: upper)
  }

  /// Returns the action that asks for a `displacement` of the hand [m], in `-1...1`.
  public func action(for displacement: Vector3, in world: RigidWorld) -> Vector3 {
    // the target may be ahead of the hand already; only the rest is asked for
    let missing = displacement - targetOffset(in: world)
    return (missing / actionScale).clamped(
      lowerBound: Vector3(repeating: -1), upperBound: Vector3(repeating: 1))
  }

  /// Poses a drawn arm so that it holds the hand.
  public func dress(_ world: RigidWorld) {
    if case .servo(let servo) = drive { servo.arm.reach(for: world.pose(of: body), in: world) }
  }
}
