// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

/// A plan that decides how each body of a scene is simulated, and makes ODE's objects in the scene's order.
struct BodyPlan {
  let scene: Scene
  let motions: [Motion]
  let initialPoses: [Pose]
  /// The scene's bodies that are simulated, in order.
  let moving: [BodyID]
  /// The scene's bodies that the program poses, in order.
  let posed: [BodyID]
  /// The joints that another joint of the same body stands on, in order.
  ///
  /// Each moves a carrier, a body of ODE's with hardly any mass: ODE's joints join two bodies.
  let carried: [JointID]
  /// The factor of all masses and inertias.
  private var massScale = 1.0

  init(_ scene: Scene) throws(PhysicsError) {
    self.scene = scene
    initialPoses = scene.initialPoses
    var motions: [Motion] = []
    var moving: [BodyID] = []
    var posed: [BodyID] = []
    for (index, body) in scene.bodies.enumerated() {
      let id = BodyID(index)
      let joints = scene.joints.filter { $0.body == id }
      if body.isPosedByProgram {
        motions.append(.posed(posed.count))
        posed.append(id)
      } else if let joint = joints.first {
        if joint.kind == .free, let parent = body.parent, parent.index != 0 {
          throw .nestedFreeJoint(body: body.name)
        }
        motions.append(.simulated(moving.count))
        moving.append(id)
      } else if let parent = body.parent {
        switch motions[parent.index] {
        case .fixed: motions.append(.fixed(initialPoses[index]))
        case .simulated, .posed: motions.append(.attached(to: parent, body.pose))
        case .attached(let root, let pose):
          motions.append(.attached(to: root, pose * body.pose))
        }
      } else {
        motions.append(.fixed(.identity))
      }
    }
    self.motions = motions
    self.moving = moving
    self.posed = posed
    carried = scene.joints.indices.dropLast().filter {
      scene.joints[$0].body == scene.joints[$0 + 1].body
    }.map { JointID($0) }
    if let total = scene.options.totalMass {
      let all = scene.bodies.indices.dropFirst()
        .reduce(0) { $0 + ownMass(of: BodyID($1)).mass }
      if all > 0 { massScale = total / all }
    }
    for shape in scene.shapes {
      guard case .plane = shape.geometry, Self.isTouchable(shape, in: scene) else { continue }
      guard case .fixed = motions[shape.body.index] else { throw .movingPlane(shape: shape.name) }
    }
    for id in moving {
      let properties = massProperties(of: id)
      guard properties.mass > 0 else { throw .massless(body: scene[id].name) }
      guard properties.isPossible else { throw .impossibleInertia(body: scene[id].name) }
    }
  }

  /// Returns the body that carries `body`, and the pose of `body` in its frame.
  func root(of body: BodyID) -> (body: BodyID, pose: Pose) {
    guard case .attached(let root, let pose) = motions[body.index] else {
      return (body, .identity)
    }
    return (root, pose)
  }

  /// Whether anything can ever touch `shape`.
  static func isTouchable(_ shape: Shape, in scene: Scene) -> Bool {
    if shape.contactKind != 0 || shape.contactPartners != 0 { return true }
    return scene.contactPairs.contains {
      scene[$0.first] == shape || scene[$0.second] == shape
    }
  }

  // MARK: bodies

  /// Returns the mass of `body` and all bodies fixed to it, each as the scene states or summed over its
  /// shapes.
  func massProperties(of body: BodyID) -> MassProperties {
    var properties = MassProperties()
    for index in scene.bodies.indices {
      let part = BodyID(index)
      let root = root(of: part)
      guard root.body == body else { continue }
      add(part, at: root.pose, to: &properties)
    }
    if massScale != 1 { properties.scale(by: massScale) }
    return properties
  }

  private func ownMass(of body: BodyID) -> MassProperties {
    var properties = MassProperties()
    add(body, at: .identity, to: &properties)
    return properties
  }

