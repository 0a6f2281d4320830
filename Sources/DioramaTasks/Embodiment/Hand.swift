// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
public import DioramaPhysics
public import DioramaScene

/// The hand, the target that its servo follows, and the arm that is drawn behind it.
///
/// Actions move the target. It stays in the workspace and never leads the hand by more than
/// `lead`, so that a blocked hand pushes no harder the longer it is blocked.
public struct Hand: Sendable {
  /// The body that acts.
  public let body: BodyID
  private let target: BodyID
  /// The distance that an action of ±1 moves the target [m].
  public let actionScale: Double
  private let lower: Vector3
  private let upper: Vector3
  /// The largest distance of the target from the hand along an axis [m].
  private let lead: Double
  /// Whether bodies hang on it, such as fingers.
  private let hasParts: Bool
  private let arm: DrawnArm

  private static let numbers = [
    TaskNumber("action_scale", in: 1e-4...1, "m"),
    TaskNumber("workspace", count: 6, in: -10...10, "m", isInterval: true),
  ]

  /// Finds the hand in `scene`: the free body `hand`, the mocap body `hand_target`, and the numerics
  /// `action_scale` [m] and `workspace` [m].
  ///
  /// - Throws: ``TaskError`` where one is missing or out of its bounds.
  public init(_ scene: Scene) throws {
    body = try scene.requiredBody("hand", .free)
    target = try scene.requiredBody("hand_target", .posed)
    let numbers = try TaskNumbers(Self.numbers, in: scene)
    actionScale = numbers.number("action_scale")
    let workspace = numbers["workspace"]
    lower = Vector3(workspace[0], workspace[2], workspace[4])
    upper = Vector3(workspace[1], workspace[3], workspace[5])
    lead = 0.04
    hasParts = scene.hasParts(body)
    arm = try DrawnArm(scene)
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
    self.target = target
    actionScale = scale
    (lower, upper) = workspace
    lead = 2 * scale
    hasParts = scene.hasParts(body)
    arm = try DrawnArm(scene)
  }

  /// Puts hand and target at `position`, at rest.
  public func place(at position: Vector3, in world: RigidWorld) {
    place(at: Pose(position, world.scene[body].pose.orientation), in: world)
  }

  /// Puts hand and target at `pose`, at rest; the hand is held in that orientation from now on.
  public func place(at pose: Pose, in world: RigidWorld) {
    if hasParts { world.placeWithParts(body, at: pose) } else { world.place(body, at: pose) }
    world.place(target, at: pose)
  }

  /// Moves the target by `action`, in `-1...1` along each axis, so that it arrives after `period` [s].
  public func move(by action: Vector3, in world: RigidWorld, period: Double) {
    let position = world.pose(of: body).position
    let start = world.pose(of: target).position
    let goal = (start + actionScale * action)
      .clamped(lowerBound: position - lead, upperBound: position + lead)
      .clamped(lowerBound: lower, upperBound: upper)
    world.setVelocity(of: target, linear: (goal - start) / period)
  }

  /// Returns the position of the target relative to the hand [m].
  public func targetOffset(in world: RigidWorld) -> Vector3 {
    world.pose(of: target).position - world.pose(of: body).position
  }

  /// Returns whether a place on the table is in the workspace, 1 cm from its ends.
  func reaches(_ place: SIMD2<Double>) -> Bool {
    (0..<2).allSatisfy { place[$0] > lower[$0] + 0.01 && place[$0] < upper[$0] - 0.01 }
  }

  /// Returns a position drawn uniformly from the workspace.
  public func randomPosition(_ stream: inout RandomStream) -> Vector3 {
    var position = Vector3.zero
    for axis in 0..<3 { position[axis] = stream.uniform(in: lower[axis]...upper[axis]) }
    return position
  }

  /// Returns the action that asks for a `displacement` of the hand [m], in `-1...1`.
  public func action(for displacement: Vector3, in world: RigidWorld) -> Vector3 {
    // the target may be ahead of the hand already; only the rest is asked for
    let missing = displacement - targetOffset(in: world)
    return (missing / actionScale).clamped(
      lowerBound: Vector3(repeating: -1), upperBound: Vector3(repeating: 1))
  }

  /// Poses the arm so that it holds the hand.
  public func dress(_ world: RigidWorld) {
    arm.reach(for: world.pose(of: body), in: world)
  }
}
