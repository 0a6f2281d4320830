// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaMath
import DioramaTasks

extension Catalog.Entry {
  /// The same environment with an expert: the planner stands in where there is no script.
  public var withPlannedExpert: Catalog.Entry {
    guard !isExpertScripted else { return self }
    return wrapping { entry, environment, options in
      AnyEnvironment(
        PlannedEnvironment(environment, simulating: entry, options), id: environment.id,
        horizon: environment.horizon)
    }
  }
}

/// An environment whose expert plans with the simulator, and whose examples are found by planning.
///
/// It is planned for the dense reward, with iCEM. A plan that succeeds gives several examples: from a moment
/// on the way its actions are carried out again, with noise, and what comes of it is measured.
final class PlannedEnvironment: SuiteEnvironment {
  private let base: AnyEnvironment
  private let entry: Catalog.Entry
  private let options: EnvironmentOptions
  /// The planner, made when it is first asked.
  private var planner: SimulatorPlanning?
  /// The seed that the planner's random numbers begin with in this episode.
  private var plannerSeed: UInt64 = 0
  /// The last observation of the episode; nil before the first reset.
  private var observation: TaskObservation?
  /// The last plan that succeeded, and the number of examples that it gave.
  private var solution: (way: PlannedWay, uses: Int)?

  /// The number of examples of one plan.
  private static let usesOfPlan = 4

  /// The largest number of steps that are planned beyond the first success, so that some are not narrow.
  private static let mostBeyond = 6

  /// The number of starts that are planned from before it is given up.
  private static let attempts = 3

  init(
    _ environment: AnyEnvironment, simulating entry: Catalog.Entry, _ options: EnvironmentOptions
  ) {
    base = environment
    self.entry = entry
    self.options = options
  }

  private func plannedAction(
    for observation: TaskObservation
  ) throws(SimulationError) -> TaskAction {
    do {
      let planner = try self.planner ?? makePlanner()
      self.planner = planner
      return try planner.action(for: observation, in: base)
    } catch let error as SimulationError {
      throw error
    } catch {
      throw .notPlanned(reason: "\(error)")
    }
  }

  private func makePlanner() throws -> SimulatorPlanning {
    let planner = try SimulatorPlanning(
      .forExamples(of: entry), simulating: entry, options, for: base,
      threads: Processors.free(atMost: Processors.count))
    // as if it had been there at the reset
    planner.begin(seed: plannerSeed)
    return planner
  }

  private func beginPlanning(seed: UInt64) {
    plannerSeed = seed
    planner?.begin(seed: seed)
  }

  func expertAction() throws(SimulationError) -> TaskAction {
    guard let observation else { throw .notReset }
    return try plannedAction(for: observation)
  }

  func stage(_ kind: ExampleKind, seed: UInt64) throws(SimulationError) -> Bool {
    solution.map { if $0.uses >= Self.usesOfPlan { solution = nil } }
    var stream = RandomStream("examples", seed: seed)
    if kind == .elsewhere {
      // the start itself, come to rest
      _ = try reset(seed: seed)
      return try settle() && !base.metrics.isSuccess
    }
    if solution == nil {
      var found: PlannedWay?
      for _ in 0..<Self.attempts where found == nil { found = try findWay(seed: stream.bits()) }
      guard let found else { return false }
      solution = (found, 0)
    }
    guard let (way, uses) = solution else { return false }
    solution?.uses += 1
    if uses == 0, kind == .success { return try end(of: way) && isSound }
    if kind == .nearMiss { return try stageNearMiss(way, &stream) }
    for _ in 0..<Self.trials where try follow(way, isShort: false, &stream) {
      if base.metrics.isSuccess, isSound { return true }
    }
    return false
  }

  /// Whether nothing stands in something else.
  private var isSound: Bool { base.metrics.isSound }

  /// Takes the failure that came closest to success, of several.
  ///
  /// It counts if it is at most half as far from success as the start.
  private func stageNearMiss(
    _ way: PlannedWay, _ stream: inout RandomStream
  ) throws(SimulationError) -> Bool {
    var best: (miss: Double, moment: Snapshot)?
    for _ in 0..<Self.trials {
      guard try follow(way, isShort: true, &stream), !base.metrics.isSuccess, isSound
      else { continue }
      let miss = base.metrics["miss"] ?? 1
      if miss < best?.miss ?? .infinity { best = (miss, base.snapshot) }
    }
    guard let best, best.miss <= 0.5 * way.startMiss else { return false }
    _ = try base.restore(best.moment)
    return true
  }

  /// The number of times that a plan is carried out for an example.
  private static let trials = 8

