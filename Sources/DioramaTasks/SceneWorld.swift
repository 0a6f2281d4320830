// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
internal import DioramaPainting
public import DioramaPhysics
public import DioramaScene
internal import DioramaSceneFiles

/// The world of a user's own scene: what moves in it, and its pictures.
///
/// It has no task: it is stepped by the scene's own time steps. A scene without cameras gets one that sees
/// everything, `overview`.
public final class SceneWorld {
  /// The simulated world.
  public let physics: RigidWorld
  private var painter: ScenePainter

  /// Makes the world of the scene file at `path`.
  ///
  /// - Throws: An error of the scene, with its place, or of its physics.
  public convenience init(contentsOf path: String) throws {
    try self.init(SceneFile(contentsOf: path))
  }

  /// Makes the world of the scene written in `xml`; other files are looked for in `baseDirectory`.
  ///
  /// - Throws: An error of the scene, with its place, or of its physics.
  public convenience init(xml: String, name: String = "scene", baseDirectory: String? = nil) throws
  {
    try self.init(SceneFile(xml: xml, name: name, baseDirectory: baseDirectory))
  }

  private init(_ file: SceneFile) throws {
    let ready = DrawableScene(own: file)
    physics = try ready.making { try RigidWorld(ready.scene) }
    painter = ScenePainter(ready.drawList)
  }

  /// The scene.
  public var scene: Scene { physics.scene }

  /// Puts everything back where the scene starts, or into the state of the key frame called `key`.
  ///
  /// - Throws: ``SceneWorldError`` when there is no such key frame.
  public func reset(key: String? = nil) throws(SceneWorldError) {
    physics.reset()
    guard let key else { return }
    guard let keyframe = scene.keyframes.first(where: { $0.name == key }) else {
      throw .unknown(.keyframe, key, known: scene.keyframes.map(\.name))
    }
    physics.place(at: keyframe)
  }

  /// Sets the control of the actuator called `name`.
  ///
  /// - Throws: ``SceneWorldError`` when there is none.
  public func setControl(_ name: String, to control: Double) throws(SceneWorldError) {
    guard let index = scene.actuators.firstIndex(where: { $0.name == name }) else {
      throw .unknown(.actuator, name, known: scene.actuators.map(\.name))
    }
    physics.controls[index] = control
  }

  /// Fixes the body with one number to that with another as they stand, until it is detached or all is reset.
  ///
  /// - Throws: ``SceneWorldError``, or ``PhysicsError/cannotAttach(body:holder:)``.
  public func attach(_ body: Int, to holder: Int) throws {
    for index in [body, holder] { try require(index, below: scene.bodies.count, "body") }
    try physics.attach(BodyID(body), to: BodyID(holder))
  }

  /// Lets go of the body with this number; does nothing where nothing holds it.
  ///
  /// - Throws: ``SceneWorldError`` when there is no such body.
  public func detach(_ body: Int) throws {
    try require(body, below: scene.bodies.count, "body")
    physics.detach(BodyID(body))
  }

  /// Makes `count` time steps.
  ///
  /// - Throws: ``SimulationError/diverged(body:time:)`` or its like for cloths, or ``PhysicsError``; reset or
  ///   restore then.
  public func step(_ count: Int = 1) throws {
    do {
      for _ in 0..<count { try physics.step() }
    } catch PhysicsError.diverged(let body, let time) {
      throw SimulationError.diverged(body: body, time: time)
    } catch PhysicsError.clothDiverged(let cloth, let time) {
      throw SimulationError.clothDiverged(cloth: cloth, time: time)
    }
  }

  /// The whole state as bits, from which ``restore(_:)`` resumes with the same bits.
  public var state: [UInt64] { physics.state }

  /// Resumes from `state`, bit for bit.
  ///
  /// - Throws: ``PhysicsError`` when it is of another scene or damaged; nothing has changed then.
  public func restore(_ state: [UInt64]) throws { try physics.restore(state) }

  /// Whether the contacts of each step are recorded.
  public var reportsContacts: Bool {
    get { physics.reportsContacts }
    set { physics.reportsContacts = newValue }
  }

  // MARK: pictures

  /// The names of the cameras, the default one first.
  public var cameras: [String] { painter.cameras }

  /// The labels of a segmentation: bodies, then cloths.
  public var segmentationLabels: [SegmentationLabel] { painter.segmentationLabels }

  private var moment: ScenePainter.Moment {
    ScenePainter.Moment(poses: physics.poses, particles: physics.particles)
  }

  public func image(_ view: View) throws -> Image {
    try check(view)
    return try painter.image(moment, view)
  }

  /// Returns the distances along the viewing direction [m]; infinite where nothing is seen.
  public func depth(_ view: View) throws -> DepthImage {
    try check(view)
    return try painter.depth(moment, view)
  }

  /// Returns the number of the body or cloth at each pixel; -1 where nothing is seen.
  public func segmentation(_ view: View) throws -> SegmentationImage {
    try check(view)
    return try painter.segmentation(moment, view)
  }

  /// Returns the name of the renderer: the driver, its version and the processor.
  public func rendererName() throws(SimulationError) -> String {
    try painter.rendererName(moment)
  }

  /// Checks that `view` is of one of the cameras, and of a size that can be drawn.
  package func check(_ view: View) throws {
    for size in [view.width, view.height] where !View.sizes.contains(size) {
      throw CatalogError.size(width: view.width, height: view.height)
    }
    if let camera = view.camera, !cameras.contains(camera) {
      throw SceneWorldError.unknown(.camera, camera, known: cameras)
    }
  }
}

/// An error in the use of a scene's world.
public enum SceneWorldError: Error, Hashable, Sendable {
  /// The kind of a thing that has a name.
  public enum Kind: String, Hashable, Sendable {
    case actuator, camera, joint, body
    case keyframe = "key frame"
  }

  /// A name that the scene does not have.
  case unknown(Kind, String, known: [String])
  /// A number that is infinite, not a number, or beyond any scene.
  case number(Double)
  case numberCount(Int, expected: Int, meaning: String)
  case noSuchNumber(String, Int, count: Int)
  /// A quaternion of zeros.
  case noTurn
  /// A quantity that follows from others.
  case notSettable(String)
  /// A body that hangs on joints or never moves.
  case fixed(String)
  /// A body that another one holds.
  case held(String, by: String)
}

extension SceneWorldError: CustomStringConvertible {
  /// One line: what is wrong, the value, what to do.
  public var description: String {
    switch self {
    case .unknown(let kind, let name, let known):
      "the scene has no \(kind.rawValue) '\(name)'\(hint(name, known, orElse: "there is"))"
        .printableLine
    case .number(let value): "a number is \(value); numbers must lie within ±1000000"
    case .numberCount(let count, let expected, let meaning):
      "\(counted(count, "number")) given; \(meaning) takes \(expected)"
    case .noSuchNumber(let kind, let index, let count):
      "there is no \(kind) \(index); the scene has \(count), from 0"
    case .noTurn: "the quaternion is 0 0 0 0; give w x y z, such as 1 0 0 0"
    case .notSettable(let quantity):
      "\(quantity) cannot be set so; set controls, joint positions, or the pose or velocity of a body"
    case .fixed(let body):
      "body '\(body)' cannot be placed: it has neither a <freejoint> nor mocap; set joint positions"
        .printableLine
    case .held(let body, let holder):
      "body '\(body)' cannot be placed or moved while '\(holder)' holds it; detach it first"
        .printableLine
    }
  }
}
