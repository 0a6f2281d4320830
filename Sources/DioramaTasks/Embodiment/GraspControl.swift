// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

/// A grasp that is not simulated: above 0, its number takes hold of the nearest body in reach; else it lets go.
struct GraspControl: Embodiment {
  /// The body that takes hold.
  let holder: BodyID
  /// Where in that body's frame it takes hold.
  let place: Pose
  /// The bodies that it can take.
  let bodies: [BodyID]
  /// The largest distance of a body's origin at which it is taken [m].
  let reach: Double

  var actionCount: Int { 1 }

  func act(_ action: ArraySlice<Float>, in world: RigidWorld, period: Double) {
    let held = bodies.first { world.holder(of: $0) == holder }
    guard (action.first ?? 0) > 0 else {
      if let held { world.detach(held) }
      return
    }
    guard held == nil else { return }
    let point = (world.pose(of: holder) * place).position
    let near = bodies.map { ($0, (world.pose(of: $0).position - point).length) }
      .min { $0.1 < $1.1 }
    // bodies that cannot be attached were refused when the task was read
    if let near, near.1 <= reach { try? world.attach(near.0, to: holder) }
  }

  func restingAction(_ world: RigidWorld) -> [Float] {
    [bodies.contains { world.holder(of: $0) == holder } ? 1 : -1]
  }
}
