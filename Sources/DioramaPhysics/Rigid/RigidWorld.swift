// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
public import DioramaScene

/// The simulated world of a scene: its rigid bodies, by the Open Dynamics Engine, and its cloths.
///
/// The world owns every body, joint and shape; they are named by their ids in the scene. It knows nothing of
/// tasks. Equal scenes and equal calls give equal bits: contacts are made in the order of the shapes, the
/// solvers draw no random numbers, and auto-disabling stays off.
///
/// A world is not `Sendable`: it is used on one thread at a time.
///
/// > Source: Smith 2006, [*Open Dynamics Engine user guide*](https://ode.org/wiki/index.php/Manual).
@safe public final class RigidWorld {
  /// The scene that is simulated.
  public let scene: Scene
  /// The settings of the contact solver.
  public let contactSettings: ContactSettings
  /// The number of time steps since the start.
  public internal(set) var stepCount = 0
  /// The telemetry of the last step.
  public internal(set) var telemetry = Telemetry()
  /// The controls of the actuators, in their order: torques or forces, positions, or speeds.
  public var controls: [Double]

  /// The factor of every coefficient of friction; part of the state.
  public internal(set) var frictionScale = 1.0

  /// The telemetry of a world; with zero messages and small depths its steps can be trusted.
  public struct Telemetry: Hashable, Sendable {
    /// The number of contacts solved in the last step.
    public var contactCount = 0
    /// The deepest penetration in the last step [m].
    public var deepestContact = 0.0
    /// The number of ODE's complaints since the world was made, reset or restored.
    public var messageCount = 0
    /// The number of times since then that the iterative solver replaced the direct one.
    public var fallbackCount = 0
  }

  /// The kind of motion of each body of the scene, `[bodies]`.
  let motions: [Motion]
  let plan: BodyPlan
  private let servoSettings: ServoSettings
  /// ODE's objects of the scene.
  private(set) var ode: ODEObjects
  /// The factor of each mover's mass, `[movers]`; part of the state.
  var massScales: [Double]
  /// The program-posed bodies, in the order of the scene's.
  var posed: [PosedBody]
  /// The bounding box of each collider, as of the last step, `[colliders]`.
  var bounds: [Bounds]
  /// The pairs that are tested, in order; indices into `colliders`.
  let pairs: [CandidatePair]
  /// The pairs that overlap in the initial state; indices into `pairs`.
  private(set) var startOverlaps: [Int] = []
  /// Those that still overlap, and are parted without a speed; part of the state, indices into
  /// `startOverlaps`.
  var unsettled: Set<Int> = []
  /// The joints of the scene that have a range, in order.
  let limitedJoints: [JointID]
  /// The hinges of the scene, in order.
  let hinges: [Hinge]
  /// The turns of each hinge, and ODE's last angle of it; only the turns are part of the state.
  var turns: [HingeTurns]
  /// What holds what, by the number of the held body; part of the state.
  public internal(set) var attachments: [Attachment] = []
  /// ODE's joints of the attachments, in order.
  var attachmentJoints: [dJointID] = unsafe []
  /// The pairs of shapes that do not collide, as one body holds the other; indices into `pairs`.
  var heldPairs: Set<Int> = []
  /// The scene's cloths, in order; they feel the bodies, and bodies feel the cords among them.
  public let cloths: [Cloth]
  /// The phase of the step under way.
  var phase = Phase.motion
  /// Whether the step under way found an overlap or an excess that needs a correction.
  var isAstray = false
  /// Scratch space for the contacts of a pair.
  let contactBuffer: UnsafeMutablePointer<dContactGeom>
  /// Scratch space for the state of the movers before a step.
  let keptBuffer: UnsafeMutablePointer<Double>
  /// Records the contacts of each step; nil if nobody asks.
  var contactRecorder: ContactRecorder?
  private var initialState: [UInt64] = []

  /// The most contacts that ODE is asked for in a pair of shapes.
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

  /// Makes ODE's objects anew in their initial state, if they are lost.
  func replaceLostObjects() {
    guard ode.isLost else { return }
    ode = ODEObjects(plan, contactSettings, servoSettings)
    unsafe attachmentJoints.removeAll()  // they are lost as well
    for index in posed.indices { unsafe posed[index].id = ode.posed[index].id }
    massScales = Array(repeating: 1, count: ode.movers.count)
    bounds = ode.colliders.map { unsafe Bounds($0.geom) }
  }

  /// Puts the world back into its initial state, whatever happened since.
  public func reset() {
    do { try restore(initialState) } catch { preconditionFailure("\(error)") }
  }

  /// The simulated time since the start [s].
  public var time: Double { Double(stepCount) * scene.options.timeStep }
}

/// The kind of motion of a body of the scene.
enum Motion: Hashable, Sendable {
  /// The body never moves; its world pose.
  case fixed(Pose)
  /// The body is simulated by ODE; its index in `movers`.
  case simulated(Int)
  /// The program poses the body; its index in `posed`.
  case posed(Int)
  /// The body is fixed to another body of the scene, at this pose in its frame.
  case attached(to: BodyID, Pose)
}
