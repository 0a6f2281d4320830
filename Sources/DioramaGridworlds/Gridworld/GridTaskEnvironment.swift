// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
public import DioramaPainting
internal import DioramaScene

/// `FourByThree-v1`, `FrozenLake-v1`, `FrozenLake8x8-v1`, `CliffWalking-v1`, `WindyGrid-v1`,
/// `FourRooms-v1`, `KeyDoor-v1`, `Maze-v1`, and every map of your own: walk a grid to the goal.
///
/// # Task
/// Each is a text map in `scenes/`, and ``Gridworld`` gives the rules. `FourByThree`: the 4x3 world, where a
/// move goes aside with probability 0.2. `FrozenLake`: ice with holes, a move goes ahead or to either side
/// with a third each. `CliffWalking`: a fall costs 100 and leads back to the start. `WindyGrid`: wind blows
/// to the north. `FourRooms`: four rooms with hallways, from anywhere. `KeyDoor`: a key, a door, the goal.
/// `Maze`: one way through. The exact optimum of each is known: `diorama solve ID`.
///
/// # Action
/// A discrete action, in the map's order: 0 to 3 are north, east, south and west, but in the frozen lakes
/// west, south, east and north, as in Gymnasium; in `KeyDoor`, 4 takes a key and 5 opens a door.
///
/// # Observation
///
/// | index | meaning | range |
/// | --- | --- | --- |
/// | 0 | column, from the west to the east | -1...1 |
/// | 1 | row, from the south to the north | -1...1 |
/// | then, for each key | 1 if it has been taken, else 0 | 0...1 |
/// | then, for each door | 1 if it is open, else 0 | 0...1 |
///
/// For discrete states use ``GridworldEnvironment``.
///
/// # Reward
/// `dense`: the map's own, as its source has it: 1 at the goal and else 0 in `FrozenLake`, `FourRooms`,
/// `KeyDoor` and `Maze`; -1 a step in `CliffWalking` and `WindyGrid`, and -100 for a fall; 1 at the goal,
/// -1 in the hole, else -0.03 in `FourByThree`. `sparse`: 1 at the goal, else 0.
///
/// The expert acts by the exact optimum of the dense reward in the steps that are left
/// (``FiniteHorizonSolution``), so that no policy is better: on average 0.7442 in `FrozenLake`, 0.9132 in
/// `FrozenLake8x8`, -13 in `CliffWalking`, -15 in `WindyGrid`.
///
/// # Start
/// On a marked cell, or anywhere in `FourRooms`. Colours, light and camera can be randomised; a grid has no
/// textures, masses or friction.
///
/// # Ending
/// Terminates at a goal and in a hole; truncated after 100 steps, 200 in `FrozenLake8x8` and `Maze`.
///
/// # Source
/// Russell and Norvig, *Artificial Intelligence: A Modern Approach*, Section 17.1; Sutton and Barto 2018,
/// [*Reinforcement Learning*](http://incompleteideas.net/book/the-book-2nd.html), Examples 6.5 and 6.6;
/// Sutton, Precup and Singh 1999, *Between MDPs and semi-MDPs*; Gymnasium 1.2, `toy_text`.
public struct GridTaskEnvironment: PaintedEnvironment, ~Copyable {
  /// The environment's id, which its snapshots name.
  public let id: EnvironmentID
  let options: EnvironmentOptions
  var base: GridworldEnvironment
  private let scene: GridScene
  /// The domain randomisation of this episode.
  var randomization: Randomization
  public var painter: ScenePainter
  private var cache: ImageCache
  private var expert: GridExpert?

  /// Makes the environment called `id` in `world`.
  public init(_ id: EnvironmentID, _ world: Gridworld, options: EnvironmentOptions) {
    self.id = id
    self.options = options
    base = GridworldEnvironment(world, horizon: options.horizon)
    scene = GridScene(world)
    randomization = Randomization(properties: options.randomized)
    painter = ScenePainter(DrawList(scene.scene))
    cache = ImageCache(stateCount: world.states.count)
  }

  // MARK: the contract

  public var observationSpace: Space {
    Self.observationSpace(keysAndDoors: keysAndDoors, options)
  }

  public var actionSpace: Space { base.actionSpace }

  /// Returns the observation space of a map with so many keys and doors.
  static func observationSpace(keysAndDoors: Int, _ options: EnvironmentOptions) -> Space {
    let state = Space.box(
      low: [-1, -1] + Array(repeating: 0, count: keysAndDoors),
      high: Array(repeating: 1, count: 2 + keysAndDoors))
    return .observations(of: state, options)
  }

  /// Returns the elements of the state vector of a map with so many keys and doors.
  static func stateElements(keys: Int, doors: Int) -> [StateElement] {
    [StateElement("column", "", -1...1), StateElement("row", "", -1...1)]
      + (0..<keys).map { StateElement("key \($0) taken", "", 0...1) }
      + (0..<doors).map { StateElement("door \($0) open", "", 0...1) }
  }

  public mutating func reset(seed: UInt64) throws(SimulationError) -> TaskObservation {
    _ = try base.reset(seed: seed)
    randomization.seed = seed
    return try observe()
  }

  public mutating func step(
    _ action: TaskAction
  ) throws(SimulationError) -> Step<TaskObservation> {
    guard case .index(let index) = action else { throw .wrongActionKind(space: actionSpace) }
    let step = try base.step(index)
    return Step(
      observation: try observe(),
      reward: options.reward == .dense ? step.reward : isAtGoal ? 1 : 0, ending: step.ending)
  }

  public var metrics: Metrics {
    Metrics(
      names: Self.metricNames,
      values: [
        isAtGoal ? 1 : 0, isInHole ? 1 : 0, Double(base.world.distances[base.state] ?? -1),
      ])
  }

  private static let metricNames = [
    "success",  // 1 at a goal, else 0
    "fallen",  // 1 in a hole, else 0
    "steps_to_goal",  // at least, on the shortest way; -1 if no goal can be reached
  ]

  public var goalReward: GoalReward? { nil }
  public var stateCount: Int? { base.world.states.count }

  public mutating func expertAction() throws(SimulationError) -> TaskAction {
    try base.clock.requireRunning()
    let expert = self.expert ?? GridExpert(base.world, horizon: base.horizon)
    self.expert = expert
    return .index(expert.action(in: base.state, stepsLeft: base.horizon - base.clock.steps))
  }

  // MARK: the loop

  private var keysAndDoors: Int { base.world.keyCells.count + base.world.doorCells.count }
  private var place: Gridworld.State { base.world.states[base.state] }
  private var isAtGoal: Bool { base.world.map.cells[place.cell] == .goal }
  private var isInHole: Bool { base.world.map.cells[place.cell] == .hole }

  mutating func observe() throws(SimulationError) -> TaskObservation {
    var observation = TaskObservation()
    if options.observation != .pixels { observation.state = base.world.features[base.state] }
    if options.observation != .state { observation.pixels = try image(options.view) }
    return observation
  }

  // MARK: images

  public var moment: ScenePainter.Moment {
    ScenePainter.Moment(poses: scene.poses(place), randomization: randomization)
  }

  public mutating func image(_ view: View) throws(SimulationError) -> Image {
    let sight = ImageCache.Sight(view: view, looks: randomization.looks)
    if let known = cache.picture(of: base.state, sight) { return known }
    let picture = try painter.image(moment, view)
    cache.keep(picture, of: base.state, sight)
    return picture
  }
}
