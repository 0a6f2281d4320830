// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
internal import DioramaPainting
internal import DioramaScene

/// A problem of classic control: a handful of numbers, how they change, and what is wanted of them.
///
/// ``ClassicEnvironment`` makes an environment of it.
public protocol ClassicProblem: Hashable, Sendable {
  /// What does not change: name, spaces and clock.
  static var facts: ClassicFacts { get }

  /// Where an episode starts.
  static func start(_ layout: inout RandomStream) -> Self

  /// A moment that shows success, or a kind of failure.
  static func example(_ kind: ExampleKind, _ stream: inout RandomStream) -> Self

  /// The state, as it is saved.
  var numbers: [Double] { get }

  /// Puts it into a state that was saved; nil where it is none.
  init?(numbers: [Double])

  /// What the mass of its one thing is multiplied by.
  var mass: Double { get set }

  /// Does `action`, which lies in the space of actions, for one time step.
  ///
  /// - Returns: The dense reward.
  mutating func step(_ action: TaskAction) -> Double

  /// What an agent observes, an element for each of ``ClassicFacts/elements``.
  var features: [Float] { get }

  /// Whether the task is solved now.
  var isSolved: Bool { get }

  /// Whether the episode ends here.
  var isOver: Bool { get }

  /// What else is measured.
  var measures: [(name: String, value: Double)] { get }

  /// What a scripted expert would do.
  var expertAction: TaskAction { get }

  /// How it looks.
  static func makeLook() -> ClassicLook<Self>
}

/// What does not change about a problem of classic control.
public struct ClassicFacts: Sendable {
  /// With the version, such as `Pendulum-v1`: that of Gymnasium whose dynamics it has.
  public var id: EnvironmentID
  public var summary: String
  public var actionSpace: Space
  /// What is observed.
  public var elements: [StateElement]
  /// Steps until an episode is truncated.
  public var horizon: Int
  /// How long a step takes [s].
  public var timeStep: Double
  /// Where dense rewards lie.
  public var rewardRange: ClosedRange<Float>

  func observationSpace(_ options: EnvironmentOptions) -> Space {
    .observations(
      of: .box(low: elements.map(\.range.lowerBound), high: elements.map(\.range.upperBound)),
      options)
  }
}

/// How a problem of classic control looks: a scene, and where the things in it are.
public struct ClassicLook<Problem: Sendable>: Sendable {
  let scene: Scene
  private let initialPoses: [Pose]
  private let move: @Sendable (Problem, inout [Pose]) -> Void

  /// - Parameters:
  ///   - scene: What there is to see.
  ///   - move: Writes the world poses of the bodies that move, `[bodies]`.
  init(scene: Scene, move: @escaping @Sendable (Problem, inout [Pose]) -> Void) {
    self.scene = scene
    self.move = move
    initialPoses = scene.initialPoses
  }

  /// The world poses of all bodies, `[bodies]`.
  func poses(_ problem: Problem) -> [Pose] {
    var poses = initialPoses
    move(problem, &poses)
    return poses
  }
}
