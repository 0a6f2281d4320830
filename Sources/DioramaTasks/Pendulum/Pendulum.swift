// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// A rod that swings about one end, with a weak motor: the dynamics of Gymnasium's `Pendulum-v1`.
///
/// The numbers and their widths are Gymnasium's, so that equal torques give equal angles: what depends on
/// the torque alone is computed in single precision, all else in double.
///
/// > Source: Gymnasium 1.2, `classic_control/pendulum.py`.
public struct Pendulum: Hashable, Sendable {
  /// From upright, counter-clockwise as the front camera sees it; not wrapped [rad].
  public var angle: Double
  /// In `-8...8` [rad/s].
  public var velocity: Double
  /// Of the rod; 1 is Gymnasium's [kg].
  public var mass = 1.0

  /// The strongest torque [N·m].
  public static let maximumTorque: Float = 2
  static let maximumVelocity = 8.0
  static let timeStep = 0.05
  /// The masses that an episode may have [kg].
  static let masses = 0.6...1.6
  private static let gravity = 10.0
  private static let length = 1.0

  public init(angle: Double, velocity: Double) {
    self.angle = angle
    self.velocity = velocity
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

  /// Cosine and sine of the angle, and the velocity.
  var features: [Float] { [Float(cos(angle)), Float(sin(angle)), Float(velocity)] }

  /// The torque of an expert, in units of the strongest [-1...1].
  ///
  /// Far from the top it pumps until the energy is that of standing upright, as Åström and Furuta 2000
  /// (*Swinging up a pendulum by energy control*); near the top it holds.
  var expertTorque: Float {
    let angle = wrappedAngle
    let hold = -mass * (8 * angle + 2.5 * velocity)
    // within reach of the motor: where it could be stopped on the way up or held against its weight
    if cos(angle) > 0.8, abs(hold) < 6 { return Float(min(max(hold / 2, -1), 1)) }
    // energy over the moment of inertia, above that of standing upright [1/s²]
    let excess = 0.5 * velocity * velocity + 15 * (cos(angle) - 1)
    let direction: Double = velocity < 0 ? -1 : 1
    return Float(direction * min(max(-2 * excess, -1), 1))
  }
}
