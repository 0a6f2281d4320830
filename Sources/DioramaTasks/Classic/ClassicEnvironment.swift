// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
internal import DioramaMath
public import DioramaPainting
internal import DioramaScene

/// The environment of a problem of classic control: ``Pendulum``, ``CartPole``, ``MountainCar``, ``Acrobot``.
///
/// The page of each is the documentation of its problem.
public struct ClassicEnvironment<Problem: ClassicProblem>: PaintedEnvironment, ~Copyable {
  private let options: EnvironmentOptions
  private var problem: Problem
  private var clock: EpisodeClock
  private let look: ClassicLook<Problem>
  /// The domain randomisation of this episode.
  private var randomization: Randomization
  public var painter: ScenePainter

  public init(options: EnvironmentOptions = EnvironmentOptions()) {
    self.options = options
    clock = EpisodeClock(horizon: options.horizon ?? Problem.facts.horizon)
    look = Problem.makeLook()
    randomization = Randomization(properties: options.randomized)
    painter = ScenePainter(DrawList(look.scene))
    var layout = RandomStream("layout", seed: 0)
    problem = Problem.start(&layout)
  }

  // MARK: the contract

  public var observationSpace: Space { Problem.facts.observationSpace(options) }
  public let actionSpace = Problem.facts.actionSpace

  public mutating func reset(seed: UInt64) throws(SimulationError) -> TaskObservation {
    var layout = RandomStream("layout", seed: seed)
    begin(Problem.start(&layout), seed: seed)
    return try observe()
  }

  public mutating func step(
    _ action: TaskAction
  ) throws(SimulationError) -> Step<TaskObservation> {
    try clock.requireRunning()
    try actionSpace.check(action)
    let reward = problem.step(action)
    clock.tick(problem.isOver ? .terminated : nil)
    return Step(
      observation: try observe(),
      reward: options.reward == .dense ? Float(reward) : problem.isSolved ? 1 : 0,
      ending: clock.ending)
  }

  public var metrics: Metrics {
    Metrics(names: Problem.metricNames, values: problem.measures)
  }

  public var goalReward: GoalReward? { nil }

  public mutating func expertAction() throws(SimulationError) -> TaskAction {
    try clock.requireRunning()
    return problem.expertAction
  }

  public mutating func stage(
    _ kind: ExampleKind, seed: UInt64
  ) throws(SimulationError) -> Bool {
    var stream = RandomStream("examples", seed: seed)
    begin(Problem.example(kind, &stream), seed: seed)
    return true
  }

  public var moment: ScenePainter.Moment {
    ScenePainter.Moment(poses: look.poses(problem), randomization: randomization)
  }

  // MARK: snapshots

  public var snapshot: Snapshot {
    var writer = SnapshotWriter()
    writer.write(clock)
    writer.write(randomization.seed)
    for number in problem.numbers { writer.write(number) }
    writer.write(problem.mass)
    return Snapshot(environment: Problem.facts.id.description, words: writer.words)
  }

  public mutating func restore(
    _ snapshot: Snapshot
  ) throws(SimulationError) -> TaskObservation {
    var reader = try SnapshotReader(snapshot, of: Problem.facts.id.description)
    let steps = try reader.steps(of: clock)
    let seed = try reader.word()
    var numbers: [Double] = []
    for _ in problem.numbers { numbers.append(try reader.double()) }
    let mass = try reader.double()
    try reader.finish()
    guard var problem = Problem(numbers: numbers), Self.masses.contains(mass) else {
      throw reader.damaged
    }
    problem.mass = mass
    self.problem = problem
    randomization.seed = seed
    clock.start(after: steps, isTerminal: problem.isOver)
    return try observe()
  }

  /// The range in which a snapshot's factor of the mass must lie.
  private static var masses: ClosedRange<Double> { 0.6...1.6 }

  // MARK: the loop

  /// Begins the episode seeded `seed` at `problem`.
  private mutating func begin(_ problem: Problem, seed: UInt64) {
    self.problem = problem
    randomization.seed = seed
    self.problem.mass = randomization.massScale
    clock.start(isTerminal: self.problem.isOver)
  }

  private mutating func observe() throws(SimulationError) -> TaskObservation {
    var observation = TaskObservation()
    if options.observation != .pixels { observation.state = problem.features }
    if options.observation != .state { observation.pixels = try image(options.view) }
    return observation
  }

  /// Returns the entry in the catalogue.
  static func entry(randomSuccess: Double, expertSuccess: Double) -> Catalog.Entry {
    let facts = Problem.facts
    return Catalog.Entry(
      id: facts.id, summary: facts.summary,
      observationSpace: facts.observationSpace(EnvironmentOptions()),
      actionSpace: facts.actionSpace, horizon: facts.horizon, isGoalConditioned: false,
      randomSuccess: randomSuccess, expertSuccess: expertSuccess, stateElements: facts.elements,
      rewardRange: facts.rewardRange, controlPeriod: facts.timeStep
    ) { options in
      AnyEnvironment(
        ClassicEnvironment(options: options), id: facts.id,
        horizon: options.horizon ?? facts.horizon)
    }
  }
}
