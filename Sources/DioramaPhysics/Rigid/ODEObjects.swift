// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

/// ODE's objects of a scene, which are lost and made anew when one of its assertions fails.
@safe final class ODEObjects {
  let world: dWorldID
  let contactGroup: dJointGroupID
  /// Runs the solver on the calling thread.
  ///
  /// Worlds without a threading implementation of their own share the process's, which is not safe from
  /// several threads: ODE aborts in `ReleaseAJob`.
  private let threading: dThreadingImplementationID
  /// The simulated bodies, in the order of the scene's.
  let movers: [Mover]
  /// The program-posed bodies in their initial state, in the order of the scene's.
  let posed: [PosedBody]
  /// The shapes that can touch, in the order of the scene's.
  let colliders: [Collider]
  /// The triangle meshes that collide.
  private let triangleMeshes: [TriangleMesh]
  /// The joints by the scene's ids; nil for a free joint.
  let joints: [dJointID?]
  /// The welds that state a pose, but for servos.
  let statedWelds: [StatedWeld]
  let resistances: [JointResistance]
  let ballLimits: [BallLimit]
  let servos: [HandServo]
  /// The largest number of the solver's rows without any contact.
  private(set) var constantRows = 0
  /// Whether an assertion failed: the objects are in the middle of a step then, and cannot be freed.
  private(set) var isLost = false

  init(_ plan: BodyPlan, _ settings: ContactSettings, _ servoSettings: ServoSettings) {
    unsafe world = dWorldCreate()
    unsafe contactGroup = dJointGroupCreate(0)
    unsafe threading = dThreadingAllocateSelfThreadedImplementation()
    unsafe dWorldSetStepThreadingImplementation(
      world, dThreadingImplementationGetFunctions(threading), threading)
    let gravity = plan.scene.options.gravity
    unsafe dWorldSetGravity(world, gravity.x, gravity.y, gravity.z)
    unsafe dWorldSetContactMaxCorrectingVel(world, settings.correctionSpeed)
    unsafe dWorldSetContactSurfaceLayer(world, settings.layer)
    unsafe dWorldSetERP(world, settings.errorReduction)
    unsafe dWorldSetAutoDisableFlag(world, 0)  // sleeping would not be in a snapshot
    if settings.quickStepIterations > 0 {
      unsafe dWorldSetQuickStepNumIterations(world, Int32(settings.quickStepIterations))
    }

    movers = unsafe plan.makeMovers(in: world)
    posed = unsafe plan.makePosedBodies(in: world)
    (colliders, triangleMeshes) = plan.makeColliders(movers: movers, posed: posed)
    unsafe joints = unsafe plan.makeJoints(in: world, movers: movers, posed: posed)
    statedWelds = unsafe plan.makeConstraints(in: world, movers: movers, posed: posed)
    resistances = unsafe plan.makeResistances(in: world, movers: movers, posed: posed)
    ballLimits = unsafe plan.makeBallLimits(in: world, movers: movers, posed: posed)
    servos = unsafe plan.makeServos(in: world, movers: movers, settings: servoSettings)

    for mover in movers {
      for number in 0..<(unsafe dBodyGetNumJoints(mover.id)) {
        guard let joint = unsafe dBodyGetJoint(mover.id, number) else { continue }
        constantRows += unsafe RigidWorld.rows(joint)
      }
    }
  }

  /// Marks the objects as lost, so that they are never freed.
  func lose() { isLost = true }

  deinit {
    guard !isLost else { return }
    _ = ODELibrary.thread  // it may be another thread than the one that made the world
    for collider in colliders { unsafe dGeomDestroy(collider.geom) }
    for mesh in triangleMeshes { mesh.destroy() }
    unsafe dJointGroupDestroy(contactGroup)
    unsafe dWorldDestroy(world)
    unsafe dThreadingFreeImplementation(threading)
  }
}
