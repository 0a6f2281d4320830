// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

extension DoorStage {
  /// Arranges an example of `kind`.
  mutating func arrange(
    _ kind: ExampleKind, in world: RigidWorld, stream: inout RandomStream
  ) -> Staging {
    switch kind {
    case .success:
      expertAngle = success.angle * stream.uniform(in: 1.15...1.9)
      return .expert
    case .nearMiss:
      expertAngle = success.angle * stream.uniform(in: 0.25...0.85)
      return .expert
    case .mishap:
      // the finger is at the lever, before or behind it, and the door is shut
      let along = stream.uniform(in: -0.04...0.04)
      let inward = stream.integer(below: 2) == 0 ? -stream.uniform(in: 0.045...0.055) : 0
      let rise = stream.uniform(in: -0.01...0.03)
      hand.place(at: gripPlace(world) + Vector3(along, inward, rise), in: world)
      return .rest
    case .elsewhere:
      var place = Vector3.zero
      for _ in 0..<1000 {  // a scene file may leave no room
        place = hand.randomPosition(&stream)
        if place.y < gripPlace(world).y - 0.06 && (place - gripPlace(world)).length > 0.12 { break }
      }
      hand.place(at: place, in: world)
      return .rest
    }
  }

  /// Returns whether a scene at rest with these measures is an example of `kind`.
  func isExample(of kind: ExampleKind, _ measures: DoorMeasures) -> Bool {
    let opened = measures.angle / success.angle
    return switch kind {
    case .success: measures.isSuccess
    case .nearMiss: opened > 0.15 && opened < 0.95
    case .mishap: opened < 0.1 && measures.leverDistance < 0.08
    case .elsewhere: opened < 0.1 && measures.leverDistance > 0.1
    }
  }
}