  /// Plans from a start until success lasts when everything has come to rest; nil if it does not come.
  private func findWay(seed: UInt64) throws(SimulationError) -> PlannedWay? {
    var observation = try reset(seed: seed)
    var way = PlannedWay(startMiss: base.metrics["miss"] ?? 1)
    var stream = RandomStream("beyond", seed: seed)
    let beyond = stream.integer(below: Self.mostBeyond + 1)
    var successes = 0
    for _ in 0..<base.horizon {
      way.moments.append(base.snapshot)
      let action = try plannedAction(for: observation)
      let step = try base.step(action)
      way.actions.append(action)
      if base.metrics.isSuccess { successes += 1 }
      if base.metrics.isSuccess, successes > beyond || step.ending != nil {
        let here = base.snapshot
        if try base.settle(), base.metrics.isSuccess { return way }
        _ = try base.restore(here)
      }
      if step.ending != nil { break }
      observation = step.observation
    }
    return nil
  }

  /// Carries out the last action of `way`, and waits; it was a success before.
  private func end(of way: PlannedWay) throws(SimulationError) -> Bool {
    _ = try base.restore(way.moments[way.moments.count - 1])
    _ = try base.step(way.actions[way.actions.count - 1])
    return try settle() && base.metrics.isSuccess
  }

  /// Carries out the actions of `way` from a random moment on, with noise, and waits.
  ///
  /// - Parameters:
  ///   - way: The actions, and the moment before each.
  ///   - isShort: Whether some of the last actions are left out.
  ///   - stream: The source of the noise.
  /// - Returns: Whether everything came to rest.
  /// - Throws: The errors of the environment.
  private func follow(
    _ way: PlannedWay, isShort: Bool, _ stream: inout RandomStream
  ) throws(SimulationError) -> Bool {
    let count = way.actions.count
    let first = count - 1 - stream.integer(below: max(1, count / 2))
    let last = isShort ? first + stream.integer(below: count - first) : count - 1
    let noise = stream.uniform(in: 0...(isShort ? 1 : 0.6))
    _ = try base.restore(way.moments[first])
    for action in way.actions[first...last] {
      guard case .vector(let numbers) = action else { return false }
      _ = try base.step(
        .vector(
          numbers.map { number in
            min(max(number + Float(noise * stream.normal()), -1), 1)
          }))
    }
    return try settle()
  }

  /// The way to a success: the moment before each action, and the action.
  private struct PlannedWay {
    /// How far the start was from success.
    let startMiss: Double
    var moments: [Snapshot] = []
    var actions: [TaskAction] = []
  }

  // MARK: the environment itself

  var observationSpace: Space { base.observationSpace }
  var actionSpace: Space { base.actionSpace }
  var cameras: [String] { base.cameras }
  var metrics: Metrics { base.metrics }
  var criteria: [Criterion] { base.criteria }
  var goalReward: GoalReward? { base.goalReward }
  var hand: Vector3? { base.hand }
  var stateCount: Int? { base.stateCount }
  var snapshot: Snapshot { base.snapshot }
  var segmentationLabels: [SegmentationLabel] { base.segmentationLabels }

  func reset(seed: UInt64) throws(SimulationError) -> TaskObservation {
    let observation = try base.reset(seed: seed)
    beginPlanning(seed: seed)
    self.observation = observation
    return observation
  }

  func step(_ action: TaskAction) throws(SimulationError) -> Step<TaskObservation> {
    let step = try base.step(action)
    observation = step.observation
    return step
  }

  func restore(_ snapshot: Snapshot) throws(SimulationError) -> TaskObservation {
    // who looks at the present moment restores it: what is planned stays
    let isHere = self.observation != nil && snapshot == base.snapshot
    let observation = try base.restore(snapshot)
    if !isHere { beginPlanning(seed: 0) }
    self.observation = observation
    return observation
  }

  func settle() throws(SimulationError) -> Bool { try base.settle() }
  func rendererName() throws(SimulationError) -> String { try base.rendererName() }
  func image(_ view: View) throws(SimulationError) -> Image { try base.image(view) }
  func depth(_ view: View) throws(SimulationError) -> DepthImage { try base.depth(view) }
  func camera(_ view: View) -> PinholeCamera? { base.camera(view) }

  func segmentation(_ view: View) throws(SimulationError) -> SegmentationImage {
    try base.segmentation(view)
  }
}

extension SimulatorPlannerSettings {
  /// Applies the settings of a task file, `key=value` each.
  ///
  /// - Throws: ``SettingsError``.
  package mutating func apply(_ settings: [String]) throws {
    for setting in settings { try set(assignment: setting, option: "planner") }
  }

  /// The settings with which an expert stands in: as good as need be, and quick.
  static func forExamples(of entry: Catalog.Entry) throws -> Self {
    var settings = try Self(.icem, for: entry.id.description)
    settings.planning.horizon = 16
    settings.planning.population = 32
    settings.planning.elites = 8
    settings.successBonus = 1
    try settings.apply(entry.plannerSettings)
    return settings
  }
}
