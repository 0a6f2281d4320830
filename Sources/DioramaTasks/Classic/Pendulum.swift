// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
internal import DioramaScene
internal import Foundation

/// `Pendulum-v1`: swing a pendulum up with a weak motor, and hold it there.
///
/// # Task
/// A rod of 1 kg and 1 m turns about one end. Its motor is too weak to lift it at once: it must swing.
/// The dynamics are those of Gymnasium to the last bit, except for the rounding of sine and cosine: what
/// depends on the torque alone is computed in single precision, everything else in double.
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
/// Gymnasium 1.2, `classic_control/pendulum.py`.
public struct Pendulum: ClassicProblem {
  /// The angle from upright, counter-clockwise as the front camera sees it; not wrapped [rad].
  public var angle: Double
  /// The angular velocity, in `-8...8` [rad/s].
  public var velocity: Double
  /// The mass of the rod; 1 is Gymnasium's [kg].
  public var mass = 1.0

  /// The strongest torque [N·m].
  public static let maximumTorque: Float = 2
  static let maximumVelocity = 8.0
  static let timeStep = 0.05
  private static let gravity = 10.0
  private static let length = 1.0

  public init(angle: Double, velocity: Double) {
    self.angle = angle
    self.velocity = velocity
  }

  public static let facts = ClassicFacts(
    id: EnvironmentID("Pendulum", version: 1),
    summary: "Swing a pendulum up with a weak motor, and hold it there.",
    actionSpace: .box(count: 1, in: -1...1),
    elements: [
      StateElement("cosine of the angle", "", -1...1),
      StateElement("sine of the angle", "", -1...1),
      StateElement("angular velocity", "rad/s", -8...8),
    ], horizon: 200, timeStep: timeStep, rewardRange: -16.273605...0)

  public static func start(_ layout: inout RandomStream) -> Pendulum {
    let angle = layout.uniform(in: -Double.pi...Double.pi)
    return Pendulum(angle: angle, velocity: layout.uniform(in: -1...1))
  }

  /// Returns an example at rest: upright, a little too far from it, hanging, or in between.
  public static func example(_ kind: ExampleKind, _ stream: inout RandomStream) -> Pendulum {
    let side: Double = stream.integer(below: 2) == 0 ? -1 : 1
    let range: ClosedRange<Double> =
      switch kind {
      case .success: 0...0.18
      case .nearMiss: 0.25...0.6
      case .mishap: .pi - 0.4 ... .pi
      case .elsewhere: 0.9...(.pi - 0.6)
      }
    return Pendulum(angle: side * stream.uniform(in: range), velocity: 0)
  }

  public var numbers: [Double] { [angle, velocity] }

  public init?(numbers: [Double]) {
    guard numbers.count == 2, numbers[0].isFinite, abs(numbers[1]) <= Self.maximumVelocity else {
      return nil
    }
    self.init(angle: numbers[0], velocity: numbers[1])
  }

  public mutating func step(_ action: TaskAction) -> Double {
    guard case .vector(let torque) = action else { return 0 }
    return step(torque: Self.maximumTorque * torque[0])
  }

  /// Applies `torque` [N·m], clipped to ±2, for 0.05 s.
  ///
  /// - Returns: The reward of the state before: `-(angle^2 + 0.1 velocity^2 + 0.001 torque^2)`.
  public mutating func step(torque: Float) -> Double {
    let torque = min(max(torque, -Self.maximumTorque), Self.maximumTorque)
    let cost =
      wrappedAngle * wrappedAngle + 0.1 * (velocity * velocity)
      + Double(Float(0.001) * (torque * torque))
    let fall = 3 * Self.gravity / (2 * Self.length) * sin(angle)
    let push = Float(3 / (mass * Self.length * Self.length)) * torque
    let free = velocity + (fall + Double(push)) * Self.timeStep
    velocity = min(max(free, -Self.maximumVelocity), Self.maximumVelocity)
    angle += velocity * Self.timeStep
    return -cost
  }

  /// The angle from upright in `-π...π` [rad].
  public var wrappedAngle: Double {
    var turned = fmod(angle + .pi, 2 * .pi)
    if turned < 0 { turned += 2 * .pi }
    return turned - .pi
  }

  public var features: [Float] { [Float(cos(angle)), Float(sin(angle)), Float(velocity)] }

  public var isSolved: Bool { abs(wrappedAngle) <= 0.2 && abs(velocity) <= 0.5 }
  public var isOver: Bool { false }

  public static let metricNames = ["success", "angle", "speed"]

  public var measures: [Double] {
    [
      isSolved ? 1 : 0,
      abs(wrappedAngle),  // from upright [rad]
      abs(velocity),  // [rad/s]
    ]
  }

  public var expertAction: TaskAction { .vector([expertTorque]) }

  /// The torque of the expert, as a fraction of the strongest, in `-1...1`.
  ///
  /// Far from the top it pumps until the energy is that of standing upright, as Åström and Furuta 2000
  /// (*Swinging up a pendulum by energy control*); near the top it holds.
  private var expertTorque: Float {
    let angle = wrappedAngle
    let hold = -mass * (8 * angle + 2.5 * velocity)
    // near enough to the top for the motor to stop the rod on its way up, or to hold it against its weight
    if cos(angle) > 0.8, abs(hold) < 6 { return Float(min(max(hold / 2, -1), 1)) }
    // energy over the moment of inertia, above that of standing upright [1/s²]
    let excess = 0.5 * velocity * velocity + 15 * (cos(angle) - 1)
    let direction: Double = velocity < 0 ? -1 : 1
    return Float(direction * min(max(-2 * excess, -1), 1))
  }
}
