// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// A decision problem that an agent drives one control period at a time.
///
/// The words and semantics are those of Gymnasium 1.x. An environment has one owner; wrappers are
/// generic structs that consume their base, so composition costs nothing and cannot alias.
public protocol Environment: ~Copyable {
  associatedtype Observation: Sendable
  associatedtype Action: Sendable

  /// The space that every observation lies in.
  var observationSpace: Space { get }

  /// The space that every action must lie in.
  var actionSpace: Space { get }

  /// Starts an episode; equal seeds and actions give equal trajectories, bit for bit.
  mutating func reset(seed: UInt64) throws(SimulationError) -> Observation

  /// Applies `action` for one control period.
  ///
  /// A refused action leaves the episode as it was.
  ///
  /// - Throws: ``SimulationError`` when no episode is under way, or the action is not finite or
  ///   out of bounds.
  mutating func step(_ action: Action) throws(SimulationError) -> Step<Observation>
}

/// An environment that can be drawn.
public protocol RenderedEnvironment: Environment, ~Copyable {
  /// The names of its cameras, the default one first.
  var cameras: [String] { get }

  /// Returns the name of the renderer: the driver, its version and the processor.
  mutating func rendererName() throws(SimulationError) -> String

  /// Returns the image of the present moment.
  mutating func image(_ view: View) throws(SimulationError) -> Image

  /// Returns the distances along the viewing direction [m]; infinite where nothing is seen.
  mutating func depth(_ view: View) throws(SimulationError) -> DepthImage

  /// Returns the number of the body or cloth at each pixel; -1 where nothing is seen.
  mutating func segmentation(_ view: View) throws(SimulationError) -> SegmentationImage

  /// The labels of the numbers in ``segmentation(_:)``, in their order.
  var segmentationLabels: [SegmentationLabel] { get }

  /// Returns the present camera of `view`, for drawing into its images; nil where the view has no camera.
  mutating func camera(_ view: View) -> PinholeCamera?
}

extension RenderedEnvironment where Self: ~Copyable {
  public mutating func camera(_ view: View) -> PinholeCamera? { nil }
  public var segmentationLabels: [SegmentationLabel] { [] }
}

/// An environment of the suite: one that is also measured, saved and demonstrated.
public protocol SuiteEnvironment: RenderedEnvironment, ~Copyable
where Observation == TaskObservation, Action == TaskAction {
  /// The metrics of the present moment; the first is `success`, 1 or 0.
  var metrics: Metrics { get }

  /// The bounds that success needs, as the present moment meets them: it is a success if all are met.
  ///
  /// Empty where success is not made of bounds, as on grids.
  var criteria: [Criterion] { get }

  /// Everything that the future depends on: physics, task and random streams.
  var snapshot: Snapshot { get }

  /// The reward as a function of goals; nil for an environment without goals.
  var goalReward: GoalReward? { get }

  /// The tasks of which each episode is one, as the metric `task` says by their index; empty for one task alone.
  var tasks: [EnvironmentID] { get }

  /// The position of the hand [m]; nil for an environment without a hand.
  var hand: Vector3? { get }

  /// The number of different state vectors; nil where there are infinitely many, or nobody counted them.
  var stateCount: Int? { get }

  /// Resumes from `snapshot`, with the same bits as if it had never stopped.
  ///
  /// - Returns: The observation at that moment.
  /// - Throws: ``SimulationError`` when the snapshot is of another environment or damaged; then
  ///   nothing has changed.
  mutating func restore(_ snapshot: Snapshot) throws(SimulationError) -> TaskObservation

  /// Returns the action of the scripted expert at the present moment.
  mutating func expertAction() throws(SimulationError) -> TaskAction

  /// Waits without doing anything until everything is at rest, and starts an episode there.
  ///
  /// - Returns: Whether it came to rest.
  mutating func settle() throws(SimulationError) -> Bool

  /// Starts an episode at an example of success or failure, at rest, instead of at a usual start.
  ///
  /// - Returns: Whether the scene came out as asked; if not, another seed may do better.
  mutating func stage(_ kind: ExampleKind, seed: UInt64) throws(SimulationError) -> Bool
}

extension SuiteEnvironment where Self: ~Copyable {
  public var criteria: [Criterion] { [] }
  public var tasks: [EnvironmentID] { [] }
  public var hand: Vector3? { nil }
  public var stateCount: Int? { nil }
  public mutating func settle() throws(SimulationError) -> Bool { true }
}
