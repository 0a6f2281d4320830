// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// Several tasks as one environment: each episode is of one of them.
///
/// The seed of an episode says of which: seeds in a row take the tasks in turn, and each begins as the task alone
/// does with that seed. ``Catalog/entry(_:)`` makes it of ids with a `+` between them, such as
/// `Pushing-v1+Draping-v1`.
///
/// # Observation
/// The task's own state, then zeros up to the longest of all tasks, then a number for each task: 1 for that of the
/// episode, 0 for the others. Pixels are those of the task, which show by themselves which one it is.
///
/// # Action
/// As many numbers as the longest of all tasks; those that a task has no use for are ignored.
///
/// # Reward and metrics
/// The reward is the task's own. The metrics are those that all tasks have, `success` and `looks_solved`, and `task`:
/// the index of the episode's task.
final class JointEnvironment: SuiteEnvironment {
  let observationSpace: Space
  let actionSpace: Space
  private let id: EnvironmentID
  private let members: [AnyEnvironment]
  /// The number of elements that every task's state is filled up to.
  private let width: Int
  private let observesState: Bool
  /// The index of the episode's task.
  private var current = 0

  /// Joins `members`, which were made with `options`.
  ///
  /// - Parameters:
  ///   - id: The id of all tasks together.
  ///   - members: An environment of each task.
  ///   - state: The space of their joint state.
  ///   - actions: The space of their joint actions.
  ///   - options: The options of all of them.
  init(
    _ id: EnvironmentID, _ members: [AnyEnvironment], state: Space, actions: Space,
    _ options: EnvironmentOptions
  ) {
    self.id = id
    self.members = members
    width = state.count - members.count
    observesState = options.observation != .pixels
    observationSpace = .observations(of: state, options)
    actionSpace = actions
  }

  private var member: AnyEnvironment { members[current] }

  // MARK: the contract

  func reset(seed: UInt64) throws(SimulationError) -> TaskObservation {
    choose(seed)
    return joined(try member.reset(seed: seed))
  }

  func step(_ action: TaskAction) throws(SimulationError) -> Step<TaskObservation> {
    try actionSpace.check(action)
    var step = try member.step(member.actionSpace.prefix(of: action))
    step.observation = joined(step.observation)
    return step
  }

  private func choose(_ seed: UInt64) { current = Int(seed % UInt64(members.count)) }

  private func joined(_ observation: TaskObservation) -> TaskObservation {
    guard observesState else { return observation }
    var joined = observation
    joined.state += Array(repeating: 0, count: width - observation.state.count)
    joined.state += members.indices.map { $0 == current ? 1 : 0 }
    return joined
  }

  var tasks: [EnvironmentID] { members.map(\.id) }

  var metrics: Metrics {
    let metrics = member.metrics
    return Metrics([
      ("success", metrics.isSuccess ? 1 : 0), ("looks_solved", metrics.looksSolved ? 1 : 0),
      ("task", Double(current)),
    ])
  }

  var criteria: [Criterion] { member.criteria }
  var goalReward: GoalReward? { nil }
  var hand: Vector3? { member.hand }

  var stateCount: Int? {
    let counts = members.compactMap(\.stateCount)
    return counts.count == members.count ? counts.reduce(0, +) : nil
  }

  func expertAction() throws(SimulationError) -> TaskAction {
    let action = try member.expertAction()
    guard case .vector(let numbers) = action else { return action }
    return .vector(numbers + Array(repeating: 0, count: actionSpace.count - numbers.count))
  }

  func settle() throws(SimulationError) -> Bool { try member.settle() }

  func stage(_ kind: ExampleKind, seed: UInt64) throws(SimulationError) -> Bool {
    choose(seed)
    return try member.stage(kind, seed: seed)
  }

  // MARK: pictures

  /// The cameras that all tasks have, in the order of the first one's.
  var cameras: [String] {
    members[0].cameras.filter { camera in members.allSatisfy { $0.cameras.contains(camera) } }
  }

  func rendererName() throws(SimulationError) -> String { try member.rendererName() }
  func image(_ view: View) throws(SimulationError) -> Image { try member.image(view) }

  func depth(_ view: View) throws(SimulationError) -> DepthImage {
    try member.depth(view)
  }

  func segmentation(_ view: View) throws(SimulationError) -> SegmentationImage {
    try member.segmentation(view)
  }

  var segmentationLabels: [SegmentationLabel] { member.segmentationLabels }
  func camera(_ view: View) -> PinholeCamera? { member.camera(view) }

  // MARK: snapshots

  /// The index of the task, and the words of its own snapshot.
  var snapshot: Snapshot {
    Snapshot(environment: id.description, words: [UInt64(current)] + member.snapshot.words)
  }

  func restore(_ snapshot: Snapshot) throws(SimulationError) -> TaskObservation {
    var reader = try SnapshotReader(snapshot, of: id.description)
    let task = try reader.integer()
    guard members.indices.contains(task) else { throw reader.damaged }
    let own = Snapshot(
      environment: members[task].snapshot.environment, words: reader.rest())
    let observation = try members[task].restore(own)
    current = task
    return joined(observation)
  }
}

extension Space {
  /// Returns the part of `action` that this space, which may have fewer numbers, has a use for.
  fileprivate func prefix(of action: TaskAction) -> TaskAction {
    guard case .vector(let numbers) = action else { return action }
    return .vector(Array(numbers.prefix(count)))
  }
}
