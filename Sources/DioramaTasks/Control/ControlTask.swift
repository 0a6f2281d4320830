// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
public import DioramaPhysics
public import DioramaScene

/// A task in a simulated scene: its start, its actions, its observations, and what counts as success.
///
/// The physics is a ``RigidWorld``, the loop around both a ``ControlEnvironment``. A task holds the
/// numbers that it read from its scene, and the little state of an episode that is not physics. It may be of
/// a package of your own: see <doc:AddingAnEnvironment>.
public protocol ControlTask: SendableMetatype {
  /// The measures that decide success, reward and examples.
  associatedtype Measures: TaskMeasures

  /// Steps until an episode is truncated.
  var horizon: Int { get }
  /// The elements of the state vector, in order.
  var stateElements: [StateElement] { get }
  /// The number of elements of an action, each in `-1...1`.
  var actionCount: Int { get }
  /// The space of goals; nil for a task without goals.
  var goalSpace: Space? { get }
  /// The time between two actions [s], a whole number of the scene's time steps.
  var controlPeriod: Double { get }

  /// Arranges the start of an episode in a world that is in its initial state.
  mutating func begin(in world: RigidWorld, layout: inout RandomStream)

  /// Turns `action` into motion for one control `period` [s].
  mutating func act(_ action: [Float], in world: RigidWorld, period: Double)

  /// Returns the action that leaves things alone at the present moment.
  func restingAction(_ world: RigidWorld) -> [Float]

  /// Poses the bodies that are only drawn, such as the arm.
  func dress(_ world: RigidWorld)

  /// Returns the state vector, one number for each of ``stateElements``, not yet clipped.
  func observe(_ world: RigidWorld) -> [Double]

  /// Measures the present moment.
  func measure(_ world: RigidWorld) -> Measures

  /// Returns the dense reward in `0...1`.
  func denseReward(_ measures: Measures) -> Double

  /// Returns the achieved and the desired goal; both empty for a task without goals.
  func goals(_ world: RigidWorld) -> (achieved: [Float], desired: [Float])

  /// Returns the reward as a function of goals; nil for a task without goals.
  func goalReward(_ kind: RewardKind) -> GoalReward?

  /// Returns the position of the hand [m]; nil for a task without a hand.
  func hand(_ world: RigidWorld) -> Vector3?

  /// Returns the scripted expert's action; nil for a task without one.
  func expertAction(_ world: RigidWorld) -> [Float]?

  /// Arranges an example in a world that has just begun an episode.
  ///
  /// - Returns: How the arranged scene becomes an example.
  mutating func arrange(
    _ kind: ExampleKind, in world: RigidWorld, stream: inout RandomStream
  ) -> Staging

  /// Returns whether a scene at rest with these measures is an example of `kind`.
  func isExample(of kind: ExampleKind, _ measures: Measures) -> Bool

  /// The part of an episode's state that is not physics.
  var state: [Double] { get set }
}

/// The measures of a task at one moment, each a property with a name and a unit.
public protocol TaskMeasures: Sendable {
  /// Whether the task is solved.
  var isSuccess: Bool { get }

  /// All measures by name, `success` first.
  var metrics: Metrics { get }

  /// The bounds that success needs: the task is solved if all are met. Empty where there are none.
  var criteria: [Criterion] { get }
}

extension TaskMeasures {
  public var criteria: [Criterion] { [] }
}

/// A task that is shipped: its scene and its spaces are known before it is made.
public protocol ShippedTask: ControlTask {
  /// The file in `scenes/`, without its extension.
  static var sceneName: String { get }
  /// Steps until an episode is truncated.
  static var horizon: Int { get }
  /// The elements of the state vector, in order.
  static var stateElements: [StateElement] { get }
  /// The number of elements of an action, each in `-1...1`.
  static var actionCount: Int { get }
  /// The space of goals; nil for a task without goals.
  static var goalSpace: Space? { get }

  /// Reads the task's parameters from its scene.
  init(_ scene: Scene) throws
}

extension ShippedTask {
  public static var goalSpace: Space? { nil }
  public var horizon: Int { Self.horizon }
  public var stateElements: [StateElement] { Self.stateElements }
  public var actionCount: Int { Self.actionCount }
  public var goalSpace: Space? { Self.goalSpace }
  public var controlPeriod: Double { 0.1 }
}

/// The defaults of a task without goals.
extension ControlTask {
  public func restingAction(_ world: RigidWorld) -> [Float] {
    Array(repeating: 0, count: actionCount)
  }

  public var goalSpace: Space? { nil }
  public func goals(_ world: RigidWorld) -> (achieved: [Float], desired: [Float]) { ([], []) }
  public func goalReward(_ kind: RewardKind) -> GoalReward? { nil }
}

/// The way in which an arranged scene becomes an example.
public enum Staging: Hashable, Sendable {
  /// The expert acts until the end.
  case expert
  /// The scene only has to come to rest.
  case rest
}