  /// Adds what the scene states for `body`, or else its shapes.
  private func add(_ body: BodyID, at pose: Pose, to properties: inout MassProperties) {
    if let inertial = scene[body].inertial {
      properties.add(inertial, at: pose)
    } else {
      for shape in scene.shapes where shape.body == body {
        properties.add(shape, at: pose, in: scene)
      }
    }
  }

  /// Returns the index of the mover that `joint` moves if that is a carrier; nil if it is the joint's body.
  func carrier(of joint: JointID) -> Int? {
    carried.firstIndex(of: joint).map { moving.count + $0 }
  }

  /// Returns the joint that `joint` stands on, of the same body; nil if it stands on the body's parent.
  func joint(before joint: JointID) -> JointID? {
    guard joint.index > 0, scene.joints[joint.index - 1].body == scene[joint].body else {
      return nil
    }
    return JointID(joint.index - 1)
  }

  /// Makes the carriers: with a hundred thousandth of their body's mass and inertia, and no weight.
  private func makeCarriers(in world: dWorldID) -> [Mover] {
    carried.map { joint in
      let body = scene[joint].body
      let pose = initialPoses[body.index]
      let properties = massProperties(of: body)
      let anchor = scene[joint].kind == .slide ? properties.centerOfMass : scene[joint].anchor
      var mass = properties.carrier(Self.carrierShare)
      let ode = unsafe made(dBodyCreate(world))
      let position = pose.transform(anchor)
      unsafe dBodySetMass(ode, &mass)
      unsafe dBodySetPosition(ode, position.x, position.y, position.z)
      unsafe setQuaternion(pose.orientation) { unsafe dBodySetQuaternion(ode, $0) }
      unsafe dBodySetGravityMode(ode, 0)
      return unsafe Mover(
        body: body, id: ode, centerOfMass: anchor, mass: mass.mass, odeMass: mass,
        gravityCompensation: 1, joint: joint)
    }
  }

  /// The mass of a carrier, as a share of its body's.
  private static let carrierShare = 1e-5

  func makeMovers(in world: dWorldID) -> [Mover] {
    unsafe moving.map { id in
      let body = scene[id]
      let properties = massProperties(of: id)
      let pose = initialPoses[id.index]
      let position = pose.transform(properties.centerOfMass)
      var (mass, _) = properties.centered()
      let ode = unsafe made(dBodyCreate(world))
      unsafe dBodySetMass(ode, &mass)
      unsafe dBodySetPosition(ode, position.x, position.y, position.z)
      unsafe setQuaternion(pose.orientation) { unsafe dBodySetQuaternion(ode, $0) }
      if body.gravityCompensation == 1 { unsafe dBodySetGravityMode(ode, 0) }
      return unsafe Mover(
        body: id, id: ode, centerOfMass: properties.centerOfMass, mass: properties.mass,
        odeMass: mass,
        gravityCompensation: body.gravityCompensation)
    } + makeCarriers(in: world)
  }

  func makePosedBodies(in world: dWorldID) -> [PosedBody] {
    posed.map { id in
      let pose = initialPoses[id.index]
      let touches = scene.shapes.contains {
        root(of: $0.body).body == id && Self.isTouchable($0, in: scene)
      }
      guard touches || holds(id) else {
        return unsafe PosedBody(body: id, id: nil, pose: pose, linearVelocity: .zero)
      }
      let ode = unsafe makeKinematicBody(at: pose, in: world)
      return unsafe PosedBody(body: id, id: ode, pose: pose, linearVelocity: .zero)
    }
  }

  /// Makes ODE's body of one that the program poses.
  func makeKinematicBody(at pose: Pose, in world: dWorldID) -> dBodyID {
    let ode = unsafe made(dBodyCreate(world))
    unsafe dBodySetKinematic(ode)
    unsafe dBodySetPosition(ode, pose.position.x, pose.position.y, pose.position.z)
    unsafe setQuaternion(pose.orientation) { unsafe dBodySetQuaternion(ode, $0) }
    return unsafe ode
  }
}
