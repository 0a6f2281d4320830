// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// A scene: the content of a scene file as plain values, in SI units and radians, all defaults resolved.
///
/// Ids index the arrays. The order is that of the file, so that equal files give equal simulations.
public struct Scene: Sendable {
  /// The model's name, or the file's name without its extension if the model has no name.
  public var name: String
  /// The options of the integration.
  public var options: SimulationOptions
  /// The bodies; the first is the world, and parents come before their children.
  public var bodies: [Body]
  /// The joints, grouped by body.
  public var joints: [Joint]
  /// The shapes (MJCF: `geom`), grouped by body.
  public var shapes: [Shape]
  /// The cloths, in the order of the file.
  public var cloths: [ClothSheet]
  /// The named frames.
  public var sites: [Site]
  public var cameras: [Camera]
  public var lights: [Light]
  public var materials: [Material]
  public var textures: [Texture]
  public var meshes: [Mesh]
  /// The pairs of bodies whose shapes pass through each other.
  public var exclusions: [BodyPair]
  /// The pairs of shapes that touch regardless of the filters.
  public var contactPairs: [ContactPair]
  public var equalities: [Equality]
  public var actuators: [Actuator]
  /// The sensors that tasks can read by name; those of other kinds are left out.
  public var sensors: [Sensor] = []
  /// The named initial states.
  public var keyframes: [Keyframe]
  /// The parameters of the task (MJCF: `custom/numeric`).
  public var parameters: [String: [Double]]
  /// The texts of the task (MJCF: `custom/text`).
  public var texts: [String: String]
  /// The light and background that belong to no element of the world.
  public var look: Look

  /// Makes a scene with nothing but the world body.
  public init(name: String) {
    self.name = name
    options = SimulationOptions()
    bodies = [Body(name: "world", parent: nil, pose: .identity)]
    joints = []
    shapes = []
    cloths = []
    sites = []
    cameras = []
    lights = []
    materials = []
    textures = []
    meshes = []
    exclusions = []
    contactPairs = []
    equalities = []
    actuators = []
    keyframes = []
    parameters = [:]
    texts = [:]
    look = Look()
  }
}

/// The options of the integration (MJCF: `option`).
public struct SimulationOptions: Hashable, Sendable {
  /// The time step of the integration [s].
  public var timeStep = 0.002
  /// The acceleration of free fall [m/s²].
  public var gravity = Vector3(0, 0, -9.81)
  /// The mass that all bodies are scaled to have together [kg]; nil for their own (MJCF: `settotalmass`).
  public var totalMass: Double?

  public init() {}
}

/// A rigid body, or a frame fixed to one.
public struct Body: Hashable, Sendable {
  public var name: String
  /// The body that it is attached to; nil for the world only.
  public var parent: BodyID?
  /// The initial pose in the parent's frame.
  public var pose: Pose
  /// Whether the program poses it, and nothing moves it (MJCF: `mocap`).
  public var isPosedByProgram = false
  /// The fraction of its weight that is compensated, in `0...1` (MJCF: `gravcomp`).
  public var gravityCompensation = 0.0
  /// The mass and inertia; nil if they follow from the shapes.
  public var inertial: Inertial?

  public init(name: String, parent: BodyID?, pose: Pose) {
    self.name = name
    self.parent = parent
    self.pose = pose
  }
}

/// The mass and inertia of a body, stated rather than computed.
public struct Inertial: Hashable, Sendable {
  /// The pose of the centre of mass and the principal axes in the body's frame.
  public var pose: Pose
  /// The mass [kg].
  public var mass: Double
  /// The moments of inertia about the principal axes [kg·m²].
  public var inertia: Vector3

  public init(pose: Pose, mass: Double, inertia: Vector3) {
    self.pose = pose
    self.mass = mass
    self.inertia = inertia
  }
}

