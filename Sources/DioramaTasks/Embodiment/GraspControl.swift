// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
public import DioramaPhysics
public import DioramaScene

/// A grasp that is not simulated: above 0, its number takes hold of the nearest body in reach; else it lets go.
public struct GraspControl: Embodiment {
  /// The body that takes hold.
  public let holder: BodyID
  /// Where in that body's frame it takes hold.
  public let place: Pose
  /// The bodies that it can take.
  public let bodies: [BodyID]
  /// The largest distance of a body's origin at which it is taken [m].
  public let reach: Double

  /// Makes a grasp.
  ///
  /// - Parameters:
  ///   - holder: The body that takes hold.
  ///   - place: Where in that body's frame it does.
  ///   - bodies: The free bodies that it can take.
  ///   - reach: The largest distance of a body's origin at which it is taken [m].
  public init(by holder: BodyID, at place: Pose = .identity, of bodies: [BodyID], reach: Double) {
    self.holder = holder
    self.place = place
    self.bodies = bodies
    self.reach = reach
  }

  public var actionCount: Int { 1 }

  public func act(_ action: ArraySlice<Float>, in world: RigidWorld, period: Double) {
    let held = bodies.first { world.isAttached($0, to: holder) }
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

  public func restingAction(_ world: RigidWorld) -> [Float] {
    [bodies.contains { world.isAttached($0, to: holder) } ? 1 : -1]
  }
}
