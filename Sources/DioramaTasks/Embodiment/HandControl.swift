// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPhysics

/// A hand that a force-limited servo drives: a number for each axis moves its target.
struct HandControl: Embodiment {
  let hand: Hand
  /// The axes that actions move it along.
  let axes: [Int]

  var actionCount: Int { axes.count }

  func prepare(in world: RigidWorld) { hand.place(at: world.pose(of: hand.body), in: world) }

  func act(_ action: ArraySlice<Float>, in world: RigidWorld, period: Double) {
    hand.move(by: Vector3(action, along: axes), in: world, period: period)
  }

  func restingAction(_ world: RigidWorld) -> [Float] { Array(repeating: 0, count: actionCount) }

  func dress(_ world: RigidWorld) { hand.dress(world) }

  func tool(_ world: RigidWorld) -> Pose? { world.pose(of: hand.body) }
}

extension Vector3 {
  /// Makes the vector with these numbers along these axes, and zeros along the others.
  init(_ numbers: ArraySlice<Float>, along axes: [Int]) {
    self = .zero
    for (number, axis) in zip(numbers, axes) { self[axis] = Double(number) }
  }
}
