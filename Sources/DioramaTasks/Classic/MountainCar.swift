// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
internal import DioramaPainting
internal import DioramaScene
internal import Foundation

/// `MountainCarContinuous-v0`: drive a weak car up a hill by swinging in the valley first.
///
/// # Task
/// A car in a valley is too weak to climb the right hill at once. The dynamics are those of Gymnasium,
/// with its types: all but the slope is computed in single precision.
///
/// # Action
/// One number in `-1...1`: how strongly it drives to the right.
///
/// # Observation
///
/// | index | meaning | unit | range |
/// | --- | --- | --- | --- |
/// | 0 | position of the car | – | -1.2...0.6 |
/// | 1 | velocity of the car | 1/step | -0.07...0.07 |
///
/// # Reward
/// `dense`: 100 for arriving, less 0.1 action² a step. `sparse`: 1 for arriving, else 0.
///
/// # Start
/// At rest, uniformly in `-0.6...-0.4`. Colours, light and camera can be randomised, and the mass: the
/// heavier the car, the weaker its motor.
///
/// # Ending
/// Terminates when the car arrives at 0.45 without rolling back; truncated after 999 steps.
///
/// # Source
/// Moore 1990, *Efficient memory-based learning for robot control*; Gymnasium 1.2,
/// `classic_control/continuous_mountain_car.py`.
public struct MountainCar: ClassicProblem {
  /// The position of the car, to the right, in `-1.2...0.6`.
  public var position: Float
  /// The velocity of the car, in `-0.07...0.07` a step.
  public var velocity: Float
  public var mass = 1.0

  static let places: ClosedRange<Float> = -1.2...0.6
  static let fastest: Float = 0.07
  static let goal: Float = 0.45
  private static let power = 0.0015

  public init(position: Float, velocity: Float) {
    (self.position, self.velocity) = (position, velocity)
  }

  public static let facts = ClassicFacts(
    id: EnvironmentID("MountainCarContinuous", version: 0),
    summary: "Drive a weak car up a hill by swinging first.",
    actionSpace: .box(count: 1, in: -1...1),
    elements: [
      StateElement("position", "", places), StateElement("velocity", "1/step", -fastest...fastest),
    ], horizon: 999, timeStep: 1.0 / 30, rewardRange: -0.1...100)

  public static func start(_ layout: inout RandomStream) -> MountainCar {
    MountainCar(position: Float(layout.uniform(in: -0.6 ... -0.4)), velocity: 0)
  }

  /// Returns an example with the car at the flag, a little below it, in the valley, or on the left hill.
  public static func example(_ kind: ExampleKind, _ stream: inout RandomStream) -> MountainCar {
    let place: ClosedRange<Double> =
      switch kind {
      case .success: 0.45...0.55
      case .nearMiss: 0.2...0.4
      case .mishap: -0.8 ... -0.2
      case .elsewhere: -1.2 ... -0.9
      }
    return MountainCar(position: Float(stream.uniform(in: place)), velocity: 0)
  }

  public var numbers: [Double] { [Double(position), Double(velocity)] }

  public init?(numbers: [Double]) {
    guard numbers.count == 2, Self.places.contains(Float(numbers[0])),
      abs(Float(numbers[1])) <= Self.fastest
    else { return nil }
    self.init(position: Float(numbers[0]), velocity: Float(numbers[1]))
  }

  public mutating func step(_ action: TaskAction) -> Double {
    guard case .vector(let drive) = action else { return 0 }
    let slope = 0.0025 * cos(Double(3 * position))
    velocity += drive[0] * Float(Self.power / mass) - Float(slope)
    velocity = min(max(velocity, -Self.fastest), Self.fastest)
    position = min(max(position + velocity, Self.places.lowerBound), Self.places.upperBound)
    if position == Self.places.lowerBound, velocity < 0 { velocity = 0 }
    return (isSolved ? 100 : 0) - 0.1 * Double(drive[0]) * Double(drive[0])
  }

  public var features: [Float] { [position, velocity] }

  public var isSolved: Bool { position >= Self.goal && velocity >= 0 }
  public var isOver: Bool { isSolved }

  public static let metricNames = ["success", "distance", "speed"]

  public var measures: [Double] {
    [
      isSolved ? 1 : 0,
      Double(max(0, Self.goal - position)),  // to the flag
      Double(abs(velocity)),  // [1/step]
    ]
  }

  /// The expert's action: it drives the way the car rolls, so that each swing is higher.
  public var expertAction: TaskAction { .vector([velocity < 0 ? -1 : 1]) }

  /// Returns the height of the hills at `x`.
  private static func height(_ x: Double) -> Double { 0.45 * sin(3 * x) + 0.55 }

  public static func makeLook() -> ClassicLook<MountainCar> {
    var builder = SceneBuilder(name: "mountain-car")
    let hills = builder.addBody("hills")
    let (left, right, count) = (-1.3, 0.7, 100)
    let width = (right - left) / Double(count)
    for column in 0..<count {
      let x = left + (Double(column) + 0.5) * width
      builder.addBox(
        Vector3(x - 0.5 * width, -0.35, -0.1), Vector3(x + 0.5 * width, 0.35, height(x)),
        to: hills, SIMD3(0.62, 0.48, 0.34))
    }
    let flag = builder.addBody("flag")
    let top = height(Double(goal))
    builder.addBox(
      Vector3(0.44, 0.1, top - 0.02), Vector3(0.46, 0.12, top + 0.4), to: flag,
      SIMD3(0.35, 0.37, 0.42))
    builder.addBox(
      Vector3(0.46, 0.1, top + 0.22), Vector3(0.66, 0.12, top + 0.4), to: flag,
      SIMD3(0.22, 0.66, 0.30))
    let car = builder.addBody("car", moves: true)
    builder.addBox(
      Vector3(-0.11, -0.08, 0.03), Vector3(0.11, 0.08, 0.13), to: car, SIMD3(0.85, 0.22, 0.12),
      specular: 0.4)
    builder.addBox(
      Vector3(-0.07, -0.06, 0.13), Vector3(0.04, 0.06, 0.18), to: car, SIMD3(0.85, 0.22, 0.12),
      specular: 0.4)
    for x in [-0.07, 0.07] {
      builder.add(
        .cylinder(radius: 0.035, halfLength: 0.1), to: car,
        at: Pose(Vector3(x, 0, 0.035), Quaternion(from: .unitZ, to: .unitY)),
        SIMD3(0.20, 0.21, 0.24))
    }
    builder.addLight()
    let (low, high) = (Vector3(-1.25, -0.3, 0), Vector3(0.65, 0.3, 1.3))
    builder.addCamera("front", sines: (0.98, 0.198997487421324), low: low, high: high)
    builder.addCamera("high", sines: (0.8, 0.6), low: low, high: high)
    return ClassicLook(scene: builder.scene) { state, poses in
      let x = Double(state.position)
      let slope = atan(1.35 * cos(3 * x))
      poses[car.index] = Pose(
        Vector3(x, -0.1, height(x)), Quaternion(angle: -slope, axis: .unitY))
    }
  }
}