/// A joint, by which a body can move relative to its parent.
public struct Joint: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable { case free, ball, slide, hinge }

  public var name: String
  public var kind: Kind
  public var body: BodyID
  /// The anchor in the body's frame [m].
  public var anchor: Vector3
  /// The unit axis of a hinge or slide in the body's frame.
  public var axis: Vector3
  /// The position in the initial state of a hinge [rad] or a slide [m] (MJCF: `ref`).
  public var reference: Double
  /// The limits [rad] or [m]; nil for a joint without limits.
  public var range: ClosedRange<Double>?
  /// The range that the sum of its actuators' torques or forces is clipped to; nil for no bounds.
  public var actuatorForceRange: ClosedRange<Double>?
  /// The viscous damping [N·m·s/rad] or [N·s/m].
  public var damping: Double
  /// The stiffness of the spring [N·m/rad] or [N/m].
  public var stiffness: Double
  /// The rest position of the spring [rad] or [m].
  public var springReference: Double
  /// The dry friction [N·m] or [N].
  public var frictionLoss: Double
  /// The inertia of a rotor relative to the parent, about or along each axis [kg·m²] or [kg].
  public var armature: Double

  public init(name: String, kind: Kind, body: BodyID) {
    self.name = name
    self.kind = kind
    self.body = body
    anchor = .zero
    axis = .unitZ
    reference = 0
    range = nil
    actuatorForceRange = nil
    damping = 0
    stiffness = 0
    springReference = 0
    frictionLoss = 0
    armature = 0
  }

  /// The number of its coordinates in `Keyframe.positions`.
  public var positionCount: Int { kind == .free ? 7 : kind == .ball ? 4 : 1 }
}

/// The outline of a shape, in its own frame.
public enum Geometry: Hashable, Sendable {
  /// A box with these half edges [m].
  case box(halfSize: Vector3)
  case sphere(radius: Double)
  /// A cylinder along z with half spheres on its ends; the half length is without them [m].
  case capsule(radius: Double, halfLength: Double)
  /// A cylinder along z [m].
  case cylinder(radius: Double, halfLength: Double)
  /// The half space below z = 0; drawn with these half edges, zero for an infinite plane [m].
  case plane(halfSize: SIMD2<Double>)
  case mesh(MeshID)
}

/// A shape of a body, which is seen, touched, or both (MJCF: `geom`).
public struct Shape: Hashable, Sendable {
  public var name: String
  public var body: BodyID
  public var geometry: Geometry
  /// The pose in the body's frame.
  public var pose: Pose
  /// The mass [kg]; nil if it follows from `density`.
  public var mass: Double?
  /// The density [kg/m³], used if `mass` is nil.
  public var density: Double
  /// Coulomb's coefficient; of two touching shapes the larger counts, or that of higher priority.
  public var friction: Double
  /// The coefficient against spinning about a contact's normal: torque over normal force [m].
  public var torsionalFriction: Double
  /// The coefficient against rolling: torque over normal force [m].
  public var rollingFriction: Double
  /// The motions that contacts resist, the larger of two shapes (MJCF: `condim`): 1 closing only, 3 also
  /// sliding, 4 also spinning, 6 also rolling.
  public var contactDimension: Int
  public var priority: Int
  /// The bits of its kind; shapes touch if either's kind is among the other's partners.
  public var contactKind: UInt32
  /// The bits of the kinds that it touches.
  public var contactPartners: UInt32
  public var material: MaterialID?
  /// Red, green, blue and opacity in `0...1`; multiplies the material's texture.
  public var color: SIMD4<Float>
  /// Groups from 3 on are not drawn, as in MuJoCo's viewer.
  public var group: Int

  public init(name: String, body: BodyID, geometry: Geometry, pose: Pose = .identity) {
    self.name = name
    self.body = body
    self.geometry = geometry
    self.pose = pose
    mass = nil
    density = 1000
    friction = 1
    torsionalFriction = 0.005
    rollingFriction = 0.0001
    contactDimension = 3
    priority = 0
    contactKind = 1
    contactPartners = 1
    material = nil
    color = SIMD4(0.5, 0.5, 0.5, 1)
    group = 0
  }

  /// Whether contacts resist sliding.
  public var hasFriction: Bool { contactDimension > 1 }
}

/// A named frame.
public struct Site: Hashable, Sendable {
  public var name: String
  public var body: BodyID
  /// The pose in the body's frame.
  public var pose: Pose
  /// Half the edges of a site that is a box [m]; nil for others.
  public var halfSize: Vector3?

  public init(name: String, body: BodyID, pose: Pose, halfSize: Vector3? = nil) {
    self.name = name
    self.body = body
    self.pose = pose
    self.halfSize = halfSize
  }
}

/// A pair of bodies.
public struct BodyPair: Hashable, Sendable {
  public var first: BodyID
  public var second: BodyID

  public init(_ first: BodyID, _ second: BodyID) {
    self.first = first
    self.second = second
  }
}

