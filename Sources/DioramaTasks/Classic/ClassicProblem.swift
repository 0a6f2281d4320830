// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
internal import DioramaPainting
internal import DioramaScene

/// A problem of classic control: a handful of numbers, their dynamics, and what counts as success.
///
/// ``ClassicEnvironment`` makes an environment of it.
public protocol ClassicProblem: Hashable, Sendable {
  /// The constant facts: name, spaces, horizon and time step.
  static var facts: ClassicFacts { get }

  /// Returns the start of an episode.
  static func start(_ layout: inout RandomStream) -> Self

  /// Returns an example of success, or of a kind of failure.
  static func example(_ kind: ExampleKind, _ stream: inout RandomStream) -> Self

  /// The state as numbers, for snapshots.
  var numbers: [Double] { get }

  /// Makes the problem in a state that was saved; nil where the numbers are not valid.
  init?(numbers: [Double])

  /// The factor by which the mass is multiplied.
  var mass: Double { get set }

  /// Applies `action`, which lies in the action space, for one time step.
  ///
  /// - Returns: The dense reward.
  mutating func step(_ action: TaskAction) -> Double

  /// The state vector, a number for each of ``ClassicFacts/elements``.
  var features: [Float] { get }

  /// Whether the task is solved now.
  var isSolved: Bool { get }

  /// Whether the episode ends here.
  var isOver: Bool { get }

  /// The names of the metrics, `success` first.
  static var metricNames: [String] { get }

  /// The values of the metrics, in the order of their names.
  var measures: [Double] { get }

  /// The action of the scripted expert.
  var expertAction: TaskAction { get }

  /// Makes the problem's look: its scene, and how the bodies in it are posed.
  static func makeLook() -> ClassicLook<Self>
}

/// The constant facts of a problem of classic control: name, spaces, horizon and time step.
public struct ClassicFacts: Sendable {
  /// The id, such as `Pendulum-v1`; the version is that of Gymnasium's environment with the same dynamics.
  public var id: EnvironmentID
  public var summary: String
  public var actionSpace: Space
  /// The elements of the state vector.
  public var elements: [StateElement]
  /// Steps until an episode is truncated.
  public var horizon: Int
  /// The time that a step takes [s].
  public var timeStep: Double
  /// The range of dense rewards.
  public var rewardRange: ClosedRange<Float>

  func observationSpace(_ options: EnvironmentOptions) -> Space {
    .observations(
      of: .box(low: elements.map(\.range.lowerBound), high: elements.map(\.range.upperBound)),
      options)
  }
}

/// The look of a problem of classic control: a scene, and the poses of the bodies in it.
public struct ClassicLook<Problem: Sendable>: Sendable {
  let scene: Scene
  private let initialPoses: [Pose]
  private let move: @Sendable (Problem, inout [Pose]) -> Void

  /// Makes a look.
  ///
  /// - Parameters:
  ///   - scene: The scene.
  ///   - move: Writes the world poses of the bodies that move, `[bodies]`.
  init(scene: Scene, move: @escaping @Sendable (Problem, inout [Pose]) -> Void) {
    self.scene = scene
    self.move = move
    initialPoses = scene.initialPoses
  }

  /// Returns the world poses of all bodies, `[bodies]`.
  func poses(_ problem: Problem) -> [Pose] {
    var poses = initialPoses
    move(problem, &poses)
    return poses
  }
}
