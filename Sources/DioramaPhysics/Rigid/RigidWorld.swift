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

  let world: dWorldID
  let contactGroup: dJointGroupID
  /// Runs the solver on the calling thread.
  ///
  /// Worlds without one of their own share one of the process,
  /// which is not safe from several threads: ODE aborts in `ReleaseAJob`.
  private let threading: dThreadingImplementationID
  /// How each body of the scene moves, `[bodies]`.
  let motions: [Motion]
  /// ODE's bodies, in the order of the scene's.
  let movers: [Mover]
  /// What the mass of each mover is multiplied by, `[movers]`; part of the state.
  var massScales: [Double]
  /// Program-posed bodies, in the order of the scene's.
  var posed: [PosedBody]
  /// What can touch, in the order of the shapes.
  let colliders: [Collider]
  /// Around each collider, as of the last step, `[colliders]`.
  var bounds: [Bounds]
  /// The pairs that are tested, in order; indices into `colliders`.
  let pairs: [CandidatePair]
  /// ODE's joints by the scene's ids; nil where the joint is none (free).
  let joints: [dJointID?]
  /// The joints that have both a damper and limits; indices into `joints`.
  let limitedDampers: [Int]
  let servos: [HandServo]
  /// The scene's cloths, in order; they feel the bodies, and are not felt.
  public let cloths: [Cloth]
  /// Scratch space for the contacts of a pair.
  let contactBuffer: UnsafeMutablePointer<dContactGeom>
  /// Scratch space for what a step changes of the movers.
  let keptBuffer: UnsafeMutablePointer<Double>
  /// Triangle meshes that collide.
  let triangleMeshes: [TriangleMesh]
  private var initialState: [UInt64] = []

  /// The most contacts that ODE is asked for of a pair of shapes.
  static let contactCapacity = 16

  /// Builds the world of `scene` in its initial state.
  ///
  /// - Throws: ``PhysicsError`` when the scene cannot be simulated.
  public init(_ scene: Scene) throws(PhysicsError) {
    let thread = ODELibrary.thread
    let settings = try ContactSettings(scene)
    let servoSettings = try ServoSettings(scene)
    let plan = try BodyPlan(scene)
    cloths = try plan.makeCloths()
    self.scene = scene
    contactSettings = settings
    motions = plan.motions
    controls = Array(repeating: 0, count: scene.actuators.count)
    limitedDampers = scene.joints.indices.filter {
      scene.joints[$0].damping > 0 && scene.joints[$0].range != nil
    }

    let messages = thread.messageCount
    unsafe world = dWorldCreate()
    unsafe contactGroup = dJointGroupCreate(0)
    unsafe threading = dThreadingAllocateSelfThreadedImplementation()
    unsafe dWorldSetStepThreadingImplementation(
      world, dThreadingImplementationGetFunctions(threading), threading)
    unsafe contactBuffer = .allocate(capacity: Self.contactCapacity)
    let gravity = scene.options.gravity
    unsafe dWorldSetGravity(world, gravity.x, gravity.y, gravity.z)
    unsafe dWorldSetContactMaxCorrectingVel(world, settings.correctionSpeed)
    unsafe dWorldSetContactSurfaceLayer(world, settings.layer)
    unsafe dWorldSetERP(world, settings.errorReduction)
    unsafe dWorldSetAutoDisableFlag(world, 0)  // sleeping would not be in a snapshot
    if settings.quickStepIterations > 0 {
      unsafe dWorldSetQuickStepNumIterations(world, Int32(settings.quickStepIterations))
    }

    movers = unsafe plan.makeMovers(in: world)
    massScales = Array(repeating: 1, count: movers.count)
    posed = unsafe plan.makePosedBodies(in: world)
    unsafe keptBuffer = .allocate(capacity: max(Self.keptPerMover * movers.count, 1))
    (colliders, triangleMeshes) = plan.makeColliders(movers: movers, posed: posed)
    bounds = colliders.map { unsafe Bounds($0.geom) }
    pairs = plan.candidatePairs(colliders)
    unsafe joints = unsafe plan.makeJoints(in: world, movers: movers, posed: posed)
    servos = unsafe plan.makeServos(in: world, movers: movers, settings: servoSettings)
    telemetry.messageCount = thread.messageCount - messages
    initialState = state
  }

  deinit {
    _ = ODELibrary.thread  // it may be another thread than the one that made the world
    for collider in colliders { unsafe dGeomDestroy(collider.geom) }
    for mesh in triangleMeshes { mesh.destroy() }
    unsafe dJointGroupDestroy(contactGroup)
    unsafe dWorldDestroy(world)
    unsafe dThreadingFreeImplementation(threading)
    unsafe contactBuffer.deallocate()
    unsafe keptBuffer.deallocate()
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

/// One of ODE's bodies.
@safe struct Mover {
  let body: BodyID
  let id: dBodyID
  /// The centre of mass in the body's frame [m]: ODE's bodies are centred on theirs.
  let centerOfMass: Vector3
  /// How heavy it is in the scene [kg].
  let mass: Double
  /// The same with its inertia, as ODE wants it.
  let odeMass: dMass
  /// The fraction of its weight that is taken off it.
  let gravityCompensation: Double
}

/// A body that the program poses.
@safe struct PosedBody {
  let body: BodyID
  /// ODE's kinematic body, where it has shapes that touch or holds something; nil otherwise.
  let id: dBodyID?
  var pose: Pose
  /// Velocity of its origin [m/s].
  var linearVelocity: Vector3
}

/// A shape that can touch.
@safe struct Collider {
  let shape: ShapeID
  let outline: Geometry
  let geom: dGeomID
  /// ODE's body; nil where it never moves.
  let body: dBodyID?
}

/// Two colliders that may touch.
struct CandidatePair {
  let first: Int
  let second: Int
  /// Coulomb's coefficient.
  let friction: Double
}

/// Triangles that ODE collides with; ODE refers to them as long as a shape does.
@safe struct TriangleMesh {
  let data: dTriMeshDataID
  let positions: UnsafeMutableBufferPointer<SIMD3<Float>>
  let indices: UnsafeMutableBufferPointer<UInt32>

  func destroy() {
    unsafe dGeomTriMeshDataDestroy(data)
    unsafe positions.deallocate()
    unsafe indices.deallocate()
  }
}
