// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
internal import DioramaMath
internal import DioramaScene

/// `Pendulum-v1`: swing a pendulum up with a weak motor, and hold it there.
///
/// # Task
/// A rod of 1 kg and 1 m turns about one end. Its motor is too weak to lift it at once: it must swing.
/// The dynamics are those of Gymnasium, to its last bit but the rounding of sine and cosine.
///
/// # Action
/// One number in `-1...1`: the torque over 2 N·m, counter-clockwise, for 0.05 s. (Gymnasium takes
/// the torque in `-2...2`.)
///
/// # Observation
///
/// | index | meaning | unit | range |
/// | --- | --- | --- | --- |
/// | 0 | cosine of the angle from upright | – | -1...1 |
/// | 1 | its sine | – | -1...1 |
/// | 2 | angular velocity | rad/s | -8...8 |
///
/// # Reward
/// `dense`: Gymnasium's, `-(angle² + 0.1 velocity² + 0.001 torque²)` of the state before the step, with
/// the angle in `-π...π`: between -16.2736 and 0. `sparse`: 1 while it is upright, within 0.2 rad, and
/// slow, at most 0.5 rad/s, after the step; else 0.
///
/// # Start
/// The angle uniformly in `-π...π`, the velocity in `-1...1` rad/s. Colours, light and camera can be
/// randomised, and the mass: between 2/3 kg and 1.5 kg, uniformly in the logarithm. There are no textures and
/// there is no friction.
///
/// # Ending
/// Never terminates; truncated after 200 steps. Success, upright and slow, counts at the end.
///
/// # Source
/// Gymnasium 1.2, [Pendulum](https://gymnasium.farama.org/environments/classic_control/pendulum/).
public struct PendulumEnvironment: PaintedEnvironment, ~Copyable {
  public static let id = EnvironmentID("Pendulum", version: 1)
  static let horizon = 200

  let options: EnvironmentOptions
  let horizon: Int
  var pendulum = Pendulum(angle: .pi, velocity: 0)
  /// Steps since the start of the episode; nil before the first.
  var elapsed: Int?
  private let scene: PendulumScene
  /// What differs in this episode.
  var randomization: Randomization
  public var painter: ScenePainter

  public init(options: EnvironmentOptions = EnvironmentOptions()) {
    self.options = options
    horizon = options.horizon ?? Self.horizon
    scene = PendulumScene()
    randomization = Randomization(properties: options.randomized)
    painter = ScenePainter(DrawList(scene.scene))
  }

  // MARK: the contract

  public var observationSpace: Space { Self.observationSpace(options) }
  public var actionSpace: Space { .box(count: 1, in: -1...1) }

  static func observationSpace(_ options: EnvironmentOptions) -> Space {
    .observations(of: .box(low: [-1, -1, -8], high: [1, 1, 8]), options)
  }

  public mutating func reset(seed: UInt64) throws(SimulationError) -> TaskObservation {
    var layout = RandomStream("layout", seed: seed)
    let angle = layout.uniform(in: -Double.pi...Double.pi)
    pendulum = Pendulum(angle: angle, velocity: layout.uniform(in: -1...1))
    begin(seed: seed)
    return try observe()
  }

  /// Begins the episode seeded `seed` with the pendulum as it is.
  mutating func begin(seed: UInt64) {
    randomization.seed = seed
    pendulum.mass = randomization.massScale
    elapsed = 0
  }

  public mutating func step(
    _ action: TaskAction
  ) throws(SimulationError) -> Step<TaskObservation> {
    guard let before = elapsed else { throw .notReset }
    guard before < horizon else { throw .episodeOver(.truncated, stepCount: before) }
    let torque = try actionSpace.validated(action)[0]
    let reward = pendulum.step(torque: Pendulum.maximumTorque * torque)
    elapsed = before + 1
    return Step(
      observation: try observe(),
      reward: options.reward == .dense ? Float(reward) : isUpright ? 1 : 0,
      ending: before + 1 == horizon ? .truncated : nil)
  }

  public var metrics: Metrics {
    Metrics(
      names: Self.metricNames,
      values: [isUpright ? 1 : 0, abs(pendulum.wrappedAngle), abs(pendulum.velocity)])
  }

  private static let metricNames = [
    "success",  // 1 while upright and slow, else 0
    "angle",  // from upright [rad]
    "speed",  // [rad/s]
  ]

  private var isUpright: Bool {
    abs(pendulum.wrappedAngle) <= 0.2 && abs(pendulum.velocity) <= 0.5
  }

  public var goalReward: GoalReward? { nil }

  public mutating func expertAction() throws(SimulationError) -> TaskAction {
    guard elapsed != nil else { throw .notReset }
    return .vector([pendulum.expertTorque])
  }

  mutating func observe() throws(SimulationError) -> TaskObservation {
    var observation = TaskObservation()
    if options.observation != .pixels { observation.state = pendulum.features }
    if options.observation != .state { observation.pixels = try image(options.view) }
    return observation
  }

  public var moment: ScenePainter.Moment {
    ScenePainter.Moment(poses: scene.poses(pendulum), randomization: randomization)
  }
}
