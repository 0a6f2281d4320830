// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// A quantity of the present moment that the scene gives a name (MJCF: `sensor`).
public struct Sensor: Hashable, Sendable {
  /// A frame that a body carries.
  public struct Frame: Hashable, Sendable {
    public var body: BodyID
    /// The pose in the body's frame.
    public var pose: Pose

    public init(body: BodyID, pose: Pose = .identity) {
      self.body = body
      self.pose = pose
    }
  }

  /// What it measures.
  public enum Quantity: Hashable, Sendable {
    /// The position of a hinge [rad] or slide [m].
    case jointPosition(JointID)
    /// The velocity of a hinge [rad/s] or slide [m/s].
    case jointVelocity(JointID)
    /// A frame's position in the world [m].
    case position(Frame)
    /// An axis of a frame in the world, 0 for x to 2 for z.
    case axis(Frame, Int)
    /// The velocity of a frame's origin [m/s].
    case velocity(Frame)
    /// The angular velocity of a frame [rad/s].
    case spin(Frame)
  }

  public var name: String
  public var quantity: Quantity

  public init(name: String, quantity: Quantity) {
    self.name = name
    self.quantity = quantity
  }
}
