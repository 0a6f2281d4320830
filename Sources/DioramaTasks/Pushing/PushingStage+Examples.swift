// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene
internal import Foundation

extension PushingStage {
  /// Arranges an example of `kind`.
  mutating func arrange(
    _ kind: ExampleKind, in world: RigidWorld, stream: inout RandomStream
  ) -> Staging {
    let angle = stream.uniform(in: -Double.pi...Double.pi)
    let direction = SIMD2(cos(angle), sin(angle))
    // a hand that has withdrawn stands where it also does before a mug that is still short of the goal
    expertLetsGo = false
    switch kind {
    case .success:
      // the root makes it uniform over the disc
      expertOffset = 0.6 * successRadius * stream.uniform().squareRoot() * direction
      return .expert
    case .nearMiss:
      expertOffset = successRadius * stream.uniform(in: 1.5...2.7) * direction
      return .expert
    case .mishap:
      let place = goal + successRadius * stream.uniform().squareRoot() * direction
      let yaw = stream.uniform(in: -Double.pi...Double.pi)
      // on its side, the handle up or down; a little above the table, to fall
      let lying =
        Quaternion(yaw: yaw) * Quaternion(angle: .pi / 2, axis: .unitY)
        * Quaternion(yaw: stream.uniform(in: -Double.pi...Double.pi))
      world.place(mug, at: Pose(Vector3(place.x, place.y, 0.075), lying))
      placeHand(in: world, stream: &stream)
      return .rest
    case .elsewhere:
      var place = SIMD2<Double>.zero
      for _ in 0..<Self.attempts {
        place.x = stream.uniform(in: -0.15...0.35)
        place.y = stream.uniform(in: -0.25...0.25)
        if length(place - goal) >= 4 * successRadius { break }
      }
      let yaw = stream.uniform(in: -Double.pi...Double.pi)
      let height = world.scene[mug].pose.position.z
      world.place(mug, at: Pose(Vector3(place.x, place.y, height), Quaternion(yaw: yaw)))
      placeHand(in: world, stream: &stream)
      return .rest
    }
  }

  /// Puts the hand somewhere in the workspace where it does not touch the mug.
  private func placeHand(in world: RigidWorld, stream: inout RandomStream) {
    let mug = position(of: mug, in: world)
    var place = Vector3.zero
    for _ in 0..<Self.attempts {
      place = hand.randomPosition(&stream)
      if length(SIMD2(place.x, place.y) - mug) >= 0.15 { break }
    }
    hand.place(at: place, in: world)
  }

  /// The largest number of places that are drawn, as a scene file may leave no room.
  private static let attempts = 1000

  /// Returns whether a scene at rest with these measures is an example of `kind`.
  func isExample(of kind: ExampleKind, _ measures: PushingMeasures) -> Bool {
    let distance = measures.distance
    let upright = measures.uprightness >= uprightCosine
    return switch kind {
    case .success: measures.isSuccess
    case .nearMiss:
      upright && distance > 1.2 * successRadius && distance < 3 * successRadius
    case .mishap: !upright && distance < 4 * successRadius
    case .elsewhere: upright && distance > 3 * successRadius
    }
  }
}
