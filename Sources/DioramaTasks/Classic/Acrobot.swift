// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
internal import DioramaPainting
internal import DioramaScene
internal import Foundation

/// `Acrobot-v1`: swing two links up, with a motor at the joint between them.
///
/// # Task
/// Two links of 1 kg and 1 m hang from a pin; only the joint between them is driven, by 1 N·m. The tip must
/// come 1 m above the pin. The dynamics are those of Gymnasium, with the equations of the book.
///
/// # Action
/// 0, 1, 2: a torque of -1, 0 or 1 N·m for 0.2 s.
///
/// # Observation
///
/// | index | meaning | unit | range |
/// | --- | --- | --- | --- |
/// | 0, 1 | cosine and sine of the upper link's angle, 0 where it hangs | – | -1...1 |
/// | 2, 3 | of the lower link's angle to the upper one | – | -1...1 |
/// | 4 | the upper link's velocity | rad/s | -4π...4π |
/// | 5 | the lower link's, to the upper one | rad/s | -9π...9π |
///
/// # Reward
/// `dense`: -1 a step, 0 for arriving. `sparse`: 1 for arriving, else 0.
///
/// # Start
/// Angles and velocities are uniform in `-0.1...0.1`. Colours, light and camera can be randomised, and the
/// masses of both links, together with their moments of inertia.
///
/// # Ending
/// Terminated when the tip is more than 1 m above the pin; truncated after 500 steps.
///
/// # Source
/// Sutton 1996, *Generalization in reinforcement learning: successful examples using sparse coarse coding*;
/// Sutton and Barto 1998, section 11.3; Gymnasium 1.2, `classic_control/acrobot.py`.
public struct Acrobot: ClassicProblem {
  /// The angles of the upper link from hanging and of the lower link from the upper one, in `-π...π` [rad].
  public var angles: SIMD2<Double>
  /// The angular velocities of the upper link, and of the lower link relative to it [rad/s].
  public var spins: SIMD2<Double>
  public var mass = 1.0

  private static let gravity = 9.8
  /// The length of each link, and the distance from its upper end to its middle [m].
  private static let (length, middle) = (1.0, 0.5)
  private static let fastest = SIMD2(4 * Double.pi, 9 * Double.pi)

  public init(angles: SIMD2<Double>, spins: SIMD2<Double>) {
    (self.angles, self.spins) = (angles, spins)
  }

  public static let facts = ClassicFacts(
    id: EnvironmentID("Acrobot", version: 1),
    summary: "Swing two links up by the joint between them.",
    actionSpace: .discrete(count: 3),
    elements: [
      StateElement("cosine of the upper angle", "", -1...1),
      StateElement("sine of the upper angle", "", -1...1),
      StateElement("cosine of the lower angle", "", -1...1),
      StateElement("sine of the lower angle", "", -1...1),
      StateElement("upper angular velocity", "rad/s", Float(-fastest.x)...Float(fastest.x)),
      StateElement("lower angular velocity", "rad/s", Float(-fastest.y)...Float(fastest.y)),
    ], horizon: 500, timeStep: 0.2, rewardRange: -1...0)

  public static func start(_ layout: inout RandomStream) -> Acrobot {
    var number: Double { layout.uniform(in: -0.1...0.1) }
    return Acrobot(angles: SIMD2(number, number), spins: SIMD2(number, number))
  }

  /// Returns an example with the tip above the line, a little below it, hanging, or near the pin's height.
  public static func example(_ kind: ExampleKind, _ stream: inout RandomStream) -> Acrobot {
    let heights: ClosedRange<Double> =
      switch kind {
      case .success: 1.05...1.9
      case .nearMiss: 0.5...0.9
      case .mishap: -2 ... -1.5
      case .elsewhere: -0.6...0.3
      }
    while true {
      let angles = SIMD2(
        stream.uniform(in: -Double.pi...Double.pi), stream.uniform(in: -Double.pi...Double.pi))
      let acrobot = Acrobot(angles: angles, spins: .zero)
      if heights.contains(acrobot.height) { return acrobot }
    }
  }

  public var numbers: [Double] { [angles.x, angles.y, spins.x, spins.y] }

  public init?(numbers: [Double]) {
    guard numbers.count == 4, numbers.allSatisfy(\.isFinite),
      abs(numbers[2]) <= Self.fastest.x, abs(numbers[3]) <= Self.fastest.y
    else { return nil }
    self.init(angles: SIMD2(numbers[0], numbers[1]), spins: SIMD2(numbers[2], numbers[3]))
  }

