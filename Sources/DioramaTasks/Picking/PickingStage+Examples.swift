// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

extension PickingStage {
  /// Arranges an example of `kind`.
  mutating func arrange(
    _ kind: ExampleKind, in world: RigidWorld, stream: inout RandomStream
  ) -> Staging {
    switch kind {
    case .success:
      expertOffset = Vector3(
        stream.uniform(in: -0.035...0.035), stream.uniform(in: -0.035...0.035), 0)
      return .expert
    case .nearMiss:
      // beside the tray, before or behind it
      let side = stream.integer(below: 2) == 0 ? -1.0 : 1
      expertOffset = Vector3(
        side * stream.uniform(in: 0.115...0.15), stream.uniform(in: -0.06...0.04), -0.006)
      return .expert
    case .mishap:
      // over the tray, and the gripper does not let go
      expertOffset = Vector3(
        stream.uniform(in: -0.03...0.03), stream.uniform(in: -0.03...0.03),
        stream.uniform(in: 0...0.06))
      expertLetsGo = false
      return .expert
    case .elsewhere:
      // another thing is in the tray, or none
      if stream.integer(below: 2) == 0 {
        let other = others[stream.integer(below: others.count)]
        let x = tray.x + stream.uniform(in: -0.03...0.03)
        let y = tray.y + stream.uniform(in: -0.03...0.03)
        let height = world.scene[other].pose.position.z + 0.0065
        world.place(other, at: Pose(Vector3(x, y, height)))
      }
      return .rest
    }
  }

  /// Returns whether a scene at rest with these measures is an example of `kind`.
  func isExample(of kind: ExampleKind, _ measures: PickingMeasures) -> Bool {
    switch kind {
    case .success: measures.isSuccess
    case .nearMiss:
      !measures.isInTray && measures.trayOffset < 0.2 && measures.height < 0.03
        && measures.handDistance >= success.distance
    case .mishap: measures.trayOffset < success.offset && measures.handDistance < 0.03
    case .elsewhere: !measures.isInTray && measures.height < 0.03
    }
  }
}
