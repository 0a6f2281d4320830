// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
public import DioramaPhysics

/// A hand that a force-limited servo drives: a number for each axis moves its target.
public struct HandControl: Embodiment {
  public let hand: Hand
  /// The axes that actions move it along.
  public let axes: [Int]

  /// Makes the control of `hand` along `axes`: 0 is x, 1 is y, 2 is z.
  public init(_ hand: Hand, axes: [Int] = [0, 1, 2]) {
    self.hand = hand
    self.axes = axes
  }

  public var actionCount: Int { axes.count }

  public func prepare(in world: RigidWorld) { hand.place(at: world.pose(of: hand.body), in: world) }

  public func act(_ action: ArraySlice<Float>, in world: RigidWorld, period: Double) {
    hand.move(by: Vector3(action, along: axes), in: world, period: period)
  }

  public func restingAction(_ world: RigidWorld) -> [Float] {
    Array(repeating: 0, count: actionCount)
  }

  public func dress(_ world: RigidWorld) { hand.dress(world) }

  public func tool(_ world: RigidWorld) -> Pose? { world.pose(of: hand.body) }
}

extension Vector3 {
  /// Makes the vector with these numbers along these axes, and zeros along the others.
  init(_ numbers: ArraySlice<Float>, along axes: [Int]) {
    self = .zero
    for (number, axis) in zip(numbers, axes) { self[axis] = Double(number) }
  }
}
