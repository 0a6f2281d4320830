// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

/// The stage of a task: where the things of its scene start, how they are measured, what the expert does.
///
/// Tasks that differ only in goals and rewards share a stage.
protocol Stage: SendableMetatype {
  associatedtype Measures: TaskMeasures

  /// The hand, which the actions move.
  var hand: Hand { get }
  /// The part of an episode's state that is not physics.
  var state: [Double] { get set }

  /// Finds the things in `scene` and reads the numbers that belong to them.
  init(_ scene: Scene) throws

  /// Puts everything where an episode starts.
  mutating func begin(in world: RigidWorld, layout: inout RandomStream)

  /// Returns the state vector.
  func observe(_ world: RigidWorld) -> [Double]

  /// Measures success, the quantities that decide it, and the validity of the physics.
  func measure(_ world: RigidWorld) -> Measures

  /// Returns how the expert would move the hand [m].
  func expertMove(_ world: RigidWorld) -> Vector3

  /// Arranges an example; see ``ControlTask/arrange(_:in:stream:)``.
  mutating func arrange(
    _ kind: ExampleKind, in world: RigidWorld, stream: inout RandomStream
  ) -> Staging

  /// Returns whether a scene at rest with these measures is an example of `kind`.
  func isExample(of kind: ExampleKind, _ measures: Measures) -> Bool
}

/// A task whose scene is a ``Stage`` and whose actions move the hand: along x and y, and along z where
/// there is a third number.
///
/// The task adds spaces, horizon and reward.
protocol StagedTask: ShippedTask where Measures == StageType.Measures {
  associatedtype StageType: Stage
  var stage: StageType { get set }

  init(stage: StageType)
}

extension StagedTask {
  public init(_ scene: Scene) throws { try self.init(stage: StageType(scene)) }

  public mutating func begin(in world: RigidWorld, layout: inout RandomStream) {
    stage.begin(in: world, layout: &layout)
  }

  public func act(_ action: [Float], in world: RigidWorld, period: Double) {
    let rise = action.count > 2 ? Double(action[2]) : 0
    let move = Vector3(Double(action[0]), Double(action[1]), rise)
    stage.hand.move(by: move, in: world, period: period)
  }

  public func dress(_ world: RigidWorld) { stage.hand.dress(world) }
  public func observe(_ world: RigidWorld) -> [Double] { stage.observe(world) }

  public func hand(_ world: RigidWorld) -> Vector3? {
    stage.hand.position(in: world)
  }

  public func measure(_ world: RigidWorld) -> Measures { stage.measure(world) }

  public func expertAction(_ world: RigidWorld) -> [Float]? {
    let action = stage.hand.action(for: stage.expertMove(world), in: world)
    return (0..<Self.actionCount).map { Float(action[$0]) }
  }

  public mutating func arrange(
    _ kind: ExampleKind, in world: RigidWorld, stream: inout RandomStream
  ) -> Staging {
    stage.arrange(kind, in: world, stream: &stream)
  }

  public func isExample(of kind: ExampleKind, _ measures: Measures) -> Bool {
    stage.isExample(of: kind, measures)
  }

  public var state: [Double] {
    get { stage.state }
    set { stage.state = newValue }
  }
}
