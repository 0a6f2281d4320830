// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
internal import DioramaPainting
internal import DioramaScene
internal import Foundation

/// `CartPole-v1`: keep a pole upright by pushing the cart under it.
///
/// # Task
/// A cart of 1 kg runs on a track; a pole of 0.1 kg and 1 m turns freely about a pin on it. The cart is
/// pushed with 10 N to the left or to the right, all the time. The dynamics are those of Gymnasium.
///
/// # Action
/// 0 pushes to the left, 1 to the right, for 0.02 s.
///
/// # Observation
///
/// | index | meaning | unit | range |
/// | --- | --- | --- | --- |
/// | 0 | position of the cart | m | -4.8...4.8 |
/// | 1 | velocity of the cart | m/s | -15...15 |
/// | 2 | angle of the pole from upright, clockwise | rad | -0.419...0.419 |
/// | 3 | angular velocity of the pole | rad/s | -15...15 |
///
/// # Reward
/// `dense`: 1 a step, the last one included. `sparse`: 1 while the pole stands and the cart is on
/// the track, else 0.
///
/// # Start
/// All four are uniform in `-0.05...0.05`. Colours, light and camera can be randomised, and the pole's mass.
///
/// # Ending
/// Terminates when the pole leans by more than 12° or the cart is more than 2.4 m off; truncated after 500
/// steps. Success, that neither has happened, counts at the end.
///
/// # Source
/// Barto, Sutton and Anderson 1983, *Neuronlike adaptive elements that can solve difficult learning control
/// problems*; Gymnasium 1.2, `classic_control/cartpole.py`.
public struct CartPole: ClassicProblem {
  /// The position of the cart, to the right [m].
  public var position: Double
  /// The velocity of the cart [m/s].
  public var velocity: Double
  /// The angle of the pole from upright, clockwise as the front camera sees it [rad].
  public var angle: Double
  /// The angular velocity of the pole [rad/s].
  public var spin: Double
  public var mass = 1.0

  private static let gravity = 9.8
  private static let force = 10.0
  private static let cartMass = 1.0
  private static let poleMass = 0.1
  /// The distance from the pin to the middle of the pole [m].
  static let halfLength = 0.5
  static let farthest = 2.4
  static let steepest = 12 * 2 * Double.pi / 360

  public init(position: Double, velocity: Double, angle: Double, spin: Double) {
    (self.position, self.velocity) = (position, velocity)
    (self.angle, self.spin) = (angle, spin)
  }

  public static let facts = ClassicFacts(
    id: EnvironmentID("CartPole", version: 1),
    summary: "Keep a pole upright by pushing the cart under it.",
    actionSpace: .discrete(count: 2),
    elements: [
      StateElement("position of the cart", "m", -4.8...4.8),
      StateElement("velocity of the cart", "m/s", -15...15),
      StateElement("angle of the pole", "rad", -0.41887903...0.41887903),
      StateElement("angular velocity of the pole", "rad/s", -15...15),
    ], horizon: 500, timeStep: 0.02, rewardRange: 0...1)

  public static func start(_ layout: inout RandomStream) -> CartPole {
    var number: Double { layout.uniform(in: -0.05...0.05) }
    return CartPole(position: number, velocity: number, angle: number, spin: number)
  }

  /// Returns an example whose pole stands, leans a little too far or fell, or whose cart left the track.
  public static func example(_ kind: ExampleKind, _ stream: inout RandomStream) -> CartPole {
    let side: Double = stream.integer(below: 2) == 0 ? -1 : 1
    let (place, lean): (ClosedRange<Double>, ClosedRange<Double>) =
      switch kind {
      case .success: (-2...2, 0...0.1)
      case .nearMiss: (-2...2, 0.25...0.4)
      case .mishap: (-2...2, 0.8...1.5)
      case .elsewhere: (2.5...2.8, 0...0.3)
      }
    let position = stream.uniform(in: place)
    return CartPole(
      position: kind == .elsewhere ? side * position : position, velocity: 0,
      angle: side * stream.uniform(in: lean), spin: 0)
  }