/// A pair of shapes that touch regardless of the filters.
public struct ContactPair: Hashable, Sendable {
  public var first: ShapeID
  public var second: ShapeID
  /// Coulomb's coefficient; nil for the shapes' own.
  public var friction: Double?
  /// The coefficient against spinning about the normal [m]; nil for the shapes' own.
  public var torsionalFriction: Double?
  /// The coefficient against rolling [m]; nil for the shapes' own.
  public var rollingFriction: Double?
  /// The motions that the contacts resist, as in ``Shape``; nil for the shapes' own.
  public var contactDimension: Int?

  public init(_ first: ShapeID, _ second: ShapeID, friction: Double? = nil) {
    self.first = first
    self.second = second
    self.friction = friction
  }
}

/// An equality constraint between two bodies.
public struct Equality: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// A shared point, in the first body's frame [m].
    case connect(anchor: Vector3)
    /// A fixed relative pose: of the second body in the first one's frame; nil for the initial one.
    case weld(relativePose: Pose?)
  }

  public var name: String
  public var kind: Kind
  public var first: BodyID
  public var second: BodyID
  /// How a weld of a body that hangs on joints to a program-posed one gives way.
  public var softness = WeldSoftness()

  public init(name: String, kind: Kind, first: BodyID, second: BodyID) {
    self.name = name
    self.kind = kind
    self.first = first
    self.second = second
  }
}

/// The softness of a weld: a damped spring's acceleration `-b v - k d r`, of which a part d is enforced.
public struct WeldSoftness: Hashable, Sendable {
  /// The stiffness k per mass [1/s²].
  public var stiffness: Double
  /// The damping b per mass [1/s].
  public var damping: Double
  /// The impedance d, in `0..<1`.
  public var impedance: Double

  /// Makes the softness of MuJoCo's `solref` and `solimp`, by default its defaults.
  ///
  /// - Parameters:
  ///   - reference: The time constant [s] and the damping ratio; or, negative, stiffness and damping.
  ///   - impedance: The largest impedance.
  ///   - timeStep: The time step [s]; a time constant is at least twice as long.
  public init(
    reference: (Double, Double) = (0.02, 1), impedance: Double = 0.95, timeStep: Double = 0
  ) {
    self.impedance = min(max(impedance, 0.0001), 0.9999)
    let d = self.impedance
    if reference.0 > 0, reference.1 > 0 {
      let time = max(reference.0, 2 * timeStep)
      damping = 2 / (d * time)
      stiffness = 1 / (d * d * time * time * reference.1 * reference.1)
    } else {
      stiffness = -reference.0 / (d * d)
      damping = -reference.1 / d
    }
  }
}

/// An actuator, which drives a hinge or a slide.
public struct Actuator: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// The control is a torque [N·m] or force [N], before `gear`.
    case motor
    /// The control is an angle [rad] or position [m]; gains [N·m/rad, N·m·s/rad] or [N/m, N·s/m].
    case position(stiffness: Double, damping: Double)
    /// The control is a speed [rad/s] or [m/s]; gain [N·m·s/rad] or [N·s/m].
    case velocity(damping: Double)
    /// The torque or force is `gain · control + bias + stiffness · position + damping · velocity`.
    case general(gain: Double, bias: Double, stiffness: Double, damping: Double)
  }

  public var name: String
  public var kind: Kind
  public var joint: JointID
  public var gear: Double
  /// The range that the control is clipped to; nil for no bounds.
  public var controlRange: ClosedRange<Double>?
  /// The range that the force or torque is clipped to; nil for no bounds.
  public var forceRange: ClosedRange<Double>?

  public init(name: String, kind: Kind, joint: JointID) {
    self.name = name
    self.kind = kind
    self.joint = joint
    gear = 1
    controlRange = nil
    forceRange = nil
  }
}

/// A keyframe: a named state of the scene.
public struct Keyframe: Hashable, Sendable {
  public var name: String
  /// Joint positions in the order of the joints (free: x y z and w x y z), or empty for the initial ones.
  public var positions: [Double]
  /// Joint velocities (free: linear in the world frame and angular in the body's), or empty for rest.
  public var velocities: [Double]
  /// Controls in the order of the actuators, or empty for zero.
  public var controls: [Double]

  public init(
    name: String, positions: [Double] = [], velocities: [Double] = [], controls: [Double] = []
  ) {
    self.name = name
    self.positions = positions
    self.velocities = velocities
    self.controls = controls
  }
}

public typealias BodyID = ID<Body>
public typealias JointID = ID<Joint>
public typealias ShapeID = ID<Shape>
public typealias SiteID = ID<Site>
public typealias WeldID = ID<Equality>
public typealias ActuatorID = ID<Actuator>
