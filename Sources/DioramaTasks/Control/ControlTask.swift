// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
public import DioramaPhysics
public import DioramaScene

/// What makes a scene a task: how it starts, what acts, what is seen, and what counts as success.
///
/// The physics is a ``RigidWorld``, the loop around both a ``ControlEnvironment``. A task holds the
/// numbers that it read from its scene, and the little state of an episode that is not physics.
public protocol ControlTask: SendableMetatype {
  /// The numbers that success, reward and examples are decided by.
  associatedtype Measures: TaskMeasures

  /// The file in `scenes/`, without its extension.
  static var sceneName: String { get }
  /// Steps until an episode is truncated.
  static var horizon: Int { get }
  /// The elements of the state vector, in order.
  static var stateElements: [StateElement] { get }
  /// How many numbers an action has, each in `-1...1`.
  static var actionCount: Int { get }
  /// Where goals lie; nil for a task without.
  static var goalSpace: Space? { get }

  /// Reads the task's parameters from its scene.
  init(_ scene: Scene) throws

  /// Arranges the start of an episode in a world that is in its initial state.
  mutating func begin(in world: RigidWorld, layout: inout RandomStream)

  /// Turns `action` into motion for one control period [s].
  mutating func act(_ action: [Float], in world: RigidWorld, period: Double)

  /// Poses what is only drawn, such as the arm.
  func dress(_ world: RigidWorld)

  /// Returns the state vector, one number for each of ``stateElements``, not yet clipped.
  func observe(_ world: RigidWorld) -> [Double]

  /// Measures the present moment.
  func measure(_ world: RigidWorld) -> Measures

  /// Returns the dense reward in `0...1`.
  func denseReward(_ measures: Measures) -> Double

  /// Returns the achieved and the desired goal; both empty for a task without goals.
  func goals(_ world: RigidWorld) -> (achieved: [Float], desired: [Float])

  /// Returns how goals are rewarded; nil for a task without goals.
  func goalReward(_ kind: RewardKind) -> GoalReward?

  /// Returns where the hand is [m].
  func hand(_ world: RigidWorld) -> Vector3

  /// Returns the expert's action.
  func expertAction(_ world: RigidWorld) -> [Float]

  /// Arranges an example in a world that has just begun an episode.
  ///
  /// - Returns: What must happen for it to become one.
  mutating func arrange(
    _ kind: ExampleKind, in world: RigidWorld, stream: inout RandomStream
  ) -> Staging

  /// Returns whether a scene at rest with these measures is an example of `kind`.
  func isExample(of kind: ExampleKind, _ measures: Measures) -> Bool

  /// The part of an episode's state that is not physics.
  var state: [Double] { get set }
}

/// What a task measures at one moment, each number a property with a name and a unit.
public protocol TaskMeasures: Sendable {
  /// Whether the task is solved.
  var isSuccess: Bool { get }

  /// All of it by name, `success` first.
  var metrics: Metrics { get }
}

/// A task without goals.
extension ControlTask {
  public static var goalSpace: Space? { nil }
  public func goals(_ world: RigidWorld) -> (achieved: [Float], desired: [Float]) { ([], []) }
  public func goalReward(_ kind: RewardKind) -> GoalReward? { nil }
}

/// How an arranged scene becomes an example.
public enum Staging: Hashable, Sendable {
  /// The expert acts until the end.
  case expert
  /// It only has to come to rest.
  case rest
}
