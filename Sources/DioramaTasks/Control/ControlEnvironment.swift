// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
public import DioramaPainting
internal import DioramaPhysics
internal import DioramaScene

/// A task in its simulated and drawn scene: the loop of physics, clock, observation and reward.
///
/// Control runs at 10 Hz; an episode is truncated at the horizon and never terminates before.
public struct ControlEnvironment<TaskType: ControlTask>: PaintedEnvironment, ~Copyable {
  /// The environment's id, which its snapshots name.
  public let id: EnvironmentID
  let options: EnvironmentOptions
  let world: RigidWorld
  var task: TaskType
  /// Integration steps in a control period.
  private let substeps: Int
  private var clock: EpisodeClock
  /// The domain randomisation of this episode.
  private var randomization: Randomization
  public var painter: ScenePainter

  /// The time between two actions [s].
  static var controlPeriod: Double { 0.1 }

  /// Makes the environment called `id`.
  ///
  /// - Throws: An error of the scene, its physics or the task.
  public init(_ id: EnvironmentID, options: EnvironmentOptions) throws {
    try self.init(id, options: options, in: SceneLibrary.scene(TaskType.sceneName))
  }

  /// Makes the environment called `id` in a variant of its scene.
  package init(
    _ id: EnvironmentID, options: EnvironmentOptions, in shipped: SceneLibrary.Shipped
  ) throws {
    let task = try shipped.making { try TaskType(shipped.scene) }
    let timeStep = shipped.scene.options.timeStep
    let substeps = try shipped.making {
      let substeps = (Self.controlPeriod / timeStep).rounded()
      guard substeps >= 1, substeps <= 100_000,
        abs(substeps * timeStep - Self.controlPeriod) < 1e-9
      else { throw TaskError.timeStep(timeStep, controlPeriod: Self.controlPeriod) }
      return Int(substeps)
    }
    guard substeps.isMultiple(of: options.coarseness) else {
      throw TaskError.coarseness(options.coarseness, steps: substeps)
    }
    let scene = shipped.scene.coarsened(by: options.coarseness)
    let world = try shipped.making { try RigidWorld(scene) }
    // a noncopyable value throws before its first stored property is set
    self.id = id
    self.options = options
    self.task = task
    self.world = world
    self.substeps = substeps / options.coarseness
    clock = EpisodeClock(horizon: options.horizon ?? TaskType.horizon)
    randomization = Randomization(properties: options.randomized)
    painter = ScenePainter(shipped.drawList)
  }

  // MARK: the contract

  public var observationSpace: Space {
    Self.observationSpace(options)
  }

  public var actionSpace: Space { .box(count: TaskType.actionCount, in: -1...1) }

  /// Returns the observation space of the task under `options`.
  static func observationSpace(_ options: EnvironmentOptions) -> Space {
    let state = Space.box(
      low: TaskType.stateElements.map(\.range.lowerBound),
      high: TaskType.stateElements.map(\.range.upperBound))
    let pixels = Space.pixels(width: options.view.width, height: options.view.height)
    var parts: [String: Space] = [:]
    if options.observation != .pixels { parts["observation"] = state }
    if options.observation != .state { parts["pixels"] = pixels }
    if let goals = TaskType.goalSpace {
      parts["achieved_goal"] = goals
      parts["desired_goal"] = goals
    }
    if parts.count == 1, let only = parts.values.first { return only }
    return .dictionary(parts)
  }

  public mutating func reset(seed: UInt64) throws(SimulationError) -> TaskObservation {
    begin(seed: seed)
    return try observe()
  }

  public mutating func step(
    _ action: TaskAction
  ) throws(SimulationError) -> Step<TaskObservation> {
    try clock.requireRunning()
    let numbers = try actionSpace.validated(action)
    try advance(numbers)
    clock.tick()
    let observation = try observe()
    return Step(observation: observation, reward: reward(observation), ending: clock.ending)
  }

  public var metrics: Metrics { task.measure(world).metrics }

  public var goalReward: GoalReward? { task.goalReward(options.reward) }

  public var hand: Vector3? { task.hand(world) }