  public mutating func step(_ action: TaskAction) -> Double {
    guard case .index(let choice) = action else { return 0 }
    let torque = Double(choice - 1)
    // one step of the fourth order of Runge and Kutta
    let (start, half) = ((angles, spins), Self.facts.timeStep / 2)
    func rates(
      _ from: (SIMD2<Double>, SIMD2<Double>)?, _ time: Double
    ) -> (SIMD2<Double>, SIMD2<Double>) {
      let (turn, gain) = from ?? (.zero, .zero)
      let spins = start.1 + time * gain
      return (spins, acceleration(start.0 + time * turn, spins, torque))
    }
    let first = rates(nil, 0)
    let second = rates(first, half)
    let third = rates(second, half)
    let last = rates(third, 2 * half)
    let sixth = Self.facts.timeStep / 6
    angles = start.0 + sixth * (first.0 + 2 * second.0 + 2 * third.0 + last.0)
    spins = start.1 + sixth * (first.1 + 2 * second.1 + 2 * third.1 + last.1)
    angles = SIMD2(Self.wrapped(angles.x), Self.wrapped(angles.y))
    spins = spins.clamped(lowerBound: -Self.fastest, upperBound: Self.fastest)
    return isOver ? 0 : -1
  }

  /// Returns the angular accelerations, by the equations of the book [rad/s²].
  private func acceleration(
    _ angles: SIMD2<Double>, _ spins: SIMD2<Double>, _ torque: Double
  ) -> SIMD2<Double> {
    let (m, l, c, g) = (mass, Self.length, Self.middle, Self.gravity)
    let inertia = m  // of each link about its middle [kg m²]
    let (cosine, sine) = (cos(angles.y), sin(angles.y))
    let d1 = m * c * c + m * (l * l + c * c + 2 * l * c * cosine) + inertia + inertia
    let d2 = m * (c * c + l * c * cosine) + inertia
    let lower = m * c * g * cos(angles.x + angles.y - .pi / 2)
    let upper =
      -m * l * c * spins.y * spins.y * sine - 2 * m * l * c * spins.y * spins.x * sine
      + (m * c + m * l) * g * cos(angles.x - .pi / 2) + lower
    let second =
      (torque + d2 / d1 * upper - m * l * c * spins.x * spins.x * sine - lower)
      / (m * c * c + inertia - d2 * d2 / d1)
    return SIMD2(-(d2 * second + upper) / d1, second)
  }

  private static func wrapped(_ angle: Double) -> Double {
    var angle = angle
    while angle > .pi { angle -= 2 * .pi }
    while angle < -.pi { angle += 2 * .pi }
    return angle
  }

  public var features: [Float] {
    [
      Float(cos(angles.x)), Float(sin(angles.x)), Float(cos(angles.y)), Float(sin(angles.y)),
      Float(spins.x), Float(spins.y),
    ]
  }

  /// The height of the tip above the pin [m].
  var height: Double { -cos(angles.x) - cos(angles.y + angles.x) }

  public var isSolved: Bool { height > 1 }
  public var isOver: Bool { isSolved }

  public static let metricNames = ["success", "height"]

  public var measures: [Double] { [isSolved ? 1 : 0, height] }

  /// The expert's action: it drives the lower link onward, and against the upper one's swing.
  public var expertAction: TaskAction { .index(spins.y - 0.5 * spins.x > 0 ? 2 : 0) }

  public static func makeLook() -> ClassicLook<Acrobot> {
    var builder = SceneBuilder(name: "acrobot")
    let pin = Vector3(0, 0, 2.3)
    builder.addBox(
      Vector3(-2.4, -0.8, -0.1), Vector3(2.4, 1, 0), to: BodyID(0), SIMD3(0.62, 0.48, 0.34))
    let line = builder.addBody("line")
    builder.addBox(
      Vector3(-2.2, 0.3, pin.z + 0.96), Vector3(2.2, 0.36, pin.z + 1.04), to: line,
      SIMD3(0.22, 0.66, 0.30))
    let stand = builder.addBody("stand")
    builder.addBox(
      Vector3(-0.08, 0.2, 0), Vector3(0.08, 0.34, pin.z + 0.1), to: stand, SIMD3(0.35, 0.37, 0.42))
    let colors = [SIMD3<Float>(0.16, 0.32, 0.66), SIMD3(0.85, 0.22, 0.12)]
    let links = colors.enumerated().map { index, color in
      let link = builder.addBody(index == 0 ? "upper" : "lower", moves: true)
      builder.add(
        .capsule(radius: 0.1, halfLength: 0.5 * length), to: link,
        at: Pose(Vector3(0, 0, -0.5 * length)), color, specular: 0.4)
      builder.add(.sphere(radius: 0.13), to: link, at: Pose(.zero), color, specular: 0.4)
      return link
    }
    builder.addLight(Vector3(0.45, 1, -0.75))
    let (low, high) = (Vector3(-2.1, -0.2, 0.1), Vector3(2.1, 0.4, 4.4))
    builder.addCamera("front", sines: (0.98, 0.198997487421324), low: low, high: high)
    builder.addCamera("high", sines: (0.8, 0.6), low: low, high: high)
    return ClassicLook(scene: builder.scene) { state, poses in
      let (upper, lower) = (state.angles.x, state.angles.x + state.angles.y)
      // against the right-hand rule about north, a positive angle swings to the right
      poses[links[0].index] = Pose(pin, Quaternion(angle: -upper, axis: .unitY))
      let joint = pin + length * Vector3(sin(upper), -0.12, -cos(upper))
      poses[links[1].index] = Pose(joint, Quaternion(angle: -lower, axis: .unitY))
    }
  }
}
