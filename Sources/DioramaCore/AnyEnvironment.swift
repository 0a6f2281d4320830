// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// An environment of the suite whose type is not known: what the catalogue makes.
///
/// It is a class, and not `Sendable`: one thread uses it at a time, best always the same, which draws it
/// fastest.
public final class AnyEnvironment: SuiteEnvironment {
  /// The environment's id.
  public let id: EnvironmentID
  /// Steps until an episode is truncated.
  public let horizon: Int
  /// The elements of the state vector, as the catalogue's entry has them; empty if no entry made it.
  public internal(set) var stateElements: [StateElement] = []
  private var base: any SuiteEnvironment & ~Copyable

  /// Takes `environment` over.
  public init(
    _ environment: consuming any SuiteEnvironment & ~Copyable, id: EnvironmentID, horizon: Int
  ) {
    self.id = id
    self.horizon = horizon
    base = environment
  }

  /// Takes several tasks at once over.
  ///
  /// It stands for itself: Swift 6.3.1 ends in an error where it optimises the other one for a type of this module.
  init(joint: JointEnvironment, id: EnvironmentID, horizon: Int) {
    self.id = id
    self.horizon = horizon
    base = joint
  }

  public var observationSpace: Space { base.observationSpace }
  public var actionSpace: Space { base.actionSpace }
  public var cameras: [String] { base.cameras }
  public var metrics: Metrics { base.metrics }
  public var criteria: [Criterion] { base.criteria }
  public var goalReward: GoalReward? { base.goalReward }
  public var tasks: [EnvironmentID] { base.tasks }
  public var hand: Vector3? { base.hand }
  public var stateCount: Int? { base.stateCount }
  public func camera(_ view: View) -> PinholeCamera? { base.camera(view) }

  public func reset(seed: UInt64) throws(SimulationError) -> TaskObservation {
    try base.reset(seed: seed)
  }

  public func step(_ action: TaskAction) throws(SimulationError) -> Step<TaskObservation> {
    try base.step(action)
  }

  public func rendererName() throws(SimulationError) -> String { try base.rendererName() }
  public func image(_ view: View) throws(SimulationError) -> Image { try base.image(view) }
  public func depth(_ view: View) throws(SimulationError) -> DepthImage { try base.depth(view) }

  public func segmentation(_ view: View) throws(SimulationError) -> SegmentationImage {
    try base.segmentation(view)
  }

  public var segmentationLabels: [SegmentationLabel] { base.segmentationLabels }

  public var snapshot: Snapshot { base.snapshot }

  /// Observes the present moment again, without a step.
  ///
  /// - Returns: The observation, the metrics of the last step (some of which are lost when a
  ///   snapshot is restored), and the snapshot from which the environment resumed with the same
  ///   bits.
  package func observed() throws(SimulationError) -> (
    observation: TaskObservation, metrics: Metrics, snapshot: Snapshot
  ) {
    let (snapshot, metrics) = (snapshot, metrics)
    return (try restore(snapshot), metrics, snapshot)
  }

  public func restore(_ snapshot: Snapshot) throws(SimulationError) -> TaskObservation {
    try base.restore(snapshot)
  }

  public func expertAction() throws(SimulationError) -> TaskAction { try base.expertAction() }

  public func settle() throws(SimulationError) -> Bool { try base.settle() }

  public func stage(_ kind: ExampleKind, seed: UInt64) throws(SimulationError) -> Bool {
    try base.stage(kind, seed: seed)
  }
}
