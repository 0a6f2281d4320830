// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
public import DioramaScene

/// A scene's rigid bodies, simulated by the Open Dynamics Engine.
///
/// The world owns every body, joint and shape; they are named by their ids in the scene. It knows
/// nothing of tasks. Equal scenes and equal calls give equal bits: contacts are made in the order of
/// the shapes, the direct solver draws no random numbers, and auto-disabling stays off.
///
/// A world is not `Sendable`: it is used on one thread at a time.
///
/// > Source: Smith 2006, [*Open Dynamics Engine user guide*](https://ode.org/wiki/index.php/Manual).
@safe public final class RigidWorld {
  /// What is simulated.
  public let scene: Scene
  /// How contacts are solved.
  public let contactSettings: ContactSettings
  /// Integration steps since the start.
  public internal(set) var stepCount = 0
  /// What went on in the last step.
  public internal(set) var telemetry = Telemetry()
  /// What the actuators are told, in their order: torques, angles or speeds.
  public var controls: [Double]

  /// What every coefficient of friction is multiplied by; part of the state.
  public internal(set) var frictionScale = 1.0

  /// What went on in a step; zero messages and small depths mean that it can be trusted.
  public struct Telemetry: Hashable, Sendable {
    /// Contacts that were solved.
    public var contactCount = 0
    /// The deepest penetration [m].
    public var deepestContact = 0.0
    /// Complaints of ODE since the world was made, reset or restored.
    public var messageCount = 0
    /// Steps since then at which the iterative solver stood in for the direct one.
    public var fallbackCount = 0
  }

  /// How each body of the scene moves, `[bodies]`.
  let motions: [Motion]
  private let plan: BodyPlan
  private let servoSettings: ServoSettings
  /// What ODE has of the scene.
  private(set) var ode: ODEObjects
  /// What the mass of each mover is multiplied by, `[movers]`; part of the state.
  var massScales: [Double]
  /// Program-posed bodies, in the order of the scene's.
  var posed: [PosedBody]
  /// Around each collider, as of the last step, `[colliders]`.
  var bounds: [Bounds]
  /// The pairs that are tested, in order; indices into `colliders`.
  let pairs: [CandidatePair]
  /// The pairs that start in each other; indices into `pairs`.
  private(set) var startOverlaps: [Int] = []
  /// Those that still are, and are parted without a speed; part of the state, indices into the former.
  var unsettled: Set<Int> = []
  /// The joints of the scene that have a range, in order.
  let limitedJoints: [JointID]
  /// The hinges of the scene, in order.
  let hinges: [Hinge]
  /// How often each hinge went round, and where ODE last had it; part of the state but for the latter.
  var turns: [HingeTurns]
  /// The scene's cloths, in order; they feel the bodies, and are not felt.
  public let cloths: [Cloth]
  /// What the step that is under way shall do about contacts that are too deep.
  var phase = Phase.motion
  /// Whether the step that is under way found something that is where it cannot be.
  var isAstray = false
  /// Scratch space for the contacts of a pair.
  let contactBuffer: UnsafeMutablePointer<dContactGeom>
  /// Scratch space for what a step changes of the movers.
  let keptBuffer: UnsafeMutablePointer<Double>
  private var initialState: [UInt64] = []

  /// The most contacts that ODE is asked for of a pair of shapes.
  static let contactCapacity = 16

  /// Builds the world of `scene` in its initial state.
  ///
  /// - Throws: ``PhysicsError`` when the scene cannot be simulated.
  public init(_ scene: Scene) throws(PhysicsError) {
    let thread = ODELibrary.thread
    let settings = try ContactSettings(scene)
    servoSettings = try ServoSettings(scene)
    plan = try BodyPlan(scene)
    cloths = try plan.makeCloths()
    self.scene = scene
    contactSettings = settings
    motions = plan.motions
    controls = Array(repeating: 0, count: scene.actuators.count)

    let messages = thread.messageCount
    ode = ODEObjects(plan, settings, servoSettings)
    posed = ode.posed
    massScales = Array(repeating: 1, count: ode.movers.count)
    bounds = ode.colliders.map { unsafe Bounds($0.geom) }
    pairs = try plan.candidatePairs(ode.colliders)
    limitedJoints = scene.joints.indices.filter { scene.joints[$0].range != nil }
      .map { JointID($0) }
    hinges = scene.joints.indices.compactMap { index in
      scene.joints[index].kind == .hinge
        ? Hinge(joint: JointID(index), range: scene.joints[index].range) : nil
    }
    turns = hinges.map { _ in HingeTurns() }
    unsafe contactBuffer = .allocate(capacity: Self.contactCapacity)
    unsafe keptBuffer = .allocate(capacity: max(Self.keptPerMover * ode.movers.count, 1))
    telemetry.messageCount = thread.messageCount - messages
    recountTurns()
    startOverlaps = try overlaps().map(\.pair)
    unsettled = Set(startOverlaps.indices)
    initialState = state
  }

  deinit {
    unsafe contactBuffer.deallocate()
    unsafe keptBuffer.deallocate()
  }

  var world: dWorldID { unsafe ode.world }
  var movers: [Mover] { ode.movers }
  var colliders: [Collider] { ode.colliders }
  var joints: [dJointID?] { unsafe ode.joints }
  var servos: [HandServo] { ode.servos }

  /// Leaves what ODE has lost alone, and makes it anew in its initial state.
  func replaceLostObjects() {
    guard ode.isLost else { return }
    ode = ODEObjects(plan, contactSettings, servoSettings)
    for index in posed.indices { unsafe posed[index].id = ode.posed[index].id }
    massScales = Array(repeating: 1, count: ode.movers.count)
    bounds = ode.colliders.map { unsafe Bounds($0.geom) }
  }

  /// Puts the world back into its initial state, whatever happened since.
  public func reset() {
    do { try restore(initialState) } catch { preconditionFailure("\(error)") }
  }

  /// Simulated time since the start [s].
  public var time: Double { Double(stepCount) * scene.options.timeStep }
}

/// How a body of the scene moves.
enum Motion: Hashable, Sendable {
  /// Not at all; its world pose.
  case fixed(Pose)
  /// As ODE's body with this index in `movers`.
  case simulated(Int)
  /// As the program says; its index in `posed`.
  case posed(Int)
  /// With another body of the scene, at this pose in its frame.
  case attached(to: BodyID, Pose)
}