  public mutating func expertAction() throws(SimulationError) -> TaskAction {
    guard clock.steps >= 0 else { throw .notReset }
    return .vector(task.expertAction(world).map { min(max($0, -1), 1) })
  }

  public mutating func stage(
    _ kind: ExampleKind, seed: UInt64
  ) throws(SimulationError) -> Bool {
    begin(seed: seed)
    var stream = RandomStream("examples", seed: seed)
    if task.arrange(kind, in: world, stream: &stream) == .expert {
      for _ in 0..<clock.horizon {
        try advance(task.expertAction(world).map { min(max($0, -1), 1) })
      }
    }
    // wait until it has been at rest for half a second, or give up after five seconds
    let still = [Float](repeating: 0, count: TaskType.actionCount)
    var calm = 0
    for _ in 0..<50 where calm < 5 {
      try advance(still)
      calm = world.isAtRest ? calm + 1 : 0
    }
    clock.start()
    return calm == 5 && task.isExample(of: kind, task.measure(world))
  }

  // MARK: the loop

  private mutating func begin(seed: UInt64) {
    world.reset()
    randomization.seed = seed
    randomization.apply(to: world)
    var layout = RandomStream("layout", seed: seed)
    task.begin(in: world, layout: &layout)
    clock.start()
  }

  private mutating func advance(_ action: [Float]) throws(SimulationError) {
    task.act(action, in: world, period: Self.controlPeriod)
    for _ in 0..<substeps {
      do { try world.step() } catch {
        clock.stop()  // the world is lost until the next reset or restore
        switch error {
        case .diverged(let body, let time): throw .diverged(body: body, time: time)
        case .clothDiverged(let cloth, let time): throw .clothDiverged(cloth: cloth, time: time)
        default: preconditionFailure("a step threw '\(error)'")
        }
      }
    }
  }

  private mutating func observe() throws(SimulationError) -> TaskObservation {
    let goals = task.goals(world)
    var observation = TaskObservation(achievedGoal: goals.achieved, desiredGoal: goals.desired)
    if options.observation != .pixels {
      observation.state = zip(task.observe(world), TaskType.stateElements).map { number, element in
        min(max(Float(number), element.range.lowerBound), element.range.upperBound)
      }
    }
    if options.observation != .state { observation.pixels = try image(options.view) }
    return observation
  }

  private func reward(_ observation: TaskObservation) -> Float {
    if let reward = goalReward {
      return reward.single(observation.achievedGoal[...], observation.desiredGoal[...])
    }
    let measures = task.measure(world)
    return switch options.reward {
    case .sparse: measures.isSuccess ? 1 : 0
    case .dense: Float(task.denseReward(measures))
    }
  }

  // MARK: snapshots

  public var snapshot: Snapshot {
    var writer = SnapshotWriter()
    writer.write(clock)
    writer.write(randomization.seed)
    for number in task.state { writer.write(number) }
    writer.write(world.state)
    return Snapshot(environment: id.description, words: writer.words)
  }

  public mutating func restore(
    _ snapshot: Snapshot
  ) throws(SimulationError) -> TaskObservation {
    var reader = try SnapshotReader(snapshot, of: id.description)
    let steps = try reader.steps(of: clock)
    let seed = try reader.word()
    var numbers: [Double] = []
    for _ in task.state { numbers.append(try reader.double()) }
    guard numbers.allSatisfy(\.isFinite) else { throw reader.damaged }
    let state = try reader.words(world.stateCount)
    try reader.finish()
    do { try world.restore(state) } catch { throw reader.damaged }
    randomization.seed = seed
    task.state = numbers
    clock.start(after: steps)
    return try observe()
  }

  public var moment: ScenePainter.Moment {
    task.dress(world)
    return ScenePainter.Moment(
      poses: world.poses, particles: world.particles, randomization: randomization)
  }
}

extension Scene {
  /// Returns the scene with `count` time steps taken as one; a cloth is stepped as often as before.
  fileprivate func coarsened(by count: Int) -> Scene {
    guard count > 1 else { return self }
    var scene = self
    scene.options.timeStep *= Double(count)
    let clothSteps = scene.parameters["cloth_substeps"]?.first ?? 1
    scene.parameters["cloth_substeps"] = [clothSteps * Double(count)]
    return scene
  }
}