  public var numbers: [Double] { [position, velocity, angle, spin] }

  public init?(numbers: [Double]) {
    guard numbers.count == 4, numbers.allSatisfy(\.isFinite) else { return nil }
    self.init(
      position: numbers[0], velocity: numbers[1], angle: numbers[2], spin: numbers[3])
  }

  public mutating func step(_ action: TaskAction) -> Double {
    let force = action == .index(1) ? Self.force : -Self.force
    let poleMass = mass * Self.poleMass
    let totalMass = poleMass + Self.cartMass
    let (cosine, sine) = (cos(angle), sin(angle))
    let push = (force + poleMass * Self.halfLength * (spin * spin) * sine) / totalMass
    let turn =
      (Self.gravity * sine - cosine * push)
      / (Self.halfLength * (4.0 / 3.0 - poleMass * (cosine * cosine) / totalMass))
    let acceleration = push - poleMass * Self.halfLength * turn * cosine / totalMass
    position += Self.facts.timeStep * velocity
    velocity += Self.facts.timeStep * acceleration
    angle += Self.facts.timeStep * spin
    spin += Self.facts.timeStep * turn
    return 1
  }

  public var features: [Float] {
    [Float(position), Float(velocity), Float(angle), Float(spin)]
  }

  public var isSolved: Bool { !isOver }
  public var isOver: Bool { abs(position) > Self.farthest || abs(angle) > Self.steepest }

  public static let metricNames = ["success", "angle", "distance"]

  public var measures: [Double] {
    [
      isSolved ? 1 : 0,
      abs(angle),  // of the pole from upright [rad]
      abs(position),  // of the cart from the middle [m]
    ]
  }

  /// The expert's action: it pushes to where the pole falls, and so that the cart stays near the middle.
  public var expertAction: TaskAction {
    .index(8 * angle + 1.5 * spin + 0.1 * position + 0.4 * velocity > 0 ? 1 : 0)
  }

  public static func makeLook() -> ClassicLook<CartPole> {
    var builder = SceneBuilder(name: "cart-pole")
    builder.addBox(
      Vector3(-3.2, -1, -0.1), Vector3(3.2, 1.2, 0), to: BodyID(0), SIMD3(0.62, 0.48, 0.34))
    let track = builder.addBody("track")
    let gray = SIMD3<Float>(0.35, 0.37, 0.42)
    builder.addBox(
      Vector3(-farthest, -0.12, 0.16), Vector3(farthest, 0.12, 0.24), to: track, gray)
    for side in [-1.0, 1] {
      builder.addBox(
        Vector3(side * farthest - 0.06, -0.12, 0), Vector3(side * farthest + 0.06, 0.12, 0.42),
        to: track, gray)
    }
    let cart = builder.addBody("cart", moves: true)
    builder.addBox(
      Vector3(-0.3, -0.22, -0.14), Vector3(0.3, 0.22, 0.14), to: cart, SIMD3(0.16, 0.32, 0.66),
      specular: 0.4)
    let pole = builder.addBody("pole", moves: true)
    builder.add(
      .capsule(radius: 0.07, halfLength: halfLength), to: pole,
      at: Pose(Vector3(0, 0, halfLength)), SIMD3(0.85, 0.22, 0.12), specular: 0.4)
    builder.addLight()
    let (low, high) = (Vector3(-2.7, -0.3, 0), Vector3(2.7, 0.3, 1.9))
    builder.addCamera("front", sines: (0.98, 0.198997487421324), low: low, high: high)
    builder.addCamera("high", sines: (0.8, 0.6), low: low, high: high)
    return ClassicLook(scene: builder.scene) { state, poses in
      let place = Vector3(state.position, 0, 0.38)
      poses[cart.index] = Pose(place)
      // about north, by the right-hand rule, is clockwise as seen from the south
      poses[pole.index] = Pose(
        place + Vector3(0, -0.24, 0.1), Quaternion(angle: state.angle, axis: .unitY))
    }
  }
}
