// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
public import DioramaPainting
internal import DioramaPhysics
internal import DioramaScene

/// A task in its simulated and drawn scene: the loop of physics, clock, observation and reward.
///
/// An episode is truncated at the horizon and never terminates before.
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

  /// Makes the environment called `id`, of `task` in its scene.
  ///
  /// - Throws: An error of the scene, its physics or the task.
  init(
    _ id: EnvironmentID, _ task: TaskType, options: EnvironmentOptions,
    in file: DrawableScene
  ) throws {
    let timeStep = file.scene.options.timeStep
    let period = task.controlPeriod
    let substeps = try file.making {
      let substeps = (period / timeStep).rounded()
      guard substeps >= 1, substeps <= 100_000, abs(substeps * timeStep - period) < 1e-9
      else { throw TaskError.timeStep(timeStep, controlPeriod: period) }
      return Int(substeps)
    }
    guard substeps.isMultiple(of: options.coarseness) else {
      throw TaskError.coarseness(options.coarseness, steps: substeps)
    }
    let scene = file.scene.coarsened(by: options.coarseness)
    let world = try file.making { try RigidWorld(scene) }
    // a noncopyable value throws before its first stored property is set
    self.id = id
    self.options = options
    self.task = task
    self.world = world
    self.substeps = substeps / options.coarseness
    clock = EpisodeClock(horizon: options.horizon ?? task.horizon)
    randomization = Randomization(properties: options.randomized)
    painter = ScenePainter(file.drawList)
  }

  // MARK: the contract

  public var observationSpace: Space {
    Space(observing: task.stateElements, goals: task.goalSpace, options)
  }

  public var actionSpace: Space { .box(count: task.actionCount, in: -1...1) }

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

  public var criteria: [Criterion] { task.measure(world).criteria }

  public var goalReward: GoalReward? { task.goalReward(options.reward) }

  public var hand: Vector3? { task.hand(world) }

  public mutating func expertAction() throws(SimulationError) -> TaskAction {
    guard clock.steps >= 0 else { throw .notReset }
    guard let action = task.expertAction(world) else { throw .noExpert(id) }
    return .vector(action.map { min(max($0, -1), 1) })
  }

  public mutating func stage(
    _ kind: ExampleKind, seed: UInt64
  ) throws(SimulationError) -> Bool {
    begin(seed: seed)
    var stream = RandomStream("examples", seed: seed)
    if task.arrange(kind, in: world, stream: &stream) == .expert {
      for _ in 0..<clock.horizon {
        guard let action = task.expertAction(world) else { throw .noExpert(id) }
        try advance(action.map { min(max($0, -1), 1) })
      }
    }
    return try settle() && task.isExample(of: kind, task.measure(world))
  }

  public mutating func settle() throws(SimulationError) -> Bool {
    // at rest for half a second; it is given up after five seconds
    let (enough, most) = (
      max(1, Int((0.5 / task.controlPeriod).rounded())),
      max(1, Int((5 / task.controlPeriod).rounded()))
    )
    var calm = 0
    for _ in 0..<most where calm < enough {
      try advance(task.restingAction(world))
      calm = world.isAtRest ? calm + 1 : 0
    }
    clock.start()
    return calm == enough
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
    task.act(action, in: world, period: task.controlPeriod)
    for _ in 0..<substeps {
      do { try world.step() } catch {
        clock.stop()  // the world is lost until the next reset or restore
        switch error {
        case .diverged(let body, let time): throw .diverged(body: body, time: time)
        case .clothDiverged(let cloth, let time): throw .clothDiverged(cloth: cloth, time: time)
        default: throw .notSimulated(reason: "\(error)")
        }
      }
    }
  }

  private mutating func observe() throws(SimulationError) -> TaskObservation {
    let goals = task.goals(world)
    var observation = TaskObservation(achievedGoal: goals.achieved, desiredGoal: goals.desired)
    if options.observation != .pixels {
      observation.state = zip(task.observe(world), task.stateElements).map { number, element in
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
    let state = reader.rest()
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

extension ControlEnvironment where TaskType: ShippedTask {
  /// Makes the environment called `id`.
  ///
  /// - Throws: An error of the scene, its physics or the task.
  public init(_ id: EnvironmentID, options: EnvironmentOptions) throws {
    try self.init(id, options: options, in: SceneLibrary.scene(TaskType.sceneName))
  }

  /// Makes the environment called `id` in a variant of its scene.
  package init(
    _ id: EnvironmentID, options: EnvironmentOptions, in file: DrawableScene
  ) throws {
    let task = try file.making { try TaskType(file.scene) }
    try self.init(id, task, options: options, in: file)
  }
}

extension Space {
  /// Makes the observation space of a task with these elements of its state and these goals, under `options`.
  init(observing elements: [StateElement], goals: Space?, _ options: EnvironmentOptions) {
    let state = Space.box(
      low: elements.map(\.range.lowerBound), high: elements.map(\.range.upperBound))
    let pixels = Space.pixels(width: options.view.width, height: options.view.height)
    var parts: [String: Space] = [:]
    if options.observation != .pixels { parts["observation"] = state }
    if options.observation != .state { parts["pixels"] = pixels }
    if let goals {
      parts["achieved_goal"] = goals
      parts["desired_goal"] = goals
    }
    if parts.count == 1, let only = parts.values.first {
      self = only
    } else {
      self = .dictionary(parts)
    }
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
